package history

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

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
}

// fileName is the name of the segment that begins at a zxid.
func fileName(zxid int64) string { return fmt.Sprintf("%016x%s", uint64(zxid), segmentSuffix) }

// segmentFiles returns the files of a store's segments, the oldest first.
func segmentFiles(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, entry := range entries {
		if strings.HasSuffix(entry.Name(), segmentSuffix) {
			files = append(files, filepath.Join(dir, entry.Name()))
		}
	}
	slices.Sort(files)
	return files, nil
}

// openSegment opens a segment to read, or to write.
func openSegment(file string, key Key, open func(string) (*sql.DB, error)) (*segment, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	db, err := open(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(file), err)
	}
	s := &segment{file: file, info: info, db: db}
	var salt []byte
	err = s.meta("salt", &salt)
	if err == nil {
		err = s.meta("zxid", &s.baseZxid)
	}
	if err == nil {
		err = s.meta("time", &s.baseTime)
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

func (s *segment) close() error {
	s.codec.close()
	return s.db.Close()
}

func (s *segment) meta(name string, into any) error {
	return s.db.QueryRow("SELECT value FROM meta WHERE name = ?", name).Scan(into)
}

// last is the number of the newest transaction.
func (s *segment) last(ctx context.Context) (n int64, err error) {
	err = s.db.QueryRowContext(ctx, "SELECT coalesce(max(n), 0) FROM txn").Scan(&n)
	return n, err
}

// zxidOf returns the zxid of a transaction by its number.
func (s *segment) zxidOf(ctx context.Context, n int64) (zxid int64, err error) {
	if n == 0 {
		return s.baseZxid, nil
	}
	err = s.db.QueryRowContext(ctx, "SELECT zxid FROM txn WHERE n = ?", n).Scan(&zxid)
	return s.baseZxid + zxid, err
}

// at returns the number of the newest transaction up to a zxid. The numbers rise with
// the zxids, so that it needs no index.
func (s *segment) at(ctx context.Context, zxid int64) (int64, error) {
	last, err := s.last(ctx)
	if err != nil {
		return 0, err
	}
	low, high := int64(0), last // low is one that is up to it
	for low < high {
		middle := (low + high + 1) / 2
		found, err := s.zxidOf(ctx, middle)
		if err != nil {
			return 0, err
		}
		if found <= zxid {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return low, nil
}

// aclText is an ACL as a segment keeps it.
func aclText(acl []znode.ACL) string {
	text, _ := json.Marshal(acl) // texts and letters: it cannot fail
	return string(text)
}

func parseACLText(text string) (acl []znode.ACL) {
	if json.Unmarshal([]byte(text), &acl) != nil {
		return nil // lets nobody in
	}
	return acl
}
