package audit

import "context"

// request is an entry that waits for its commit.
type request struct {
	ctx   context.Context
	entry Entry
	done  chan error // takes one answer without a reader
}

// Append gives an entry its sequence and time, writes it and returns when it is
// on the disk. Entries that are appended meanwhile share one commit.
//
// The error is a *znode.Error of kind Unavailable: then what the entry is about
// must not be done. When ctx ends first, the entry may be written all the same.
func (t *Trail) Append(ctx context.Context, entry Entry) error {
	waiting := &request{ctx: ctx, entry: clipped(entry), done: make(chan error, 1)}
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
	}
	select {
	case err := <-waiting.done:
		return err
	default:
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

func tooSlow(ctx context.Context) error {
	return unavailable("The audit trail was not written in time. What has to be recorded first was not done; try again.", context.Cause(ctx))
}
