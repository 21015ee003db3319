package audit

import (
	"context"
	"errors"
	"strconv"
	"time"

	"zkweb/zkconn/znode"
)

const (
	maxBatch = 512  // entries in a commit
	maxKept  = 4096 // entries that have happened and could not be written

	keptAtOnce = 64 // of these, written at once
)

// run writes the store. It is the only goroutine that does.
func (t *Trail) run() {
	defer close(t.done)
	head := time.NewTicker(t.pace.Head)
	defer head.Stop()
	probe := time.NewTicker(t.pace.Probe)
	defer probe.Stop()
	remove := time.NewTicker(t.pace.Remove)
	defer remove.Stop()
	gather := time.NewTimer(t.pace.Gather)
	defer gather.Stop()
	fold := time.NewTicker(t.pace.Fold)
	defer fold.Stop()
	ready := make(chan struct{})
	close(ready)
	var more <-chan struct{} // ready while there is more to remove, which takes turns with appends
	failed := false          // removing failed; the next tick tries again
	t.commit(nil)            // what was found at the start
	for {
		if more == nil && !failed && t.tooLarge() {
			more = ready
		}
		select {
		case first := <-t.queue:
			if wait := t.take(first); wait > 0 {
				gather.Reset(wait)
			}
		case <-gather.C:
			t.commit(nil)
		case <-fold.C:
			t.commit(requests(t.purse.due(false)))
		case <-head.C:
			t.logHead("audit trail head")
		case <-probe.C:
			if t.Err() != nil {
				t.commit(nil)
			}
		case <-remove.C:
			more, failed = ready, false
			t.store.Replenish()
		case <-more:
			goesOn, err := t.removeOldest()
			if failed = err != nil; failed || !goesOn {
				more = nil
			}
		case <-t.closing:
			t.finish()
			return
		}
	}
}

// finish writes what is still queued.
func (t *Trail) finish() {
	for {
		select {
		case first := <-t.queue:
			t.commit(t.batch(first))
		default:
			t.commit(requests(t.purse.due(true)))
			return
		}
	}
}

// requests returns requests for entries that nobody waits for.
func requests(entries []Entry) []*request {
	all := make([]*request, len(entries))
	for i := range entries {
		all[i] = &request{asked: time.Now(), entry: &entries[i]}
	}
	return all
}

// take commits what is queued if somebody waits for it. Looks, and what is not urgent, are put
// aside until there is more. It returns how long they may wait; 0 leaves the timer unchanged.
func (t *Trail) take(first *request) (wait time.Duration) {
	batch := t.batch(first)
	urgent := len(t.looks)+len(batch) >= maxBatch
	if len(t.looks) == 0 {
		wait = t.pace.Gather
	}
	for _, r := range batch {
		urgent = urgent || r.ctx != nil && !r.patient
		if r.patient && !t.soon { // later ones do not postpone it
			wait, t.soon = t.pace.Soon, true
		}
	}
	if urgent {
		t.commit(batch)
		return 0
	}
	t.looks = append(t.looks, batch...)
	return wait
}

// batch returns the first request and those queued behind it.
func (t *Trail) batch(first *request) []*request {
	batch := []*request{first}
	for len(batch) < maxBatch {
		select {
		case next := <-t.queue:
			batch = append(batch, next)
		default:
			return batch
		}
	}
	return batch
}

// commit writes a batch and the looks that were put aside, and answers those who wait. What could
// not be written earlier comes first.
func (t *Trail) commit(batch []*request) {
	batch = t.due(append(t.looks, batch...))
	t.looks, t.soon = nil, false
	if len(batch)+len(t.kept) == 0 && t.store.Low() && t.Err() == nil {
		return // a gap is recorded once there is room, or together with what must be written
	}
	t.writeKept()
	entries := append(t.gap(), t.kept...)
	var waiting []*Entry
	for _, r := range batch {
		if r.entry != nil {
			entries, waiting = append(entries, *r.entry), append(waiting, r.entry)
		}
	}
	first := t.last.Seq + 1 + int64(len(entries)-len(waiting))
	err := t.write(entries)
	if err == nil {
		t.kept = nil
		for i, entry := range waiting {
			entry.Seq = first + int64(i)
		}
	}
	var late []*request
	for _, r := range batch {
		if !r.answer(err) && err == nil && r.intent() {
			late = append(late, r.tooLate())
		}
	}
	if err != nil {
		t.keep(batch)
	}
	if len(late) > 0 {
		t.commit(late)
	}
}

