package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"slices"
	"sync"
)

const (
	applicationID = 0x7a6b7765 // "zkwe", in the header of the file: what file(1) and SQLite tell formats by
	schemaVersion = 4          // the newest of migrations, kept as user_version
	tallies       = 3          // the first with tallies
)

// migrations are numbered from 1. Each brings a database from the schema before
// it to its own, and is never changed once a release has it.
//
//go:embed migrations/*.sql
var migrations embed.FS

// errForeign is a database that is not a trail, or whose tables were changed:
// a trigger, say, that hides or rewrites entries.
var errForeign = errors.New("the tables are not those of an audit trail")

// errNewer is a trail that a newer console wrote.
var errNewer = errors.New("a newer version of zkweb wrote it")

// migrate makes the tables in an empty database and brings an older trail to
// the newest schema, in one transaction.
func migrate(db *sql.DB) error {
	ctx := context.Background()
	version, err := versionOf(ctx, db)
	if err != nil {
		return err
	}
	if version > 0 {
		if version, err = checkSchema(ctx, db); err != nil || version == schemaVersion {
			return err
		}
	}
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	err = apply(tx, version, schemaVersion)
	if err == nil && version > 0 && version < tallies {
		err = countAll(tx)
	}
	if err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// apply runs the migrations after one version up to another.
func apply(tx *sql.Tx, after, to int64) error {
	for version := after + 1; version <= to; version++ {
		statements, err := migrations.ReadFile(fmt.Sprintf("migrations/%d.sql", version))
		if err != nil {
			return err
		}
		if _, err := tx.Exec(string(statements)); err != nil {
			return fmt.Errorf("migration %d: %w", version, err)
		}
	}
	_, err := tx.Exec(fmt.Sprintf("PRAGMA user_version = %d", to))
	return err
}

// versionOf returns the schema's version; 0 for an empty database.
func versionOf(ctx context.Context, db querier) (int64, error) {
	var id, version, objects int64
	if err := db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return 0, err
	}
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return 0, err
	}
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&objects); err != nil {
		return 0, err
	}
	switch {
	case id == 0 && version == 0 && objects == 0:
		return 0, nil
	case id != applicationID || version < 1:
		return 0, errForeign
	case version > schemaVersion:
		return 0, errNewer
	}
	return version, nil
}

// checkSchema returns a trail's version. It refuses a database whose tables and
// indexes are not, letter by letter, those that the migrations make.
func checkSchema(ctx context.Context, db querier) (int64, error) {
	version, err := versionOf(ctx, db)
	if err != nil {
		return 0, err
	}
	if version == 0 {
		return 0, errForeign
	}
	want, err := schemas()
	if err != nil {
		return 0, err
	}
	found, err := schemaOf(ctx, db)
	if err != nil {
		return 0, err
	}
	if !slices.Equal(found, want[version]) {
		return 0, errForeign
	}
	return version, nil
}

// schemas returns the statements of each version's schema, sorted.
var schemas = sync.OnceValues(func() (map[int64][]string, error) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	all := map[int64][]string{}
	for version := int64(1); version <= schemaVersion; version++ {
		tx, err := db.Begin()
		if err != nil {
			return nil, err
		}
		if err := apply(tx, version-1, version); err != nil {
			return nil, errors.Join(err, tx.Rollback())
		}
		if err := tx.Commit(); err != nil {
			return nil, err
		}
		if all[version], err = schemaOf(context.Background(), db); err != nil {
			return nil, err
		}
	}
	return all, nil
})

func schemaOf(ctx context.Context, db querier) ([]string, error) {
	rows, err := db.QueryContext(ctx, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY sql") // SQLite's own indexes have none
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []string
	for rows.Next() {
		var statement string
		if err := rows.Scan(&statement); err != nil {
			return nil, err
		}
		found = append(found, statement)
	}
	return found, rows.Err()
}
