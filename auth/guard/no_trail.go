package guard

import (
	"context"
	"iter"

	"zkweb/auth/audit"
	"zkweb/zkconn/znode"
)

// noTrail is the trail of a console without one: nothing can be recorded, so nothing may be changed
// or revealed.
type noTrail struct{}

var errNoTrail = &znode.Error{Kind: znode.Unavailable, Code: znode.CodeNoTrail}

func (noTrail) Append(context.Context, audit.Entry) (int64, error) { return 0, errNoTrail }
func (noTrail) AppendRead(audit.Entry)                             {}
func (noTrail) AppendSoon(context.Context, audit.Entry) error      { return errNoTrail }
func (noTrail) KeyedName(string) string                            { return "" }
func (noTrail) Head() audit.Head                                   { return audit.Head{} }
func (noTrail) Err() error                                         { return nil }

func (noTrail) KeyedHash(string, znode.Path, []byte) string { return "" }

func (noTrail) Query(context.Context, audit.Filter) (audit.Page, error) {
	return audit.Page{}, errNoTrail
}

func (noTrail) Tally(context.Context, audit.Filter) ([]audit.Tally, int, error) {
	return nil, 0, errNoTrail
}

func (noTrail) Entries(context.Context, audit.Filter) iter.Seq2[audit.Entry, error] {
	return func(yield func(audit.Entry, error) bool) { yield(audit.Entry{}, errNoTrail) }
}
