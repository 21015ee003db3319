package history

import (
	"context"
	"time"

	"zkweb/zkconn/znode"
)

// First returns the zxid of the tree with which the store begins; 0 for an empty one.
func (s *Store) First(context.Context) (zxid int64, err error) {
	u, err := s.use()
	if err != nil || len(u.files) == 0 {
		return 0, err
	}
	return beginOf(u.files[0]), nil
}

// Last returns the zxid and the time of the newest transaction, or of the tree with
// which the store begins; zero for an empty one.
func (s *Store) Last(ctx context.Context) (zxid int64, at time.Time, err error) {
	u, err := s.use()
	if err != nil {
		return 0, time.Time{}, err
	}
	return u.last(ctx)
}

// last is Last.
func (u *use) last(ctx context.Context) (zxid int64, at time.Time, err error) {
	_, err = u.newest(func(s *held) error {
		n, err := s.last(ctx)
		if err != nil {
			return err
		}
		var ms int64
		zxid, ms, err = s.moment(ctx, n)
		at = time.UnixMilli(ms).UTC()
		return err
	})
	return zxid, at, err
}

// TimeOf returns the time, in milliseconds since 1970, of the transaction with a zxid, or
// of a tree with which a segment begins; has is false where the store has neither.
func (s *Store) TimeOf(ctx context.Context, zxid int64) (ms int64, has bool, err error) {
	u, err := s.use()
	if err != nil {
		return 0, false, err
	}
	_, err = u.at(ctx, zxid, func(s *held, n int64) error {
		var found int64
		found, ms, err = s.moment(ctx, n)
		has = found == zxid
		return err
	})
	return ms, has, err
}

// moment returns the zxid of a transaction and its time in milliseconds since 1970.
func (s *segment) moment(ctx context.Context, n int64) (zxid, ms int64, err error) {
	if n == 0 {
		return s.baseZxid, s.baseTime, nil
	}
	err = s.row(ctx, "SELECT zxid, time FROM txn WHERE n = ?", n).Scan(&zxid, &ms)
	return s.baseZxid + zxid, s.baseTime + ms, err
}

// ZxidAt returns the zxid of the newest transaction up to a time, to the second, by the
// leaders' clocks. It fails with NotFound where the store begins later.
func (s *Store) ZxidAt(ctx context.Context, at time.Time) (zxid int64, err error) {
	u, err := s.use()
	if err != nil {
		return 0, err
	}
	found := false
	for i := len(u.files) - 1; i >= 0 && !found && err == nil; i-- {
		var sealed sealed
		if sealed, err = u.summary(ctx, i); err != nil || sealed.time > at.UnixMilli() {
			continue
		}
		found = true
		err = u.with(u.files[i], func(s *held) error {
			n, err := s.before(ctx, at.Add(time.Second))
			if err == nil {
				zxid, err = s.zxidOf(ctx, n)
			}
			return err
		})
	}
	if err == nil && !found {
		err = &znode.Error{Kind: znode.NotFound, Code: znode.CodeHistoryBefore}
	}
	return zxid, err
}

// before returns the number of the newest transaction before a second began.
func (s *segment) before(ctx context.Context, at time.Time) (n int64, err error) {
	err = s.row(ctx, "SELECT coalesce((SELECT n - 1 FROM clock WHERE second >= ? ORDER BY second LIMIT 1), (SELECT coalesce(max(n), 0) FROM txn))", at.Unix()).Scan(&n)
	return n, err
}
