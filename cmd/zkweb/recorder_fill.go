package main

import (
	"context"
	"errors"
	"log/slog"

	"zkweb/zkconn/history"
	"zkweb/zkconn/recorder"
	"zkweb/zkconn/txnlog"
)

// fillGaps rewrites the history if its sources have transactions that are missing in it, and
// returns how many.
func (s *recorderSettings) fillGaps(ctx context.Context, options history.Options, logger *slog.Logger) (found int64, err error) {
	return history.Refill(ctx, s.stateDir, options, func(ctx context.Context, gap txnlog.Gap, to *history.Filler) (int64, bool, error) {
		tree, err := treeOf(ctx, to)
		if err != nil {
			return 0, false, err
		}
		return recorder.Fill(ctx, s.sources, filledStore{to}, tree, gap.Before, logger)
	})
}

// treeOf returns the tree as of a store's end. It is nil if that may differ from the ensemble's
// tree, also because something was forgotten or skipped.
func treeOf(ctx context.Context, store *history.Filler) (*txnlog.Tree, error) {
	exact, err := store.Exact(ctx)
	if err != nil || !exact || store.Forgets() {
		return nil, err
	}
	tree := txnlog.EmptyTree(store.Last())
	for node, err := range store.Nodes(ctx) {
		if node.Skipped() {
			return nil, nil // digests cover data, too
		}
		if err == nil {
			err = tree.Place(node.Path, node.Data, node.ACL, node.Stat)
		}
		if err != nil {
			return nil, errors.Join(errors.New("the tree before a gap cannot be read"), err)
		}
	}
	return tree, nil
}

// filledStore adapts a history for recorder.Fill.
type filledStore struct{ *history.Filler }

// Last implements recorder.Store.
func (s filledStore) Last() (int64, bool, error) { return s.Filler.Last(), s.Begun(), nil }

// Exact implements recorder.Store.
func (s filledStore) Exact() (bool, error) { return s.Filler.Exact(context.Background()) }

// Begin implements recorder.Store.
func (s filledStore) Begin(ctx context.Context, tree *txnlog.Tree, at int64) error {
	return s.Filler.Begin(ctx, tree.Zxid(), at, nodes(tree))
}
