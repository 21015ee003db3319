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

// Verify verifies the trail in dir from its first entry to its last. A console may be appending to
// it; entries appended meanwhile are not verified. Heads from outside must be in the chain, as
// audit.NewVerifier says.
//
// The error is a *audit.BadEntry or a *audit.BadFile, or a *znode.Error if there is no trail or it
// cannot be read.
func Verify(ctx context.Context, dir string, outside ...audit.Head) (audit.Verified, error) {
	db, err := openToRead(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return audit.Verified{}, unavailable(znode.CodeTrailMissing, znode.Args{"dir": dir}, err)
	}
	if err != nil {
		return audit.Verified{}, openError(dir, err)
	}
	defer db.Close()
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // a consistent state of the trail, whatever is appended meanwhile
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
	if version >= tallies {
		err = checkTallies(ctx, tx)
	}
	if err != nil {
		return audit.Verified{}, err
	}
	return verified, nil
}

// checkIndexes checks that each index contains all entries and no others, and that no page is
// damaged. It takes longer than the walk, some 15 s for a million entries.
func checkIndexes(ctx context.Context, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, "PRAGMA cache_size = -65536"); err != nil { // in KiB; entries are looked up in all indexes in turn
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

// checkTallies checks that the stored tallies of each block equal its entries.
func checkTallies(ctx context.Context, tx *sql.Tx) error {
	blocks, err := talliedBlocks(ctx, tx)
	if err != nil {
		return err
	}
	for _, block := range blocks {
		first := block << blockShift
		var differ bool
		err := tx.QueryRowContext(ctx, `WITH kept AS (SELECT `+talliedRows+`), counted AS (SELECT `+counts+inOrder+eachCount+`)
			SELECT EXISTS (SELECT * FROM kept EXCEPT SELECT * FROM counted) OR EXISTS (SELECT * FROM counted EXCEPT SELECT * FROM kept)`,
			block, first, first+1<<blockShift).Scan(&differ)
		if err != nil {
			return err
		}
		if differ {
			return &audit.BadFile{Finding: fmt.Sprintf("tallies of the entries %d to %d", first, first+1<<blockShift-1)}
		}
	}
	return nil
}

func talliedBlocks(ctx context.Context, db querier) (blocks []int64, err error) {
	rows, err := db.QueryContext(ctx, "SELECT DISTINCT block FROM tallies")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var block int64
		if err := rows.Scan(&block); err != nil {
			return nil, err
		}
		blocks = append(blocks, block)
	}
	return blocks, rows.Err()
}
