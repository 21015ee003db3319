package recorder

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"zkweb/zkconn/txnlog"
)

// ErrOther reports that a source is of another ensemble than the other sources or the history.
var ErrOther = errors.New("not of the same ensemble")

// filesCompared is how many of the newest logs of a source are looked for in another.
const filesCompared = 3

// sameEnsemble fails with ErrOther where two of the sources and the store have different
// transactions of one zxid. It finds nothing where they have no zxid in common.
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

// at returns the source's transaction of a zxid.
func (s Source) at(zxid int64) (found txnlog.Transaction, there bool) {
	found, err := s.behind(zxid - 1)
	return found, err == nil && found.Zxid == zxid
}

// sameAs fails with ErrOther where two sources have different transactions of the zxid with
// which one of their logs begins.
func (s Source) sameAs(other Source) error {
	for _, pair := range [][2]Source{{s, other}, {other, s}} {
		files, err := txnlog.Logs(pair[0].LogDir)
		if err != nil {
			return nil // reading it says so
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

// foreign reports whether two transactions of one zxid are of different ensembles: in one
// ensemble an epoch has one leader, and that gives each zxid once.
func foreign(a, b txnlog.Transaction) bool {
	return a.Time != b.Time || a.Session != b.Session || a.Cxid != b.Cxid
}

// alike returns two transactions without the parts that depend on the server's release:
// before 3.6 there are no digests, and no paths of a session that ends.
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
