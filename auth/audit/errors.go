package audit

import (
	"context"

	"zkweb/zkconn/znode"
)

var (
	errSlow   = unavailable(znode.CodeTrailSlow, nil)
	errClosed = unavailable(znode.CodeTrailClosed, nil)
	errBroken = unavailable(znode.CodeTrailBroken, ErrHead)
)

func unavailable(code znode.Code, cause error) error {
	return &znode.Error{Kind: znode.Unavailable, Code: code, Cause: cause}
}

func invalid(code znode.Code) error { return &znode.Error{Kind: znode.Invalid, Code: code} }

func tooSlow(ctx context.Context) error { return unavailable(znode.CodeTrailLate, context.Cause(ctx)) }
