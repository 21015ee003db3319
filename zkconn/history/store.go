package history

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"zkweb/zkconn/znode"
)

// Store reads what a Writer, in this process or another, has written into a folder.
// It is for any number of goroutines.
type Store struct {
	dir string
	key Key

	mu   sync.Mutex
	open map[string]*held // by file
}

// held is an open segment and how many queries use it.
type held struct {
	*segment
	users int
	gone  bool // its file is no longer the store's: the last user closes it
}

// Open returns the store in a folder, which may still be empty. It fails where a
// segment that is there cannot be read.
func Open(dir string, key Key) (*Store, error) {
	s := &Store{dir: dir, key: key, open: map[string]*held{}}
	use, err := s.use()
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	use.done()
	return s, nil
}

// Close closes the store's files.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for file, h := range s.open {
		errs = append(errs, h.close())
		delete(s.open, file)
	}
	return errors.Join(errs...)
}

// use is the store's segments, the oldest first, for the time of one query.
type use struct {
	*Store
	segments []*held
}

// use opens the segments that the folder has now, and closes those that it has no
// longer.
func (s *Store) use() (*use, error) {
	files, err := segmentFiles(s.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	u := &use{Store: s}
	there := map[string]bool{}
	for _, file := range files {
		h, err := s.hold(file)
		if errors.Is(err, fs.ErrNotExist) {
			continue // dropped meanwhile
		}
		if err != nil {
			u.release()
			return nil, err
		}
		there[file] = true
		h.users++
		u.segments = append(u.segments, h)
	}
	for file, h := range s.open {
		if !there[file] {
			s.let(file, h)
		}
	}
	return u, nil
}

// hold returns a file's segment, opened anew where another file took its place.
func (s *Store) hold(file string) (*held, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if h := s.open[file]; h != nil {
		if os.SameFile(h.info, info) {
			return h, nil
		}
		s.let(file, h)
	}
	opened, err := openSegment(file, s.key, openToRead)
	if err != nil {
		return nil, err
	}
	h := &held{segment: opened}
	s.open[file] = h
	return h, nil
}

// let forgets a segment, once nobody uses it.
func (s *Store) let(file string, h *held) {
	delete(s.open, file)
	if h.gone = true; h.users == 0 {
		_ = h.close()
	}
}

func (u *use) done() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.release()
}

func (u *use) release() {
	for _, h := range u.segments {
		if h.users--; h.gone && h.users == 0 {
			_ = h.close()
		}
	}
	u.segments = nil
}

// at returns the segment that has the tree as of a zxid, and the number of the newest
// transaction up to it; false where the store begins later.
func (u *use) at(ctx context.Context, zxid int64) (s *held, n int64, ok bool, err error) {
	for i := len(u.segments) - 1; i >= 0; i-- {
		if s = u.segments[i]; uint64(s.baseZxid) <= uint64(zxid) {
			n, err = s.at(ctx, zxid)
			return s, n, err == nil, err
		}
	}
	return nil, 0, false, nil
}

// name is a segment's name, for errors.
func (s *segment) name() string { return filepath.Base(s.file) }

// First returns the zxid of the tree with which the store begins; 0 for an empty one.
func (s *Store) First(context.Context) (zxid int64, err error) {
	u, err := s.use()
	if err != nil {
		return 0, err
	}
	defer u.done()
	if len(u.segments) == 0 {
		return 0, nil
	}
	return u.segments[0].baseZxid, nil
}

// Last returns the zxid and the time of the newest transaction, or of the tree with
// which the store begins; zero for an empty one.
func (s *Store) Last(ctx context.Context) (zxid int64, at time.Time, err error) {
	u, err := s.use()
	if err != nil {
		return 0, time.Time{}, err
	}
	defer u.done()
	return u.newest(ctx)
}

// newest is Last.
func (u *use) newest(ctx context.Context) (zxid int64, at time.Time, err error) {
	if len(u.segments) == 0 {
		return 0, time.Time{}, nil
	}
	newest := u.segments[len(u.segments)-1]
	n, err := newest.last(ctx)
	if err != nil {
		return 0, time.Time{}, err
	}
	zxid, ms, err := newest.moment(ctx, n)
	return zxid, time.UnixMilli(ms).UTC(), err
}

// TimeOf returns the time, in milliseconds since 1970, of the transaction with a zxid, or
// of a tree with which a segment begins; has is false where the store has neither.
func (s *Store) TimeOf(ctx context.Context, zxid int64) (ms int64, has bool, err error) {
	u, err := s.use()
	if err != nil {
		return 0, false, err
	}
	defer u.done()
	segment, n, ok, err := u.at(ctx, zxid)
	if err != nil || !ok {
		return 0, false, err
	}
	found, ms, err := segment.moment(ctx, n)
	return ms, found == zxid, err
}

// moment returns the zxid of a transaction and its time in milliseconds since 1970.
func (s *segment) moment(ctx context.Context, n int64) (zxid, ms int64, err error) {
	if n == 0 {
		return s.baseZxid, s.baseTime, nil
	}
	err = s.db.QueryRowContext(ctx, "SELECT zxid, time FROM txn WHERE n = ?", n).Scan(&zxid, &ms)
	return s.baseZxid + zxid, s.baseTime + ms, err
}

// ZxidAt returns the zxid of the newest transaction up to a time, to the second, by the
// leaders' clocks. It fails with NotFound where the store begins later.
func (s *Store) ZxidAt(ctx context.Context, at time.Time) (int64, error) {
	u, err := s.use()
	if err != nil {
		return 0, err
	}
	defer u.done()
	for i := len(u.segments) - 1; i >= 0; i-- {
		segment := u.segments[i]
		if segment.baseTime > at.UnixMilli() {
			continue
		}
		n, err := segment.before(ctx, at.Add(time.Second))
		if err != nil {
			return 0, err
		}
		return segment.zxidOf(ctx, n)
	}
	return 0, &znode.Error{Kind: znode.NotFound, Code: znode.CodeHistoryBefore}
}

// before returns the number of the newest transaction before a second began.
func (s *segment) before(ctx context.Context, at time.Time) (n int64, err error) {
	err = s.db.QueryRowContext(ctx, "SELECT coalesce((SELECT n - 1 FROM clock WHERE second >= ? ORDER BY second LIMIT 1), (SELECT coalesce(max(n), 0) FROM txn))", at.Unix()).Scan(&n)
	return n, err
}
