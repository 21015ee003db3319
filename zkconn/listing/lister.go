package listing

import (
	"context"
	"errors"
	"runtime"

	"zkweb/zkconn/znode"
)

// minHeavy is the number of names from which a draft that filters or sorts them waits for its turn.
const minHeavy = 5000

// Lister makes the drafts of all pages of a console. It limits how many with many names it makes at
// a time, because each may use a core, and as much memory as the list again.
type Lister struct {
	turns chan struct{}
}

// NewLister returns a Lister.
func NewLister() *Lister {
	return &Lister{make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2))}
}

// inTurn calls work, for a draft that processes so many names. If they are many it waits for its
// turn, and fails if ctx ends before work does.
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

// effort returns how many names a draft processes to find its page.
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
