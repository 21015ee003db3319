package history

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"zkweb/zkconn/znode"
)

// Store reads what a Writer, in this process or another, has written to a folder. It is safe for
// concurrent use. It opens segments when they are needed, and keeps the last ones open.
type Store struct {
	dir string
	key Key

	mu     sync.Mutex
	listed listing
	open   map[string]*held // by file
	uses   int64            // of segments, so far
	sealed map[string]sealed
}

// maxOpen is the number of unused segments that stay open.
const maxOpen = 16

// held is an open segment with the number of queries that use it.
type held struct {
	*segment
	wal   bool // whether it had a WAL when it was opened
	users int
	used  int64 // the number of its last use
	gone  bool  // whether it has been removed from the store: its last user closes it
}

// Open opens the store in a folder, which may still be empty. It fails if the newest segment cannot
// be read, unless that is because the disk is full, which may pass.
func Open(dir string, key Key) (*Store, error) {
	s := &Store{dir: dir, key: key, open: map[string]*held{}, sealed: map[string]sealed{}}
	u, err := s.use()
	if err == nil {
		_, err = u.newest(func(*held) error { return nil })
	}
	if err != nil && !IsFull(err) {
		return nil, errors.Join(err, s.Close())
	}
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

// listing is the list of a folder's files.
type listing struct {
	files   []string  // the oldest segment first
	changed time.Time // the folder's modification time
	at      time.Time // when it was read
}

// settled is how old a folder's modification time must be, at the time of reading, to be sure that
// a later change will alter it.
const settled = time.Second

// list returns the files that the folder has now.
func (s *Store) list() ([]string, error) {
	info, err := os.Stat(s.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if l := s.listed; l.changed.Equal(info.ModTime()) && l.at.Sub(l.changed) > settled {
		return l.files, nil
	}
	l := listing{changed: info.ModTime(), at: time.Now()}
	if l.files, err = segmentFiles(s.dir); err != nil {
		return nil, err
	}
	s.listed = l
	return l.files, nil
}

// use is the store's list of segments for one query.
type use struct {
	*Store
	files []string // the oldest first
}

// use returns the present segments, and closes those that no longer exist.
func (s *Store) use() (*use, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	files, err := s.list()
	if err != nil {
		return nil, err
	}
	gone := func(file string) bool {
		_, there := slices.BinarySearch(files, file)
		return !there
	}
	for file, h := range s.open {
		if gone(file) {
			s.let(file, h)
		}
	}
	maps.DeleteFunc(s.sealed, func(file string, _ sealed) bool { return gone(file) })
	return &use{s, files}, nil
}

// with calls ask with the segment in a file. It fails with NotFound if the segment has been
// removed.
func (u *use) with(file string, ask func(*held) error) error {
	h, err := u.take(file)
	if err == nil {
		defer u.release(h)
		err = ask(h)
	}
	if err == nil {
		return nil
	}
	if _, gone := os.Stat(file); errors.Is(gone, fs.ErrNotExist) {
		return errDropped
	}
	return err
}

var errDropped = &znode.Error{Kind: znode.NotFound, Code: znode.CodeHistoryDropped}

// take opens a segment until it is released. It opens it again if the file was replaced, or if a
// WAL has appeared or disappeared: a segment without a WAL is opened as a file that nobody writes.
func (s *Store) take(file string) (*held, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	h := s.open[file]
	if h != nil && (!os.SameFile(h.info, info) || h.wal != hasWAL(file)) {
		s.let(file, h)
		h = nil
	}
	if h == nil {
		opened, err := openSegment(file, s.key, openToRead)
		if err != nil {
			return nil, err
		}
		h = &held{segment: opened, wal: hasWAL(file)}
		s.open[file] = h
	}
	s.uses++
	h.users, h.used = h.users+1, s.uses
	return h, nil
}

// release ends a use, and closes the least recently used segments beyond maxOpen.
func (s *Store) release(h *held) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if h.users--; h.gone && h.users == 0 {
		_ = h.close()
	}
	for len(s.open) > maxOpen {
		var oldest *held
		for _, each := range s.open {
			if each.users == 0 && (oldest == nil || each.used < oldest.used) {
				oldest = each
			}
		}
		if oldest == nil {
			return
		}
		s.let(oldest.file, oldest)
	}
}

// let drops a segment, and closes it once it is unused.
func (s *Store) let(file string, h *held) {
	delete(s.open, file)
	if h.gone = true; h.users == 0 {
		_ = h.close()
	}
}

// newestFirst calls ask with the segments, the newest first, while it returns true. Segments that
// are removed in the meantime are left out.
func (u *use) newestFirst(ask func(*held) (more bool, err error)) error {
	for _, file := range slices.Backward(u.files) {
		if more, err := u.each(file, ask); err != nil || !more {
			return err
		}
	}
	return nil
}

// oldestFirst is like newestFirst, in reverse order.
func (u *use) oldestFirst(ask func(*held) (more bool, err error)) error {
	for _, file := range u.files {
		if more, err := u.each(file, ask); err != nil || !more {
			return err
		}
	}
	return nil
}

func (u *use) each(file string, ask func(*held) (bool, error)) (more bool, err error) {
	err = u.with(file, func(h *held) (err error) {
		more, err = ask(h)
		return err
	})
	if err == errDropped {
		return true, nil
	}
	return more, err
}

// newest calls ask with the newest segment. It returns false if the store is empty.
func (u *use) newest(ask func(*held) error) (has bool, err error) {
	if len(u.files) == 0 {
		return false, nil
	}
	return true, u.with(u.files[len(u.files)-1], ask)
}

// behind returns the file of the last segment that begins at or before a zxid; false if the store
// begins later.
func (u *use) behind(zxid int64) (file string, ok bool) {
	for _, file := range slices.Backward(u.files) {
		if uint64(beginOf(file)) <= uint64(zxid) {
			return file, true
		}
	}
	return "", false
}

// lacks returns the error for a moment that no segment has: the store begins later, or is empty.
func (u *use) lacks() error {
	code := znode.CodeHistoryBefore
	if len(u.files) == 0 {
		code = znode.CodeHistoryEmpty
	}
	return &znode.Error{Kind: znode.NotFound, Code: code}
}

// of calls ask with the segment that begins at a zxid. It fails with NotFound if the segment has
// been removed.
func (u *use) of(base int64, ask func(*held) error) error {
	file, ok := u.behind(base)
	if !ok || beginOf(file) != base {
		return errDropped
	}
	return u.with(file, ask)
}

// at calls ask with the segment that has the tree as of a zxid, and the number of the newest
// transaction up to it. It returns false if the store begins later.
func (u *use) at(ctx context.Context, zxid int64, ask func(s *held, n int64) error) (ok bool, err error) {
	file, ok := u.behind(zxid)
	if !ok {
		return false, nil
	}
	return true, u.with(file, func(s *held) error {
		n, err := s.at(ctx, zxid)
		if err != nil {
			return err
		}
		return ask(s, n)
	})
}

// name returns a segment's name, for errors.
func (s *segment) name() string { return filepath.Base(s.file) }
