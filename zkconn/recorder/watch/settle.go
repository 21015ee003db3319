package watch

import (
	"context"
	"maps"
	"math"
	"slices"

	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// round reads the znodes that events named. It stores the changes up to the zxid that the server
// had reached when the round before began: their events have been heard and their znodes read.
func (w *watcher) round(ctx context.Context, since znode.Status) error {
	w.rounds++
	upTo := w.reached
	w.reached = w.Session.Seen()
	w.hear()
	if err := w.read(ctx); err != nil {
		return err
	}
	if err := w.barrier(ctx); err != nil {
		return err
	}
	if err := w.interrupted(ctx, since); err != nil {
		return err
	}
	if w.polls { // what the scan has missed was done after it began
		upTo = w.scanFrom
	}
	if upTo == 0 || w.polls && !w.decided() {
		return nil
	}
	if w.polls {
		w.foundUpTo = math.MaxInt64
	} else if w.foundUpTo == 0 { // the first round after the scan
		w.foundUpTo = upTo
	}
	if err := w.settle(ctx, upTo); err != nil {
		w.known = nil // it is ahead of the store
		return err
	}
	if !w.begun {
		return w.begin(ctx, upTo)
	}
	return nil
}

// hear marks the znodes that events named for reading.
func (w *watcher) hear() {
	for _, e := range w.heard.take() {
		if e.kind == session.ChildrenChanged {
			continue
		}
		p := w.pendingAt(e.path)
		p.events = append(p.events, e)
		w.dirty[e.path.String()] = e.path
	}
}

// settle stores all changes up to a zxid.
func (w *watcher) settle(ctx context.Context, upTo int64) error {
	var exact []change
	open := w.waiting
	for _, text := range slices.Sorted(maps.Keys(w.pending)) {
		m := merger{watcher: w, pending: w.pending[text], upTo: upTo}
		m.merge()
		exact, open = append(exact, m.exact...), append(open, m.open...)
		if len(m.events) == 0 && len(m.looks) == 0 {
			delete(w.pending, text)
		}
	}
	if !w.begun {
		return nil
	}
	w.bytes = 0
	for _, p := range w.pending {
		for _, l := range p.looks {
			w.bytes += len(l.data)
		}
	}
	return w.append(ctx, transactions(append(exact, w.place(exact, open, upTo)...)))
}
