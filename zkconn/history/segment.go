package history

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"zkweb/zkconn/znode"
)

const (
	segmentSuffix = ".history"
	lockFile      = "history.lock"
)

// segment is one file of a store, open for reading or for writing.
type segment struct {
	file  string
	info  os.FileInfo
	db    *sql.DB
	codec *codec

	baseZxid, baseTime int64 // of the moment at which it begins

	frozen *sql.Tx // for all queries, if the segment is frozen

	mu    sync.Mutex
	stmts map[string]*sql.Stmt // by query
}

// fileName returns the file name of the segment that begins at a zxid.
func fileName(zxid int64) string { return fmt.Sprintf("%016x%s", uint64(zxid), segmentSuffix) }

// beginOf returns the zxid at which the segment in a file begins, from the file's name; -1 if it is
// not the name of a segment.
func beginOf(file string) int64 {
	digits, is := strings.CutSuffix(filepath.Base(file), segmentSuffix)
	zxid, err := strconv.ParseUint(digits, 16, 64)
	if !is || err != nil || fileName(int64(zxid)) != filepath.Base(file) {
		return -1
	}
	return int64(zxid)
}

// segmentFiles returns the files of a store's segments, the oldest first.
func segmentFiles(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, entry := range entries {
		if beginOf(entry.Name()) != -1 {
			files = append(files, filepath.Join(dir, entry.Name()))
		}
	}
	slices.Sort(files)
	return files, nil
}

// openSegment opens a segment with a function, openToRead or openToWrite.
func openSegment(file string, key Key, open func(string) (*sql.DB, error)) (*segment, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	db, err := open(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(file), err)
	}
	s := &segment{file: file, info: info, db: db, stmts: map[string]*sql.Stmt{}}
	var salt []byte
	err = s.meta("salt", &salt)
	if err == nil {
		err = s.meta("zxid", &s.baseZxid)
	}
	if err == nil {
		err = s.meta("time", &s.baseTime)
	}
	if begin := beginOf(file); err == nil && begin != -1 && begin != s.baseZxid {
		err = fmt.Errorf("%w: it begins at zxid %#x", ErrDamaged, uint64(s.baseZxid))
	}
	if err == nil {
		s.codec, err = newCodec(key, salt)
	}
	if err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("%s: %w", filepath.Base(file), err)
	}
	return s, nil
}

// freeze makes all later queries see the segment as it is now, whoever writes it, until end is
// called.
func (s *segment) freeze(ctx context.Context) (end func(), err error) {
	if s.frozen, err = s.db.BeginTx(ctx, nil); err != nil {
		return nil, err
	}
	return func() { _ = s.frozen.Rollback() }, nil
}

func (s *segment) close() error {
	s.codec.close()
	return s.db.Close()
}

// stmt returns the statement for a constant query, which is prepared once.
func (s *segment) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	stmt := s.stmts[query]
	if stmt == nil {
		prepare := s.db.PrepareContext
		if s.frozen != nil {
			prepare = s.frozen.PrepareContext
		}
		var err error
		if stmt, err = prepare(ctx, query); err != nil {
			return nil, fmt.Errorf("%s: %w", s.name(), err)
		}
		s.stmts[query] = stmt
	}
	return stmt, nil
}

// rows runs a constant query.
func (s *segment) rows(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := s.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.name(), err)
	}
	return rows, nil
}

// row runs a constant query for one row.
func (s *segment) row(ctx context.Context, query string, args ...any) scanner {
	stmt, err := s.stmt(ctx, query)
	if err != nil {
		return failed{err}
	}
	return stmt.QueryRowContext(ctx, args...)
}

// scanner is implemented by *sql.Row.
type scanner interface{ Scan(into ...any) error }

// failed is a scanner for a row that could not be read.
type failed struct{ err error }

func (f failed) Scan(...any) error { return f.err }

func (s *segment) meta(name string, into any) error {
	return s.db.QueryRow("SELECT value FROM meta WHERE name = ?", name).Scan(into)
}

// last returns the number of the newest transaction.
func (s *segment) last(ctx context.Context) (n int64, err error) {
	err = s.row(ctx, "SELECT coalesce(max(n), 0) FROM txn").Scan(&n)
	return n, err
}

// zxidOf returns the zxid of a transaction, given its number.
func (s *segment) zxidOf(ctx context.Context, n int64) (zxid int64, err error) {
	if n == 0 {
		return s.baseZxid, nil
	}
	err = s.row(ctx, "SELECT zxid FROM txn WHERE n = ?", n).Scan(&zxid)
	return s.baseZxid + zxid, err
}

// at returns the number of the newest transaction up to a zxid. Numbers rise with zxids, and at
// most as fast, so that it needs no index; mostly the first guess is right.
func (s *segment) at(ctx context.Context, zxid int64) (int64, error) {
	last, err := s.last(ctx)
	if err != nil {
		return 0, err
	}
	low, high := int64(0), last // low is always up to the zxid
	if most := uint64(zxid) - uint64(s.baseZxid); most < uint64(last) {
		high = int64(most)
	}
	for middle := high; low < high; middle = (low + high + 1) / 2 {
		found, err := s.zxidOf(ctx, middle)
		if err != nil {
			return 0, err
		}
		if uint64(found) <= uint64(zxid) {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return low, nil
}

// aclText returns an ACL in the form in which a segment stores it.
func aclText(acl []znode.ACL) string {
	text, _ := json.Marshal(acl) // strings and letters cannot fail
	return string(text)
}

func parseACLText(text string) (acl []znode.ACL) {
	if json.Unmarshal([]byte(text), &acl) != nil {
		return nil // allows nobody anything
	}
	return acl
}
