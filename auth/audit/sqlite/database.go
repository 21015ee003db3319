package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// databaseFile is the name of the database in the data directory. SQLite's own files, audit.db-wal
// and audit.db-shm, are beside it.
const databaseFile = "audit.db"

const (
	busyTimeout  = 2 * time.Second // waits for another process that reads, such as zkweb audit verify
	walSizeLimit = 4 << 20
	readers      = 4
)

// openToWrite opens the database on one connection. It creates the database or brings it to the
// newest schema if needed.
func openToWrite(dir string) (*sql.DB, error) {
	file := filepath.Join(dir, databaseFile)
	if err := makeFile(file); err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", address(file, url.Values{
		"mode":    {"rw"},
		"_txlock": {"immediate"},
		"_pragma": {
			fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds()),
			"journal_mode(WAL)",
			"synchronous(FULL)",
			"secure_delete(ON)", // overwrites the entries that retention removes
			"trusted_schema(OFF)",
			fmt.Sprintf("journal_size_limit(%d)", walSizeLimit),
		},
	}))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	if err := migrate(db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// openToRead opens the database for reading. A console may be writing it.
func openToRead(dir string) (*sql.DB, error) {
	file := filepath.Join(dir, databaseFile)
	if _, err := os.Stat(file); err != nil {
		return nil, err
	}
	options := url.Values{
		"mode": {"ro"},
		"_pragma": {
			fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds()),
			"query_only(ON)",
			"trusted_schema(OFF)",
		},
	}
	db, err := openReaders(file, options)
	if code := sqliteCode(err); code != sqlite3.SQLITE_CANTOPEN && code != sqlite3.SQLITE_READONLY {
		return db, err
	}
	// On a read-only disk, SQLite cannot make the files that it shares with a writer. Without a WAL
	// there is no writer, so the database is opened as immutable.
	if _, missing := os.Stat(file + "-wal"); errors.Is(missing, fs.ErrNotExist) {
		options.Set("immutable", "1")
		return openReaders(file, options)
	}
	return db, err
}

func openReaders(file string, options url.Values) (*sql.DB, error) {
	db, err := sql.Open("sqlite", address(file, options))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(readers)
	db.SetMaxIdleConns(readers)
	if _, err := checkSchema(context.Background(), db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func address(file string, options url.Values) string {
	return "file:" + (&url.URL{Path: file}).EscapedPath() + "?" + options.Encode()
}

// makeFile makes an empty file that only its owner may read. SQLite takes it for an empty database,
// and gives its own files the same permissions.
func makeFile(file string) error {
	made, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(made.Chmod(0o600), made.Close())
}

// querier is a *sql.DB, *sql.Conn or *sql.Tx.
type querier interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
	QueryRowContext(context.Context, string, ...any) *sql.Row
}

// sqliteCode returns the primary result code of an SQLite error; 0 for other errors.
func sqliteCode(err error) int {
	var failed *sqlite.Error
	if !errors.As(err, &failed) {
		return sqlite3.SQLITE_OK
	}
	return failed.Code() & 0xff
}

func isFull(err error) bool { return sqliteCode(err) == sqlite3.SQLITE_FULL }
