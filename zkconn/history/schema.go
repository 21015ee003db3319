package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// format is the version of the schema, stored as SQLite's user_version.
const format = 3

// schema is the schema of a segment.
//
// Transactions are numbered from 1 (n), which takes fewer bytes than a zxid in each reference; 0 is
// the moment at which the segment begins. Times and zxids in txn are relative to that moment. In
// references to values, -1 means none and 0 ZooKeeper's null. life.died is alive for a live znode.
// below has the stretches of transactions in which something below a path changed. clock has the
// first transaction of a second or later; since has the first transaction from which on none is
// earlier than a second.
const schema = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE path (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE);
CREATE TABLE acl (id INTEGER PRIMARY KEY, acl TEXT NOT NULL UNIQUE);
CREATE TABLE session (id INTEGER PRIMARY KEY, session INTEGER NOT NULL UNIQUE, opened INTEGER, closed INTEGER, timeout INTEGER, who TEXT, address TEXT, sure TEXT);
CREATE TABLE txn (n INTEGER PRIMARY KEY, zxid INTEGER NOT NULL, time INTEGER NOT NULL, session INTEGER NOT NULL, cxid INTEGER NOT NULL, type INTEGER NOT NULL, err INTEGER NOT NULL, digest INTEGER);
CREATE TABLE change (n INTEGER NOT NULL, op INTEGER NOT NULL, path INTEGER NOT NULL, type INTEGER NOT NULL, version INTEGER NOT NULL, value INTEGER NOT NULL, acl INTEGER NOT NULL, ttl INTEGER, PRIMARY KEY (n, op)) WITHOUT ROWID;
CREATE INDEX change_path ON change (path, n);
CREATE INDEX change_acl ON change (path, n) WHERE type = 7;
CREATE TABLE value (id INTEGER PRIMARY KEY, enc INTEGER NOT NULL, base INTEGER, size INTEGER NOT NULL, bytes BLOB);
CREATE TABLE life (id INTEGER PRIMARY KEY, path INTEGER NOT NULL, parent INTEGER NOT NULL, born INTEGER NOT NULL, died INTEGER NOT NULL, level INTEGER NOT NULL, owner INTEGER NOT NULL);
CREATE INDEX life_parent ON life (parent, level, born);
CREATE INDEX life_died ON life (parent, died);
CREATE INDEX life_path ON life (path, born);
CREATE INDEX life_owner ON life (owner, born) WHERE owner != 0;
CREATE TABLE base (life INTEGER PRIMARY KEY, czxid INTEGER NOT NULL, mzxid INTEGER NOT NULL, pzxid INTEGER NOT NULL, ctime INTEGER NOT NULL, mtime INTEGER NOT NULL, version INTEGER NOT NULL, cversion INTEGER NOT NULL, aversion INTEGER NOT NULL, owner INTEGER NOT NULL, value INTEGER NOT NULL, acl INTEGER NOT NULL);
CREATE TABLE below (path INTEGER NOT NULL, stretch INTEGER NOT NULL, PRIMARY KEY (path, stretch)) WITHOUT ROWID;
CREATE TABLE clock (second INTEGER PRIMARY KEY, n INTEGER NOT NULL);
CREATE TABLE since (second INTEGER PRIMARY KEY, n INTEGER NOT NULL);
CREATE TABLE span (first INTEGER PRIMARY KEY, last INTEGER NOT NULL, source TEXT NOT NULL, proof TEXT NOT NULL);
CREATE TABLE gap (after INTEGER NOT NULL, before INTEGER NOT NULL, cause TEXT NOT NULL, PRIMARY KEY (after, before)) WITHOUT ROWID;
CREATE TABLE block (last INTEGER PRIMARY KEY, value INTEGER NOT NULL, acl INTEGER NOT NULL, hash BLOB NOT NULL);
`

// alive is life.died of a live znode.
const (
	alive     = 1<<31 - 1
	aliveText = "2147483647" // for SQL
)

const (
	busyTimeout  = 5 * time.Second
	walPages     = 4000 // pages of the WAL that are moved into the file at once; a page that has changed many times is moved once
	walSizeLimit = 16 << 20
	readers      = 4
)

// create creates a segment's file, which only its owner may read, with its schema.
func create(file string) (*sql.DB, error) {
	made, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := made.Close(); err != nil {
		return nil, err
	}
	db, err := openToWrite(file)
	if err != nil {
		return nil, err
	}
	if _, err := db.Exec(schema + fmt.Sprintf("PRAGMA user_version = %d;", format)); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// openToWrite opens a segment on one connection. If the machine crashes, the last transactions may
// be lost, but never the file; the recorder has them from ZooKeeper's own files.
func openToWrite(file string) (*sql.DB, error) {
	if err := reopen(filepath.Dir(file)); err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", address(file, url.Values{
		"mode":    {"rw"},
		"_txlock": {"immediate"},
		"_pragma": {
			fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds()),
			"journal_mode(WAL)",
			"synchronous(NORMAL)",
			"trusted_schema(OFF)",
			"cache_size(-65536)",
			fmt.Sprintf("wal_autocheckpoint(%d)", walPages),
			fmt.Sprintf("journal_size_limit(%d)", walSizeLimit),
		},
	}))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

// openToRead opens a segment for reading, also while a recorder writes it.
func openToRead(file string) (*sql.DB, error) {
	options := url.Values{
		"mode": {"ro"},
		"_pragma": {
			fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds()),
			"query_only(ON)",
			"trusted_schema(OFF)",
		},
	}
	db, err := openReaders(file, options)
	if code := sqliteCode(err); code != sqlite3.SQLITE_CANTOPEN && code != sqlite3.SQLITE_READONLY && !IsFull(err) {
		return db, err
	}
	// Without write permission, SQLite cannot create the files that it shares with a writer.
	// Without a WAL there is no writer, so it needs none.
	if !hasWAL(file) {
		options.Set("immutable", "1")
		return openReaders(file, options)
	}
	return db, err
}

// hasWAL reports whether a segment has a WAL that is not empty, since readers create an empty one.
func hasWAL(file string) bool {
	wal, err := os.Stat(file + "-wal")
	return err == nil && wal.Size() > 0
}

func openReaders(file string, options url.Values) (*sql.DB, error) {
	db, err := sql.Open("sqlite", address(file, options))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(readers)
	db.SetMaxIdleConns(readers)
	db.SetConnMaxIdleTime(time.Minute)
	var version int
	if err := db.QueryRowContext(context.Background(), "PRAGMA user_version").Scan(&version); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if version != format {
		return nil, errors.Join(fmt.Errorf("%w: format %d, not %d", ErrFormat, version, format), db.Close())
	}
	return db, nil
}

// ErrFormat means that a segment was written by another version of zkweb.
var ErrFormat = errors.New("history: another version of zkweb wrote it, record into a new folder")

func address(file string, options url.Values) string {
	return "file:" + (&url.URL{Path: file}).EscapedPath() + "?" + options.Encode()
}

// IsFull reports whether an error says that a disk is full.
func IsFull(err error) bool {
	var failed *sqlite.Error
	const noRoomToShare = sqlite3.SQLITE_IOERR_SHMSIZE // for the file that readers and writers share
	return errors.Is(err, syscall.ENOSPC) || sqliteCode(err) == sqlite3.SQLITE_FULL || errors.As(err, &failed) && failed.Code() == noRoomToShare
}

// sqliteCode returns the primary result code of an error of SQLite; 0 for other errors.
func sqliteCode(err error) int {
	var failed *sqlite.Error
	if !errors.As(err, &failed) {
		return sqlite3.SQLITE_OK
	}
	return failed.Code() & 0xff
}
