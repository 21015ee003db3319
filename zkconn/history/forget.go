package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
)

// forget rewrites all segments of a locked folder without what they have at and below a path, and
// returns how many changes it removed.
func forget(ctx context.Context, dir, path string) (changes int64, err error) {
	files, err := segmentFiles(dir)
	if err != nil {
		return 0, err
	}
	f := &forgetter{ctx: ctx, path: path}
	for _, file := range files {
		if err := f.rewrite(file); err != nil {
			return f.changes, fmt.Errorf("%s: %w", file, err)
		}
	}
	return f.changes, nil
}

// forgetter rewrites segments one after the other, since each holds hashes of the one before.
type forgetter struct {
	ctx     context.Context
	path    string
	hash    []byte // of the last block of the segment before; nil for the first segment
	sum     []byte // of the file of the segment before
	changes int64
}

// rewrite writes a new file and replaces the segment by it.
func (f *forgetter) rewrite(file string) error {
	unfinished := file + unfinishedSuffix
	_ = removeSegment(unfinished)
	if err := f.copy(file, unfinished); err != nil {
		return errors.Join(err, removeSegment(unfinished))
	}
	if err := os.Chmod(unfinished, 0o600); err != nil {
		return err
	}
	if err := f.forgetIn(unfinished); err != nil {
		return errors.Join(err, removeSegment(unfinished))
	}
	for _, own := range []string{"-wal", "-shm"} {
		if err := os.Remove(file + own); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	if err := os.Rename(unfinished, file); err != nil {
		return err
	}
	sum, err := hashFile(file)
	f.sum = sum
	return err
}

// copy makes a complete copy of a segment, and empties the WAL of the segment: a file must not
// replace one with a WAL, and SQLite keeps the WAL when it closes the file while a reader has it
// open.
func (f *forgetter) copy(file, to string) error {
	whole, err := openToWrite(file)
	if err != nil {
		return err
	}
	if _, err := whole.ExecContext(f.ctx, "VACUUM INTO ?", to); err != nil {
		return errors.Join(err, whole.Close())
	}
	var busy, frames, done int
	err = whole.QueryRowContext(f.ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &done)
	if err == nil && busy != 0 {
		err = errors.New("it is being read: try again")
	}
	return errors.Join(err, whole.Close())
}

func (f *forgetter) forgetIn(file string) (err error) {
	s, err := openSegment(file, Key{}, openToWrite)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if _, err := s.db.ExecContext(f.ctx, "PRAGMA journal_mode = DELETE; PRAGMA secure_delete = ON"); err != nil {
		return err
	}
	tx, err := s.db.BeginTx(f.ctx, nil)
	if err != nil {
		return err
	}
	err = f.remove(tx)
	if err == nil {
		err = f.chain(tx, s)
	}
	if err != nil {
		return errors.Join(err, tx.Rollback())
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	_, err = s.db.ExecContext(f.ctx, "VACUUM")
	return err
}

// remove deletes what belongs to the path, and the values that nothing else needs.
func (f *forgetter) remove(tx *sql.Tx) error {
	if _, err := tx.ExecContext(f.ctx, "CREATE TEMP TABLE gone AS SELECT id FROM path p WHERE p.path = ?1 OR p.path > ?2 AND p.path < ?3",
		f.path, f.path+"/", f.path+lastPathByte); err != nil {
		return err
	}
	for _, statement := range []string{
		markForgotten,
		"DELETE FROM base WHERE life IN (SELECT id FROM life WHERE path IN gone)",
		"DELETE FROM life WHERE path IN gone",
		"DELETE FROM below WHERE path IN gone",
		`CREATE TEMP TABLE needed AS WITH RECURSIVE n(id) AS (
			SELECT value FROM base UNION SELECT value FROM change WHERE path NOT IN gone UNION SELECT v.base FROM value v JOIN n ON v.id = n.id WHERE v.base IS NOT NULL
		) SELECT id FROM n`,
		"DELETE FROM value WHERE id NOT IN needed",
		"DELETE FROM path WHERE id IN gone AND id NOT IN (SELECT parent FROM life)",
	} {
		if _, err := tx.ExecContext(f.ctx, statement); err != nil {
			return err
		}
	}
	result, err := tx.ExecContext(f.ctx, "DELETE FROM change WHERE path IN gone")
	if err != nil {
		return err
	}
	changes, err := result.RowsAffected()
	f.changes += changes
	if err == nil {
		_, err = tx.ExecContext(f.ctx, "DROP TABLE gone; DROP TABLE needed")
	}
	return err
}

// chain computes the hashes of what is left, block by block, chained to the segment before.
func (f *forgetter) chain(tx *sql.Tx, s *segment) error {
	if f.hash != nil {
		if _, err := tx.ExecContext(f.ctx, "UPDATE meta SET value = ? WHERE name = 'previous'", f.hash); err != nil {
			return err
		}
		if _, err := tx.ExecContext(f.ctx, "UPDATE meta SET value = ? WHERE name = 'previous_sum'", f.sum); err != nil {
			return err
		}
	}
	var previous []byte
	if err := tx.QueryRowContext(f.ctx, "SELECT value FROM meta WHERE name = 'previous'").Scan(&previous); err != nil {
		return err
	}
	h := &hasher{ctx: f.ctx, db: tx, chain: newChain(), hash: previous}
	blocks, err := h.blocks()
	if err != nil {
		return err
	}
	for _, block := range blocks {
		if err := h.block(block); err != nil {
			return err
		}
		if _, err := tx.ExecContext(f.ctx, "UPDATE block SET hash = ? WHERE last = ?", h.hash, block.last); err != nil {
			return err
		}
	}
	f.hash = h.hash
	return nil
}
