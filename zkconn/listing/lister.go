package listing

import (
	"context"
	"errors"
	"runtime"

	"zkweb/zkconn/znode"
)

// minHeavy is from how many names that are filtered or sorted on a draft waits for its
// turn.
const minHeavy = 5000

// Lister makes the drafts of all pages of a console, a few at a time of those with many
// names: each may take as much memory as the list again, and a core.
type Lister struct {
	turns chan struct{}
}

// NewLister returns a Lister.
func NewLister() *Lister {
	return &Lister{make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2))}
}

// inTurn works once it is the turn of a draft that looks at so many names. Of many it
// fails when ctx ends before the work does.
func (l *Lister) inTurn(ctx context.Context, names int, work func()) error {
	if names < minHeavy {
		work()
		return nil
	}
	select {
	case l.turns <- struct{}{}:
		defer func() { <-l.turns }()
		work()
	case <-ctx.Done():
	}
	if ctx.Err() != nil {
		return gaveUp(ctx)
	}
	return nil
}

// effort returns how many of the names a draft looks at before it knows its page.
func (q Query) effort(names int) int {
	switch {
	case q.Filter != "":
		return names
	case q.Sort == Sequence && names <= MaxSorted:
		return names
	}
	return 0
}

func gaveUp(ctx context.Context) error {
	code := znode.CodeTooManyRequests
	if errors.Is(ctx.Err(), context.Canceled) {
		code = znode.CodeGivenUp
	}
	return &znode.Error{Kind: znode.Unavailable, Code: code, Cause: ctx.Err()}
}
