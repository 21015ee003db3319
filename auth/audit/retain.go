package audit

import (
	"context"
	"time"

	"zkweb/zkconn/znode"
)

const (
	removeBatch = 1000 // entries removed in one transaction, which delays an append by some tens of milliseconds
	removeLeast = 100  // looks that are removed at once if there is room
)

// removeOldest removes a batch of what is too old or too much, and reports whether there may be
// more. The chain continues: an entry says which entries are removed, and the store keeps the hash
// of the last one in each run.
func (t *Trail) removeOldest() (more bool, err error) {
	seqs, err := t.expired()
	if err == nil && len(seqs) > 0 {
		err = t.remove(seqs)
	}
	if znode.CodeOf(err) == znode.CodeTrailFull && len(seqs) > 1 {
		t.removes = len(seqs) / 2 // fewer need less room
		return true, nil
	}
	if err != nil {
		t.config.Logger.Error("audit trail: entries cannot be removed", "error", err)
		return false, err
	}
	more = len(seqs) == t.removes
	t.removes = min(removeBatch, 2*t.removes)
	return more, nil
}

// remove first appends an entry that says what is removed. At the front, it names all entries from
// 1 on: those removed before, and the entries that said so.
func (t *Trail) remove(seqs []int64) error {
	spans := Spans(seqs)
	for first, err := range t.store.Walk(context.Background(), 0) {
		if err != nil {
			return err
		}
		if first.First == 1 && spans[0].First == first.Seq+1 {
			spans[0].First = 1
		}
		break
	}
	note := Entry{Event: AuditRemove, Outcome: OK, Ranges: printSpans(spans)}
	return t.append([]Entry{note}, func(records []Record) error { return t.store.Remove(t.last, records[0], seqs) })
}

// expired returns the sequences of the oldest entries to remove, at most t.removes.
func (t *Trail) expired() ([]int64, error) {
	old, err := t.tooOld(t.now())
	if err != nil || len(old) > 0 {
		return old, err
	}
	return t.tooMuch()
}

// now returns the time for measuring ages.
func (t *Trail) now() time.Time {
	machine := time.Now()
	now, doubt := t.ages.now(machine.Round(0), machine.Sub(t.opened))
	if doubt && t.config.MaxAge > 0 {
		t.config.Logger.Warn("the clock is far ahead of the newest entry of the audit trail: for a day, nothing is removed for its age that would not be without that", "clock", machine, "expected", now)
	}
	return now
}

// tooLarge reports whether there are looks to remove at once, whatever their age.
func (t *Trail) tooLarge() bool {
	seqs, err := t.tooMuch()
	return err == nil && len(seqs) > 0
}

// tooOld waits until the oldest entry is somewhat older than MaxAge, so that many entries are
// removed at once.
func (t *Trail) tooOld(now time.Time) ([]int64, error) {
	if t.config.MaxAge == 0 {
		return nil, nil
	}
	limit := now.Add(-t.config.MaxAge)
	oldest, err := t.store.Removable(context.Background(), limit.Add(-t.pace.Slack), 1)
	if err != nil || len(oldest) == 0 {
		return nil, err
	}
	return t.store.Removable(context.Background(), limit, t.removes)
}

// tooMuch returns only looks and refusals; changes, reveals and sign-ins are removed by age.
func (t *Trail) tooMuch() ([]int64, error) {
	if t.config.MaxBytes == 0 {
		return nil, nil
	}
	used, err := t.store.Size()
	if err != nil || used <= t.config.MaxBytes {
		return nil, err
	}
	looks, err := t.store.Removable(context.Background(), time.Time{}, t.removes)
	if len(looks) < min(removeLeast, t.removes) {
		return nil, err
	}
	return looks, err
}
