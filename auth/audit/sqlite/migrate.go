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
	applicationID = 0x7a6b7765 // "zkwe" in the file's header, by which file(1) and SQLite recognise the format
	schemaVersion = 4          // the newest migration, stored as user_version
	tallies       = 3          // the first version with tallies
)

// migrations are numbered from 1. Each upgrades a database from the previous schema to its own, and
// is never changed after a release.
//
//go:embed migrations/*.sql
var migrations embed.FS

// errForeign means that the database is not a trail, or that its tables were changed, for example
// by a trigger that hides or rewrites entries.
var errForeign = errors.New("the tables are not those of an audit trail")

// errNewer means that a newer console wrote the trail.
var errNewer = errors.New("a newer version of zkweb wrote it")

// migrate creates the tables in an empty database, or brings an older trail to the newest schema,
// in one transaction.
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

// apply runs the migrations from version after+1 to version to.
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

// versionOf returns the version of the schema; 0 for an empty database.
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

// checkSchema returns the version of a trail's schema. It fails if the tables and indexes are not
// exactly those that the migrations create.
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

// schemas returns the sorted statements of each version's schema.
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
	rows, err := db.QueryContext(ctx, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY sql") // SQLite's own indexes have no sql
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
