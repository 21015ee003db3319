package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"strings"

	"zkweb/auth/audit"
	"zkweb/zkconn/znode"
)

// Verify walks the trail in dir from end to end, also while a console appends
// to it; then what is appended meanwhile is left out. Heads from outside must be
// in the chain, as audit.NewVerifier says.
//
// The error is a *audit.BadEntry or a *audit.BadFile, or a *znode.Error when
// there is no trail or it cannot be read.
func Verify(ctx context.Context, dir string, outside ...audit.Head) (audit.Verified, error) {
	db, err := openToRead(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return audit.Verified{}, unavailable(znode.CodeTrailMissing, znode.Args{"dir": dir}, err)
	}
	if err != nil {
		return audit.Verified{}, openError(dir, err)
	}
	defer db.Close()
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // one state of the trail, whatever is appended
	if err != nil {
		return audit.Verified{}, readError(err)
	}
	defer func() { _ = tx.Rollback() }()
	verified, err := verify(ctx, tx, outside)
	var badEntry *audit.BadEntry
	var badFile *audit.BadFile
	if err == nil || errors.As(err, &badEntry) || errors.As(err, &badFile) {
		return verified, err
	}
	if ctx.Err() != nil {
		return audit.Verified{}, readError(err)
	}
	return audit.Verified{}, openError(dir, err)
}

func verify(ctx context.Context, tx *sql.Tx, outside []audit.Head) (audit.Verified, error) {
	version, err := versionOf(ctx, tx)
	if err != nil {
		return audit.Verified{}, err
	}
	head, err := readLink(ctx, tx)
	if err != nil {
		return audit.Verified{}, err
	}
	verifier := audit.NewVerifier(outside...)
	var bad error
	err = walk(ctx, tx, version, math.MinInt64, func(r audit.Record) bool {
		bad = verifier.Follow(r)
		return bad == nil
	})
	if err := errors.Join(err, bad); err != nil {
		return audit.Verified{}, err
	}
	verified, err := verifier.End(head)
	if err != nil {
		return audit.Verified{}, err
	}
	if err := checkIndexes(ctx, tx); err != nil {
		return audit.Verified{}, err
	}
	return verified, nil
}

// checkIndexes checks that each index has all entries and no others, and that no
// page is damaged. It takes longer than the walk: some 15 s for a million
// entries.
func checkIndexes(ctx context.Context, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, "PRAGMA cache_size = -65536"); err != nil { // KiB: entries are looked up in all indexes in turn
		return err
	}
	var finding string
	if err := tx.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&finding); err != nil {
		return err
	}
	if finding == "ok" {
		return nil
	}
	finding = strings.TrimPrefix(strings.Join(strings.Fields(finding), " "), "*** in database main *** ")
	var root int64
	var name string
	if _, err := fmt.Sscanf(finding, "Tree %d", &root); err != nil {
		return &audit.BadFile{Finding: finding}
	}
	if err := tx.QueryRowContext(ctx, "SELECT name FROM sqlite_schema WHERE rootpage = ?", root).Scan(&name); err != nil {
		return err
	}
	return &audit.BadFile{Finding: name + ", " + finding}
}
