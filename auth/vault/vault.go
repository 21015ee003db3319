package vault

import (
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	_ "modernc.org/sqlite" // registers the driver
)

const (
	databaseFile  = "vault.db"
	applicationID = 0x7a6b7776 // "zkwv", in the header of the file
	schemaVersion = 1
	walSizeLimit  = 4 << 20
	tidyEvery     = time.Hour // pause between removals of what is too old
)

//go:embed 1.sql
var schema string

// Vault is a database of sealed values. It and its shelves are safe for concurrent use.
type Vault struct {
	db     *sql.DB // one connection
	key    Key
	logger *slog.Logger

	mu      sync.Mutex
	shelves []*Shelf
	closing chan struct{}
	tidying sync.WaitGroup
}

// Open opens the vault in a data directory, vault.db, and creates it if needed. No other process
// may use the directory.
func Open(dir string, key Key, logger *slog.Logger) (*Vault, error) {
	db, err := open(filepath.Join(dir, databaseFile))
	if err != nil {
		return nil, fmt.Errorf("%s in %s cannot be used: %w", databaseFile, dir, err)
	}
	v := &Vault{db: db, key: key, logger: logger, closing: make(chan struct{})}
	v.tidying.Go(v.tidyOften)
	return v, nil
}

func open(file string) (*sql.DB, error) {
	made, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(made.Chmod(0o600), made.Close()); err != nil {
		return nil, err
	}
	options := url.Values{"mode": {"rw"}, "_txlock": {"immediate"}, "_pragma": {
		"journal_mode(WAL)", "synchronous(FULL)", "secure_delete(ON)", "trusted_schema(OFF)", fmt.Sprintf("journal_size_limit(%d)", walSizeLimit),
	}}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: file}).EscapedPath()+"?"+options.Encode())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	if err := prepare(db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// prepare creates the tables in an empty database, and refuses one that is not a vault.
func prepare(db *sql.DB) error {
	var id, version, objects int64
	const facts = "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema) FROM pragma_application_id, pragma_user_version"
	if err := db.QueryRow(facts).Scan(&id, &version, &objects); err != nil {
		return err
	}
	switch {
	case objects == 0:
		_, err := db.Exec(schema)
		return err
	case id != applicationID:
		return errors.New("it is no vault of zkweb")
	case version > schemaVersion:
		return errors.New("a newer version of zkweb wrote it")
	}
	return nil
}

// tidyOften removes what is too old until the vault is closed.
func (v *Vault) tidyOften() {
	ticker := time.NewTicker(tidyEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			v.tidy()
		case <-v.closing:
			return
		}
	}
}

// tidy removes what is too old from all shelves, and from SQLite's log.
func (v *Vault) tidy() {
	v.mu.Lock()
	defer v.mu.Unlock()
	var all []error
	for _, shelf := range v.shelves {
		all = append(all, v.transact(shelf.removeOld))
	}
	_, err := v.db.Exec("PRAGMA wal_checkpoint(TRUNCATE)")
	if err := errors.Join(append(all, err)...); err != nil {
		v.logger.Error("values that are too old cannot be removed from the vault", "error", err)
	}
}

func (v *Vault) transact(change func(*sql.Tx) error) error {
	tx, err := v.db.Begin()
	if err != nil {
		return err
	}
	if err := change(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	if err := tx.Commit(); err != nil {
		_, _ = v.db.Exec("ROLLBACK") // after some errors SQLite leaves the transaction open, though database/sql takes it for ended
		return err
	}
	return nil
}

// Key returns the key of the vault.
func (v *Vault) Key() Key { return v.key }

// Close closes the database.
func (v *Vault) Close() error {
	close(v.closing)
	v.tidying.Wait()
	return v.db.Close()
}
