package audit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// databaseFile is the trail's name in the data directory. SQLite's own files
// lie beside it: audit.db-wal and audit.db-shm.
const databaseFile = "audit.db"

const (
	applicationID = 0x7a6b7765 // "zkwe", in the header of the file: what file(1) and SQLite tell formats by
	schemaVersion = 1
	busyTimeout   = 2 * time.Second // for another process that reads: zkweb audit verify
	walSizeLimit  = 64 << 20
	readers       = 4
)

// blockShift makes blocks of 32,768 entries. A search goes block by block from
// the newest, so what it costs beyond the blocks it finds something in is one
// look into an index for each: some 300 for 10 million entries.
const blockShift = 15

// schema is compared with what is in the file, so a change of a letter is a new
// schemaVersion. The columns beside entry repeat what it says, for the indexes;
// Verify compares them. Most entries are node.read, so what is asked about
// changes has its own small indexes.
var schema = []string{
	`CREATE TABLE entries (
	seq INTEGER PRIMARY KEY,
	time INTEGER NOT NULL,
	event TEXT NOT NULL,
	outcome TEXT NOT NULL,
	user TEXT NOT NULL,
	cluster TEXT NOT NULL,
	path TEXT NOT NULL,
	hash BLOB NOT NULL,
	entry TEXT NOT NULL,
	block INTEGER GENERATED ALWAYS AS (seq >> 15) VIRTUAL
) STRICT`,
	`CREATE INDEX by_time ON entries (block, time)`,
	`CREATE INDEX by_path ON entries (block, path, user)`,
	`CREATE INDEX by_path_changes ON entries (block, path) WHERE event <> 'node.read'`,
	`CREATE INDEX by_user ON entries (user)`,
	`CREATE INDEX by_user_changes ON entries (user, event) WHERE event <> 'node.read'`,
	`CREATE INDEX by_event ON entries (event)`,
	`CREATE INDEX by_outcome ON entries (outcome)`,
	`CREATE INDEX by_cluster ON entries (cluster)`,
	// head: the newest entry. anchor: the newest that retention removed.
	`CREATE TABLE chain (name TEXT PRIMARY KEY, seq INTEGER NOT NULL, hash BLOB NOT NULL) STRICT, WITHOUT ROWID`,
}

// openToWrite opens the database, made and set up if it is not there, on one
// connection.
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
			"secure_delete(ON)", // what retention removes is gone
			"trusted_schema(OFF)",
			fmt.Sprintf("journal_size_limit(%d)", walSizeLimit),
		},
	}))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	if err := setUp(db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// openToRead opens the database for reading, also while a console writes it.
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
	// Where nothing can be written, SQLite cannot make the files that it shares
	// with a writer; without a WAL there is no writer.
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
	if err := checkSchema(context.Background(), db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func address(file string, options url.Values) string {
	return "file:" + (&url.URL{Path: file}).EscapedPath() + "?" + options.Encode()
}

// makeFile makes an empty file that only its owner may read, which SQLite takes
// for an empty database and whose permissions it gives to its own files.
func makeFile(file string) error {
	made, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(made.Chmod(0o600), made.Close())
}

// setUp makes the tables in an empty database and checks those of another.
func setUp(db *sql.DB) error {
	var id, objects int64
	if err := db.QueryRow("PRAGMA application_id").Scan(&id); err != nil {
		return err
	}
	if err := db.QueryRow("SELECT count(*) FROM sqlite_schema").Scan(&objects); err != nil {
		return err
	}
	if id != 0 || objects != 0 {
		return checkSchema(context.Background(), db)
	}
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	statements := append(slices.Clone(schema),
		`INSERT INTO chain VALUES ('head', 0, zeroblob(32)), ('anchor', 0, zeroblob(32))`,
		fmt.Sprintf("PRAGMA application_id = %d", applicationID),
		fmt.Sprintf("PRAGMA user_version = %d", schemaVersion),
	)
	for _, statement := range statements {
		if _, err := tx.Exec(statement); err != nil {
			return errors.Join(err, tx.Rollback())
		}
	}
	return tx.Commit()
}

// errForeign is a database that is not a trail, or whose tables were changed:
// a trigger, say, that hides or rewrites entries.
var errForeign = errors.New("the tables are not those of an audit trail")

// errNewer is a trail that a newer console wrote.
var errNewer = errors.New("a newer version of zkweb wrote it")

// querier is a *sql.DB, *sql.Conn or *sql.Tx.
type querier interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
	QueryRowContext(context.Context, string, ...any) *sql.Row
}

func checkSchema(ctx context.Context, db querier) error {
	var id, version int64
	if err := db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return err
	}
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if id != applicationID {
		return errForeign
	}
	if version > schemaVersion {
		return errNewer
	}
	rows, err := db.QueryContext(ctx, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL") // SQLite's own indexes have none
	if err != nil {
		return err
	}
	defer rows.Close()
	var found []string
	for rows.Next() {
		var statement string
		if err := rows.Scan(&statement); err != nil {
			return err
		}
		found = append(found, statement)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	slices.Sort(found)
	if !slices.Equal(found, slices.Sorted(slices.Values(schema))) {
		return errForeign
	}
	return nil
}

// readLink reads the chain's "head" or "anchor".
func readLink(ctx context.Context, db querier, name string) (link, error) {
	var found link
	var hash []byte
	err := db.QueryRowContext(ctx, "SELECT seq, hash FROM chain WHERE name = ?", name).Scan(&found.seq, &hash)
	if errors.Is(err, sql.ErrNoRows) {
		return link{}, errForeign
	}
	if err != nil {
		return link{}, err
	}
	copy(found.hash[:], hash)
	return found, nil
}

// sqliteCode is the primary result code of an error of SQLite, 0 of others.
func sqliteCode(err error) int {
	var failed *sqlite.Error
	if !errors.As(err, &failed) {
		return sqlite3.SQLITE_OK
	}
	return failed.Code() & 0xff
}
