package session

import (
	"errors"

	"zkweb/zkconn/znode"
)

var errClosed = errors.New("the session is closed")

func unavailable(code znode.Code, args znode.Args, cause error) error {
	return &znode.Error{Kind: znode.Unavailable, Code: code, Args: args, Cause: cause}
}
