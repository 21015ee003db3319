package history

import "context"

// Transaction returns the changes of the transaction with a zxid in their order, at most
// so many; none where the store does not have it.
func (s *Store) Transaction(ctx context.Context, zxid int64, most int) (changes []Change, err error) {
	u, err := s.use()
	if err != nil {
		return nil, err
	}
	// the last one of a segment is the moment at which the next begins
	_, err = u.at(ctx, zxid-1, func(segment *held, _ int64) error {
		n, err := segment.at(ctx, zxid)
		if err != nil {
			return err
		}
		if found, err := segment.zxidOf(ctx, n); err != nil || found != zxid {
			return err
		}
		changes, err = segment.query(ctx, "SELECT"+changeColumns+" FROM (SELECT c.* FROM change c WHERE c.n = ? ORDER BY c.op LIMIT ?) c"+changeTables+" ORDER BY c.op", n, most)
		return err
	})
	if err == errDropped {
		return nil, nil
	}
	return changes, err
}
