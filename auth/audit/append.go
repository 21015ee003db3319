package audit

import (
	"context"
	"time"

	"zkweb/zkconn/znode"
)

// request is an entry that is queued for a commit.
type request struct {
	ctx   context.Context // of the waiting caller; nil if nobody waits
	asked time.Time
	entry *Entry     // nil if the caller waits for what was queued before
	done  chan error // the caller receives from it, or ctx is done

	patient bool // the caller waits, so that others can be written together with it
}

// Append writes an entry with its sequence and time, and returns the sequence once the entry is on
// the disk. Entries that are appended at the same time share a commit. The error is a *znode.Error
// of kind Unavailable.
//
// If an Intent fails, the caller must not do what it is about. If ctx is done first and the intent
// is written all the same, the outcome Failed follows it. Anything but an intent has already
// happened: it is kept, and written as soon as possible.
//
// Of one person's looks, refusals and exports of a kind, 60 a minute are recorded. The rest is
// counted, with sequence 0, and the count is recorded at the end of the minute.
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

// AppendSoon is like Append, for an event that others will soon follow. It is written together with
// these, or after a hundredth of a second.
func (t *Trail) AppendSoon(ctx context.Context, entry Entry) error {
	entry = clipped(entry)
	return t.wait(ctx, &entry, true)
}

// queueTime bounds how long a reader waits for looks that are not written yet.
const queueTime = time.Second

// awaitQueue returns once what was queued before is on the disk, or soon if that cannot be written.
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
	case t.queue <- waiting: // even if ctx is done, since it has happened
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

// AppendRead records that somebody looked at something. It does not wait: the entry is written soon
// after, together with others. There is one entry a minute for each person, znode, event, outcome
// and Settings. People who are not verified are also distinguished by address.
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

// answer tells the waiting caller the result. It reports whether the caller was still waiting.
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

// intent reports whether the entry is an intent that somebody waits for.
func (r *request) intent() bool { return r.entry != nil && r.entry.Outcome == Intent }

// tooLate returns the outcome for an intent that nobody waits for any more.
func (r *request) tooLate() *request {
	entry := *r.entry
	entry.Outcome, entry.Code = Failed, znode.CodeTooLate
	return &request{asked: time.Now(), entry: &entry}
}
