package recorder

import (
	"context"
	"errors"
	"log/slog"

	"zkweb/zkconn/txnlog"
)

// Fill adds to a store that ends at the start of a gap what the sources have of that gap. The gap
// ends before a transaction that is known to be committed, with zxid before. tree is the store's
// tree, or nil if it is not known. found is the number of added transactions. joined reports
// whether none is missing between the last of them and that transaction; other gaps are recorded in
// the store.
func Fill(ctx context.Context, sources []Source, store Store, tree *txnlog.Tree, before int64, logger *slog.Logger) (found int64, joined bool, err error) {
	f := &filling{Store: store, before: before}
	r := New(Options{Sources: sources, Store: f, Logger: logger})
	defer r.close()
	r.final = true
	if err := r.open(ctx); err != nil {
		return 0, false, err
	}
	if r.tree == nil {
		r.tree = tree
	}
	r.commit(before)
	for err == nil {
		var moved bool
		if moved, err = r.step(ctx); !moved && r.readAll() {
			break
		}
	}
	if errors.Is(err, errFilled) {
		err = nil
	}
	last, _, lastErr := store.Last()
	return f.found, f.joined || last+1 == before, errors.Join(err, lastErr, ctx.Err())
}

// filling is a Store that takes the transactions of the gap only.
type filling struct {
	Store
	before int64
	found  int64
	joined bool
}

var errFilled = errors.New("the gap has ended")

// Begin implements Store.
func (f *filling) Begin(ctx context.Context, tree *txnlog.Tree, time int64) error {
	if tree.Zxid() >= f.before {
		return errFilled
	}
	return f.Store.Begin(ctx, tree, time)
}

// Append implements Store.
func (f *filling) Append(ctx context.Context, transactions []txnlog.Transaction, source string, proof txnlog.Proof) error {
	missing := transactions
	for i, t := range transactions {
		if t.Zxid >= f.before {
			missing, f.joined = transactions[:i], t.Zxid == f.before
			break
		}
	}
	if len(missing) > 0 {
		if err := f.Store.Append(ctx, missing, source, proof); err != nil {
			return err
		}
		f.found += int64(len(missing))
	}
	if len(missing) < len(transactions) {
		return errFilled
	}
	return nil
}

// Gap implements Store.
func (f *filling) Gap(ctx context.Context, gap txnlog.Gap) error {
	if gap.Before >= f.before {
		return errFilled
	}
	return f.Store.Gap(ctx, gap)
}
