package history

import (
	"context"
	"iter"
)

// togetherStep is how many changes of a transaction are read at a time.
const togetherStep = 5_000

// Transaction returns the changes of a transaction in their order, in batches; none if there is no
// such transaction.
func (s *Store) Transaction(ctx context.Context, zxid int64) iter.Seq2[[]Change, error] {
	return func(yield func([]Change, error) bool) {
		behind, read := int64(-1), 0
		for {
			some, err := s.together(ctx, zxid, behind)
			if err != nil {
				yield(nil, err)
				return
			}
			if len(some) == 0 || !yield(some, nil) {
				return
			}
			last := some[len(some)-1]
			if read += len(some); read >= last.Multi {
				return
			}
			behind = last.op
		}
	}
}

// together returns a batch of the changes of a transaction, those after an op.
func (s *Store) together(ctx context.Context, zxid, behind int64) (changes []Change, err error) {
	u, err := s.use()
	if err != nil {
		return nil, err
	}
	// a segment's last transaction is the moment at which the next segment begins
	_, err = u.at(ctx, zxid-1, func(segment *held, _ int64) error {
		n, err := segment.at(ctx, zxid)
		if err != nil {
			return err
		}
		if found, err := segment.zxidOf(ctx, n); err != nil || found != zxid {
			return err
		}
		changes, err = segment.query(ctx, "SELECT"+changeColumns+" FROM (SELECT c.* FROM change c WHERE c.n = ? AND c.op > ? ORDER BY c.op LIMIT ?) c"+changeTables+" ORDER BY c.op", n, behind, togetherStep)
		return err
	})
	if err == errDropped {
		return nil, nil
	}
	return changes, err
}
