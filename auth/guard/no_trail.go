package guard

import (
	"context"

	"zkweb/auth/audit"
	"zkweb/zkconn/znode"
)

// noTrail is the record of a console that keeps none: nothing can be written
// down, so nothing is changed or revealed.
type noTrail struct{}

var errNoTrail = &znode.Error{
	Kind:    znode.Unavailable,
	Message: "This console keeps no record of who does what: it runs without --data-dir.",
}

func (noTrail) Append(context.Context, audit.Entry) error     { return errNoTrail }
func (noTrail) AppendRead(context.Context, audit.Entry) error { return errNoTrail }
func (noTrail) KeyedHash([]byte) string                       { return "" }
