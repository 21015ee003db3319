package recorder

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"zkweb/zkconn/txnlog"
)

// ErrOther means that a source is of another ensemble than the other sources or the history.
var ErrOther = errors.New("not of the same ensemble")

// filesCompared is the number of a source's newest logs that are compared with another source.
const filesCompared = 3

// sameEnsemble fails with ErrOther if two sources, or a source and the store, have different
// transactions of the same zxid. It finds nothing if they have no zxid in common.
func (r *Recorder) sameEnsemble(ctx context.Context, last int64) error {
	ms, logged, err := r.Store.LastTime(ctx)
	if err != nil {
		return err
	}
	for i, s := range r.Sources {
		if logged {
			if at, there := s.at(last); there && at.Time != ms {
				return fmt.Errorf("%w: %s has another transaction %#x than the history", ErrOther, s.Name(), uint64(last))
			}
		}
		for _, before := range r.Sources[:i] {
			if err := s.sameAs(before); err != nil {
				return err
			}
		}
	}
	return nil
}

// at returns the source's transaction with this zxid.
func (s Source) at(zxid int64) (found txnlog.Transaction, there bool) {
	found, err := s.behind(zxid - 1)
	return found, err == nil && found.Zxid == zxid
}

// sameAs fails with ErrOther if two sources have different transactions for a zxid with which one
// of their logs begins.
func (s Source) sameAs(other Source) error {
	for _, pair := range [][2]Source{{s, other}, {other, s}} {
		files, err := txnlog.Logs(pair[0].LogDir)
		if err != nil {
			return nil // the error comes again when the log is read
		}
		for _, file := range files[max(0, len(files)-filesCompared):] {
			own, err := pair[0].behind(file.Zxid - 1)
			if err != nil && !errors.Is(err, io.EOF) {
				continue
			}
			if theirs, there := pair[1].at(own.Zxid); err == nil && there && foreign(own, theirs) {
				return fmt.Errorf("%w: %s and %s have different transactions of zxid %#x", ErrOther, s.Name(), other.Name(), uint64(own.Zxid))
			}
		}
	}
	return nil
}

// foreign reports whether two transactions of the same zxid are of different ensembles. In one
// ensemble, each epoch has one leader, which assigns each zxid once.
func foreign(a, b txnlog.Transaction) bool {
	return a.Time != b.Time || a.Session != b.Session || a.Cxid != b.Cxid
}

// alike returns two transactions without the parts that depend on the server's version: before 3.6
// there are no digests, and the end of a session has no paths.
func alike(a, b txnlog.Transaction) (txnlog.Transaction, txnlog.Transaction) {
	if a.Digest == (txnlog.Digest{}) || b.Digest == (txnlog.Digest{}) {
		a.Digest, b.Digest = txnlog.Digest{}, txnlog.Digest{}
	}
	if a.Type == txnlog.TypeCloseSession && len(a.Ops) == 1 && len(b.Ops) == 1 && a.Ops[0].PathsKnown != b.Ops[0].PathsKnown {
		a.Ops, b.Ops = slices.Clone(a.Ops), slices.Clone(b.Ops)
		for _, op := range []*txnlog.Op{&a.Ops[0], &b.Ops[0]} {
			op.Paths, op.PathsKnown = nil, false
		}
	}
	return a, b
}
