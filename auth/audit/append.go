package audit

import (
	"context"
	"time"
)

// request is an entry that waits for its commit.
type request struct {
	ctx   context.Context // of whoever waits
	asked time.Time
	entry Entry
	done  chan error // whoever waits takes the answer, or ctx has ended
}

// Append gives an entry its sequence and time, writes it and returns when it is
// on the disk. Entries that are appended meanwhile share one commit.
//
// The error is a *znode.Error of kind Unavailable: then what the entry is about
// must not be done. When ctx ends first, the entry may be written all the same; an
// intent then has the outcome Failed after it.
func (t *Trail) Append(ctx context.Context, entry Entry) error {
	waiting := &request{ctx: ctx, asked: time.Now(), entry: clipped(entry), done: make(chan error)}
	select {
	case <-t.closing:
		return errClosed
	default:
	}
	select {
	case t.queue <- waiting:
	case <-t.closing:
		return errClosed
	case <-ctx.Done():
		return tooSlow(ctx)
	}
	select {
	case err := <-waiting.done:
		return err
	case <-ctx.Done():
		return tooSlow(ctx)
	case <-t.done:
		return errClosed
	}
}

// AppendRead is Append for what people look at: one entry per person, znode,
// event, outcome and Settings in a minute, and nil for those it leaves out. Who
// is not verified is told apart by address as well.
func (t *Trail) AppendRead(ctx context.Context, entry Entry) error {
	key := viewOf(entry)
	if !t.seen.first(key) {
		return nil
	}
	err := t.Append(ctx, entry)
	if err != nil {
		t.seen.forget(key)
	}
	return err
}

// answer tells whoever waits what became of the entry; false when nobody waits any
// more: they were told that it was not written in time.
func (r *request) answer(err error) bool {
	select {
	case r.done <- err:
		return true
	case <-r.ctx.Done():
		return false
	}
}

// undone is the outcome of an intent that nobody waited for any more.
func (r *request) undone() *request {
	entry := r.entry
	entry.Outcome, entry.Error = Failed, "The intent was on record too late, so nothing was done."
	return &request{ctx: context.Background(), asked: time.Now(), entry: entry, done: make(chan error, 1)}
}

func tooSlow(ctx context.Context) error {
	return unavailable("The audit trail was not written in time. What has to be recorded first was not done; try again.", context.Cause(ctx))
}
