package main

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"os"
	"sync"
	"time"

	"zkweb/zkconn/history"
	"zkweb/zkconn/recorder"
	"zkweb/zkconn/txnlog"
)

// treeStore adapts a recorderStore for a recorder of files.
type treeStore struct{ *recorderStore }

// Begin implements recorder.Store.
func (s treeStore) Begin(ctx context.Context, tree *txnlog.Tree, at int64) error {
	return s.recorderStore.Begin(ctx, tree.Zxid(), at, nodes(tree))
}

// recorderStore is the history as a recorder writes it. After an error it is opened again, since
// the writer's memory may then differ from its files.
type recorderStore struct {
	dir     string
	options history.Options

	mu     sync.Mutex
	writer *history.Writer // nil after an error
	closed bool            // later writes are dropped
}

func (s *recorderStore) open() (err error) {
	s.writer, err = history.OpenWriter(s.dir, s.options)
	return err
}

// Close closes the store.
func (s *recorderStore) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	if s.writer == nil {
		return nil
	}
	return s.writer.Close()
}

// Last implements recorder.Store and remote.Receiver.
func (s *recorderStore) Last() (last int64, begun bool, err error) {
	err = s.do(func(w *history.Writer) error {
		last, begun = w.Last(), w.Begun()
		return nil
	})
	return last, begun, err
}

// Nodes implements watch.Store.
func (s *recorderStore) Nodes(ctx context.Context, visit func(history.Node) error) error {
	return s.do(func(w *history.Writer) error {
		for node, err := range w.Nodes(ctx) {
			if err == nil {
				err = visit(node)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Exact implements recorder.Store.
func (s *recorderStore) Exact() (exact bool, err error) {
	err = s.do(func(w *history.Writer) error {
		exact, err = w.Exact(context.Background())
		return err
	})
	return exact, err
}

// Begin implements history.Receiver.
func (s *recorderStore) Begin(ctx context.Context, zxid, at int64, tree iter.Seq2[history.Node, error]) error {
	return s.do(func(w *history.Writer) error { return w.Begin(ctx, zxid, at, tree) })
}

// Append implements recorder.Store and history.Receiver.
func (s *recorderStore) Append(ctx context.Context, transactions []txnlog.Transaction, source string, proof txnlog.Proof) error {
	return s.do(func(w *history.Writer) error { return w.Append(ctx, transactions, source, proof) })
}

// Gap implements recorder.Store and history.Receiver.
func (s *recorderStore) Gap(ctx context.Context, gap txnlog.Gap) error {
	return s.do(func(w *history.Writer) error { return w.Gap(ctx, gap) })
}

// LastTime implements recorder.Store and remote.Receiver.
func (s *recorderStore) LastTime(ctx context.Context) (ms int64, logged bool, err error) {
	err = s.do(func(w *history.Writer) error {
		ms, logged, err = w.LastTime(ctx)
		return err
	})
	return ms, logged, err
}

// Origin implements remote.Copy.
func (s *recorderStore) Origin(identity string, first int64) (anew bool, err error) {
	err = s.do(func(w *history.Writer) error {
		anew, err = w.Origin(identity, first)
		return err
	})
	return anew, err
}

// Forgotten implements remote.Copy.
func (s *recorderStore) Forgotten(ctx context.Context, one history.Forgotten) error {
	return s.do(func(w *history.Writer) error { return w.Forgotten(ctx, one) })
}

// SourceFull implements remote.Copy.
func (s *recorderStore) SourceFull(full bool) error {
	return s.do(func(w *history.Writer) error { return w.SourceFull(full) })
}

// Identify implements history.Receiver.
func (s *recorderStore) Identify(ctx context.Context, session int64, by history.Client) (known bool, err error) {
	err = s.do(func(w *history.Writer) error {
		known, err = w.Identify(ctx, session, by)
		return err
	})
	return known, err
}

// identify records the client of a session, from a server's logs or connections.
func (s *recorderStore) identify(ctx context.Context, claim recorder.Claim) (known bool, err error) {
	by := history.Client{Who: claim.User, Address: claim.Address, Sure: "audit"}
	if by.Who == "" {
		by.Sure = "address"
	}
	return s.Identify(ctx, claim.Session, by)
}

// retain removes what is too old, until ctx is done.
func (s *recorderStore) retain(ctx context.Context, keep history.Retention, logger *slog.Logger) {
	tick := time.NewTicker(retainEvery)
	defer tick.Stop()
	for {
		dropped, err := s.dropOld(ctx, keep)
		if dropped > 0 {
			logger.Info("old segments of the history were removed", "segments", dropped)
		}
		if err != nil && ctx.Err() == nil {
			logger.Warn("old segments of the history cannot be removed", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// dropOld removes what is too old, even if the disk is so full that nothing can be written.
func (s *recorderStore) dropOld(ctx context.Context, keep history.Retention) (dropped int, err error) {
	err = s.do(func(w *history.Writer) (err error) {
		dropped, err = w.Retain(ctx, keep, time.Now())
		return err
	})
	if history.IsFull(err) {
		dropped, err = history.Retain(ctx, s.dir, s.options.Key, keep, time.Now())
	}
	return dropped, err
}

func (s *recorderStore) do(what func(*history.Writer) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return os.ErrClosed
	}
	if s.writer == nil {
		if err := s.open(); err != nil {
			return err
		}
	}
	err := what(s.writer)
	if err != nil {
		err = errors.Join(err, s.writer.Close())
		s.writer = nil
	}
	return err
}

// nodes returns a tree's znodes in the form that a history takes.
func nodes(tree *txnlog.Tree) iter.Seq2[history.Node, error] {
	return func(yield func(history.Node, error) bool) {
		for path, node := range tree.All() {
			if !yield(history.Node{Path: path, Data: node.Data, ACL: node.ACL(), Stat: node.Kept()}, nil) {
				return
			}
		}
	}
}
