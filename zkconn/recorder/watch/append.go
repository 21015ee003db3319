package watch

import (
	"context"
	"iter"
	"maps"
	"slices"
	"time"

	"zkweb/zkconn/history"
	"zkweb/zkconn/txnlog"
)

// begin makes the store begin with the tree as of a zxid.
func (w *watcher) begin(ctx context.Context, zxid int64) error {
	if err := w.Store.Begin(ctx, zxid, time.Now().UnixMilli(), w.baseNodes()); err != nil {
		return err
	}
	w.begun, w.last, w.base, w.bytes = true, zxid, nil, 0
	return nil
}

// baseNodes yields the tree with which the store begins, parents first.
func (w *watcher) baseNodes() iter.Seq2[history.Node, error] {
	return func(yield func(history.Node, error) bool) {
		for _, path := range slices.Sorted(maps.Keys(w.base)) {
			if !yield(w.base[path], nil) {
				return
			}
		}
	}
}

// append stores transactions, after recording the gap if there is one.
func (w *watcher) append(ctx context.Context, all []txnlog.Transaction) error {
	for len(all) > 0 {
		proof, count := txnlog.ProofFound, 0
		for count < len(all) && all[count].Zxid <= w.foundUpTo {
			count++
		}
		if count == 0 {
			proof, count = txnlog.ProofWatched, len(all)
		}
		if w.gap != "" {
			if err := w.Store.Gap(ctx, txnlog.Gap{After: w.last, Before: all[0].Zxid, Cause: w.gap}); err != nil {
				return err
			}
			w.gap = ""
		}
		if err := w.Store.Append(ctx, all[:count], w.source, proof); err != nil {
			return err
		}
		w.last, all = all[count-1].Zxid, all[count:]
	}
	return nil
}
