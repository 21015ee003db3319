package guard

import (
	"context"
	"fmt"
	"iter"
	"time"

	"zkweb/zkconn/history"
	"zkweb/zkconn/znode"
)

// changesStep is the number of changes that are checked in one step for whether the person may know
// of them: a page, and some more to see whether there are others.
const changesStep = 110

// Unfinished is the error of a search that ended early: only what comes after the zxid Behind was
// searched. Behind is rounded, so that it discloses no change that the person may not know of.
type Unfinished struct{ Behind int64 }

// unfinishedStep is the number of transactions to which Unfinished is rounded.
const unfinishedStep = 1 << 14

// Error implements error.
func (u *Unfinished) Error() string {
	return fmt.Sprintf("what is behind zxid %#x was looked through", uint64(u.Behind))
}

// Unwrap makes it a context.DeadlineExceeded for callers that do not continue.
func (*Unfinished) Unwrap() error { return context.DeadlineExceeded }

// Changes returns the changes at and below a znode that the person may know of, the newest first.
// After the time until, unless zero, it ends with *Unfinished as soon as possible.
func (p *Past) Changes(ctx context.Context, path znode.Path, window history.Window, until time.Time) iter.Seq2[Version, error] {
	return func(yield func(Version, error) bool) {
		err := p.mayWalk(ctx, path)
		var real znode.Path
		if err == nil {
			real, err = p.inStore(path)
		}
		if err != nil {
			yield(Version{}, err)
			return
		}
		p.name(path)
		var batch []history.Change
		hand := func() bool {
			versions, err := p.seen(ctx, batch)
			batch = batch[:0]
			if err != nil {
				yield(Version{}, err)
				return false
			}
			for _, v := range versions {
				if !yield(v, nil) {
					return false
				}
			}
			return true
		}
		last := int64(0) // zxid; 0 before the first
		for change, err := range p.store.Changes(ctx, real, window) {
			if err != nil {
				yield(Version{}, err)
				return
			}
			if border := (last - 1) &^ (unfinishedStep - 1); last != 0 && uint64(change.Zxid) <= uint64(border) && !until.IsZero() && time.Now().After(until) {
				if hand() {
					yield(Version{}, &Unfinished{border})
				}
				return
			}
			last = change.Zxid
			if batch = append(batch, change); len(batch) == changesStep && !hand() {
				return
			}
		}
		hand()
	}
}
