package audit

import (
	"context"
	"time"

	"zkweb/zkconn/znode"
)

// request is an entry that waits for its commit.
type request struct {
	ctx   context.Context // of the caller that waits; nil: nobody does
	asked time.Time
	entry *Entry     // nil: somebody waits for what was queued before
	done  chan error // the caller takes the answer, or ctx has ended

	patient bool // the caller waits for others to be written with
}

// Append writes an entry, with its sequence and the time, and returns the sequence
// when it is on the disk. Entries that are appended meanwhile share one commit.
//
// The error is a *znode.Error of kind Unavailable. After it, what an Intent is
// about must not be done; when ctx ended first, an intent that was written all
// the same has the outcome Failed after it. What is no intent has happened: it
// is kept, and written as soon as it can be.
//
// Of one person's looks, refusals and exports of a kind, 60 are recorded in a minute; the
// rest is counted, and the number recorded when the minute ends: their
// sequence is 0.
func (t *Trail) Append(ctx context.Context, entry Entry) (seq int64, err error) {
	if entry.bounded() && !t.purse.pays(entry) {
		return 0, nil
	}
	entry = clipped(entry)
	if err := t.wait(ctx, &entry, false); err != nil {
		return 0, err
	}
	return entry.Seq, nil
}

// AppendSoon is like Append, for an event that others will soon follow: it is written
// together with these, or a hundredth of a second later.
func (t *Trail) AppendSoon(ctx context.Context, entry Entry) error {
	entry = clipped(entry)
	return t.wait(ctx, &entry, true)
}

// queueTime bounds how long a reader waits for looks that are not written yet.
const queueTime = time.Second

// awaitQueue returns when what was queued before is on the disk, or soon when it
// cannot be written.
func (t *Trail) awaitQueue(ctx context.Context) {
	if t.Err() != nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, queueTime)
	defer cancel()
	_ = t.wait(ctx, nil, false)
}

func (t *Trail) wait(ctx context.Context, entry *Entry, patient bool) error {
	waiting := &request{ctx: ctx, asked: time.Now(), entry: entry, done: make(chan error), patient: patient}
	select {
	case <-t.closing:
		return errClosed
	default:
	}
	select {
	case t.queue <- waiting: // also when ctx has ended: what has happened is written
	default:
		select {
		case t.queue <- waiting:
		case <-t.closing:
			return errClosed
		case <-ctx.Done():
			if entry != nil {
				t.lose(1)
			}
			return tooSlow(ctx)
		}
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

// AppendRead records what people look at. It does not wait: the entry is on the
// disk soon after, together with others. There is one entry per person, znode,
// event, outcome and Settings in a minute; who is not verified is told apart by
// address as well.
func (t *Trail) AppendRead(entry Entry) {
	key := viewOf(entry)
	if !t.seen.first(key) || !t.purse.pays(entry) {
		return
	}
	entry = clipped(entry)
	select {
	case <-t.closing:
	case t.queue <- &request{asked: time.Now(), entry: &entry}:
	default:
		t.seen.forget(key)
		t.lose(1)
	}
}

// answer tells those who wait what became of the entry. It reports whether somebody
// still did.
func (r *request) answer(err error) bool {
	if r.ctx == nil {
		return false
	}
	select {
	case r.done <- err:
		return true
	case <-r.ctx.Done():
		return false
	}
}

// intent reports whether the entry is one that something waits for.
func (r *request) intent() bool { return r.entry != nil && r.entry.Outcome == Intent }

// tooLate returns the outcome of an intent that nobody waited for any more.
func (r *request) tooLate() *request {
	entry := *r.entry
	entry.Outcome, entry.Code = Failed, znode.CodeTooLate
	return &request{asked: time.Now(), entry: &entry}
}
