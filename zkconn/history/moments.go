package history

import (
	"context"
	"slices"
	"time"
)

// First returns the zxid of the tree with which the store begins; 0 if the store is empty.
func (s *Store) First(context.Context) (zxid int64, err error) {
	u, err := s.use()
	if err != nil || len(u.files) == 0 {
		return 0, err
	}
	return beginOf(u.files[0]), nil
}

// Last returns the zxid and time of the newest transaction or, if there is none, of the tree with
// which the store begins. Both are zero if the store is empty.
func (s *Store) Last(ctx context.Context) (zxid int64, at time.Time, err error) {
	u, err := s.use()
	if err != nil {
		return 0, time.Time{}, err
	}
	return u.last(ctx)
}

// last is Last for a store that is in use.
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

// TimeOf returns the time, in milliseconds since 1970, of the transaction with a zxid, or of the
// tree with which a segment begins. has is false if the store has neither.
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

// clocked holds times of a segment, in seconds since 1970: its beginning, and its earliest and
// latest transaction.
type clocked struct{ begin, earliest, latest int64 }

func (s *segment) clocked(ctx context.Context) (c clocked, err error) {
	c.begin = s.baseTime / 1000
	err = s.row(ctx, "SELECT (SELECT min(second) FROM since), (SELECT coalesce(max(second), ?) FROM clock)", c.begin).Scan(&c.earliest, &c.latest)
	return c, err
}

// ZxidAt returns the zxid of the last transaction with a time, in whole seconds, at or before at:
// all transactions after that zxid are later by the leaders' clocks. It fails with NotFound if all
// are later.
func (s *Store) ZxidAt(ctx context.Context, at time.Time) (zxid int64, err error) {
	u, err := s.use()
	if err != nil {
		return 0, err
	}
	for i, file := range slices.Backward(u.files) {
		sealed, err := u.summary(ctx, i)
		if err != nil {
			return 0, err
		}
		if sealed.info == nil || sealed.clock.earliest > at.Unix() {
			continue
		}
		err = u.with(file, func(s *held) (err error) {
			zxid, err = s.before(ctx, "since", at.Unix()+1)
			return err
		})
		return zxid, err
	}
	return 0, u.lacks()
}

// ZxidSince returns the zxid after the last transaction that comes before all those at or after a
// time, in whole seconds by the leaders' clocks; 0 if there is none.
func (s *Store) ZxidSince(ctx context.Context, at time.Time) (zxid int64, err error) {
	u, err := s.use()
	if err != nil {
		return 0, err
	}
	before := ""
	for i, file := range u.files {
		sealed, err := u.summary(ctx, i)
		if err != nil {
			return 0, err
		}
		if sealed.info != nil && sealed.clock.begin < at.Unix() {
			before = file
		}
		if sealed.clock.latest >= at.Unix() {
			break
		}
	}
	if before == "" {
		return 0, nil
	}
	err = u.with(before, func(s *held) (err error) {
		zxid, err = s.before(ctx, "clock", at.Unix())
		return err
	})
	return zxid + 1, err
}

// before returns the zxid of the transaction before the first one that a table has for a second or
// later; if it has none, that of the newest transaction.
func (s *segment) before(ctx context.Context, table string, second int64) (zxid int64, err error) {
	var n int64
	err = s.row(ctx, "SELECT coalesce((SELECT n - 1 FROM "+table+" WHERE second >= ? ORDER BY second LIMIT 1), (SELECT coalesce(max(n), 0) FROM txn))", second).Scan(&n)
	if err != nil {
		return 0, err
	}
	return s.zxidOf(ctx, n)
}
