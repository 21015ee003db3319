package history

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// closedFile has the hashes of what a store is told by, as sha256sum writes them; from when the
// writer has closed the store until it is written again also that of the newest segment's file.
// That of an older segment's file is in the next segment.
const closedFile = "closed.sha256"

// settle moves all that was written into a segment's file. It reports whether that is whole:
// where somebody reads it meanwhile, some may stay in its WAL.
func (s *segment) settle(ctx context.Context) (whole bool, err error) {
	var busy, frames, done int
	err = s.db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &done)
	return err == nil && busy == 0, err
}

// sealLate lets the newest segment hold the hash of the one before it where seal could not, since
// somebody read that for long. Where they still do, the next try may.
func (w *Writer) sealLate(ctx context.Context) error {
	files, err := segmentFiles(w.dir)
	if err != nil || len(files) < 2 {
		return err
	}
	var has bool
	err = w.segment.db.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM meta WHERE name = 'previous_sum')").Scan(&has)
	if err != nil || has {
		return err
	}
	before, err := openSegment(files[len(files)-2], Key{}, openToWrite)
	if err != nil {
		return err
	}
	whole, err := before.settle(ctx)
	if err = errors.Join(err, before.close()); err != nil || !whole {
		return err
	}
	return holdSum(ctx, w.segment, before.file)
}

// holdSum lets a segment hold the hash of the file before it.
func holdSum(ctx context.Context, s *segment, before string) error {
	sum, err := hashFile(before)
	if err != nil {
		return err
	}
	_, err = s.db.ExecContext(ctx, "INSERT INTO meta (name, value) VALUES ('previous_file', ?), ('previous_sum', ?)", filepath.Base(before), sum)
	return err
}

// hashes returns the lines of closedFile for a store as it is: with that of its newest segment, or
// without.
func hashes(dir string, newest bool) (string, error) {
	names := []string{forgottenFile, identityFile, originFile}
	segments, err := segmentFiles(dir)
	if err != nil {
		return "", err
	}
	if newest && len(segments) > 0 {
		names = append(names, filepath.Base(segments[len(segments)-1]))
	}
	var lines strings.Builder
	for _, name := range names {
		sum, err := hashFile(filepath.Join(dir, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&lines, "%s  %s\n", hex.EncodeToString(sum), name)
	}
	return lines.String(), nil
}

// writeClosed keeps the hashes of a store that is whole.
func writeClosed(dir string) error {
	lines, err := hashes(dir, true)
	if err != nil {
		return err
	}
	return writeName(dir, closedFile, strings.TrimSuffix(lines, "\n"))
}

// readClosed returns the hashes that are kept of a store; "" where none are.
func readClosed(dir string) (string, error) {
	lines, err := os.ReadFile(filepath.Join(dir, closedFile))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return string(lines), err
}

// hasNewest reports whether hashes have that of the newest segment.
func hasNewest(closed string) bool { return strings.Contains(closed, segmentSuffix+"\n") }

// reopen keeps no hash of the newest segment from now on, before anything is written there.
func reopen(dir string) error {
	closed, err := readClosed(dir)
	if err != nil || !hasNewest(closed) {
		return err
	}
	var kept strings.Builder
	for line := range strings.Lines(closed) {
		if !hasNewest(line) {
			kept.WriteString(line)
		}
	}
	if writeName(dir, closedFile, strings.TrimSuffix(kept.String(), "\n")) != nil { // as on a full disk
		return removeClosed(dir)
	}
	return syncFolder(dir)
}

// retold changes what an open store is told by, and the hashes with it. Where that is
// interrupted, there are none.
func retold(dir string, change func() error) error {
	if err := removeClosed(dir); err != nil {
		return err
	}
	if err := change(); err != nil {
		return err
	}
	if lines, err := hashes(dir, false); err == nil {
		_ = writeName(dir, closedFile, strings.TrimSuffix(lines, "\n")) // without it, as on a full disk, Verify compares less
	}
	return nil
}

// removeClosed removes the hashes, for good: what was written is not to be found beside hashes
// of before.
func removeClosed(dir string) error {
	if err := os.Remove(filepath.Join(dir, closedFile)); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	}
	return syncFolder(dir)
}

func syncFolder(dir string) error {
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// verifyClosed compares a store with the hashes that were kept of it. Whoever has begun to
// write it meanwhile has changed these.
func verifyClosed(dir, closed string) error {
	now, err := hashes(dir, hasNewest(closed))
	if err != nil || now == closed {
		return err
	}
	if still, err := readClosed(dir); err != nil || still != closed {
		return err
	}
	different := closedFile
	for line := range strings.Lines(now) {
		if !strings.Contains(closed, line) {
			_, different, _ = strings.Cut(strings.TrimSpace(line), "  ")
			break
		}
	}
	return &Wrong{Segment: different, What: "the file is not as it was written"}
}