// writeKept writes what could not be written earlier, in parts, which need less room.
func (t *Trail) writeKept() {
	for len(t.kept) > keptAtOnce && t.write(append(t.gap(), t.kept[:keptAtOnce]...)) == nil {
		t.kept = t.kept[keptAtOnce:]
	}
}

// due drops the intents that nobody waits for any more. Those that timed out are counted as
// missing; if the browser has gone, nothing was shown or done. If only the reserve of the disk is
// left, looks are dropped and counted, too.
func (t *Trail) due(batch []*request) []*request {
	var due []*request
	low := t.store.Low()
	if low != t.low {
		t.low = low
		if low {
			t.config.Logger.Warn("audit trail: its disk is full but for a reserve, and looks are not recorded")
		} else {
			t.config.Logger.Info("audit trail: looks are recorded again")
		}
	}
	for _, r := range batch {
		switch {
		case low && r.entry != nil && r.entry.look():
			t.lose(1)
			r.answer(nil)
		case !r.intent() || r.ctx == nil || r.ctx.Err() == nil:
			due = append(due, r)
		case errors.Is(r.ctx.Err(), context.DeadlineExceeded):
			t.lose(1)
		}
	}
	return due
}

// keep keeps entries about what has happened and was not written. Intents, whose change was
// refused, and looks are counted as missing.
func (t *Trail) keep(batch []*request) {
	for _, r := range batch {
		switch {
		case r.entry == nil:
		case r.intent() || r.entry.look() || len(t.kept) >= maxKept:
			t.lose(1)
		default:
			t.kept = append(t.kept, *r.entry)
		}
	}
}

// lose counts entries that are missing.
func (t *Trail) lose(count int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.problem == nil && t.refused == 0 {
		t.since = time.Now()
	}
	t.refused += count
}

// gap returns the entry that is written first after the trail could not be written, or not in time.
// It says how many entries are missing.
func (t *Trail) gap() []Entry {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.counted = t.refused
	if t.problem == nil && t.refused == 0 {
		return nil
	}
	return []Entry{{Event: AuditGap, Outcome: Failed, Code: znode.CodeGap, Args: znode.Args{
		"since": t.since.UTC().Format(time.RFC3339), "entries": strconv.Itoa(t.refused),
	}}}
}

// write appends entries to the chain.
func (t *Trail) write(entries []Entry) error {
	if len(entries) == 0 {
		return nil
	}
	return t.append(entries, func(records []Record) error { return t.store.Append(t.last, records) })
}

// append chains entries, writes them, and moves the link in memory. If the store is not as this
// process left it, it is not written any more.
func (t *Trail) append(entries []Entry, write func([]Record) error) error {
	if t.isBroken() {
		return errBroken
	}
	records, last, err := Chain(t.last, time.Now(), entries...)
	if err != nil {
		return err
	}
	t.began(time.Now())
	err = write(records)
	t.began(time.Time{})
	if errors.Is(err, ErrHead) {
		t.breakOff()
	}
	t.wrote(last, err)
	return err
}

// breakOff ends writing until the next start, since somebody else has written the store.
func (t *Trail) breakOff() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.broken = true
}

func (t *Trail) isBroken() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.broken
}

// began records when the present commit began; zero for none.
func (t *Trail) began(at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.writing = at
}

// wrote records whether the trail can be written, and logs when that changes.
func (t *Trail) wrote(last Link, problem error) {
	t.mu.Lock()
	before, refused := t.problem, t.refused
	t.problem = problem
	switch {
	case problem == nil:
		t.last, t.refused, t.counted = last, t.refused-t.counted, 0
	case before == nil && refused == 0:
		t.since = time.Now()
	}
	t.mu.Unlock()
	switch {
	case before == nil && problem != nil:
		t.config.Logger.Error("audit trail cannot be written", "error", problem)
	case before != nil && problem == nil:
		t.config.Logger.Info("audit trail is written again", "missing_entries", refused)
	}
	if problem == nil && t.lines != nil {
		t.lines.wake()
	}
}
