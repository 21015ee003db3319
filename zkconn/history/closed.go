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

// closedFile holds hashes of the files beside the segments, in the format of sha256sum. While no
// writer has the store open, it also holds the hash of the newest segment. The hash of an older
// segment is in the next segment.
const closedFile = "closed.sha256"

// settle moves everything from the WAL into the segment's file. It reports whether the file is
// complete: while somebody reads the segment, some of it may have to stay in the WAL.
func (s *segment) settle(ctx context.Context) (whole bool, err error) {
	var busy, frames, done int
	err = s.db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &done)
	return err == nil && busy == 0, err
}

// sealLate stores the hash of the segment before the newest one if seal could not, because somebody
// was reading it. If that is still so, the next call may succeed.
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

// holdSum stores the hash of the file before a segment in that segment.
func holdSum(ctx context.Context, s *segment, before string) error {
	sum, err := hashFile(before)
	if err != nil {
		return err
	}
	_, err = s.db.ExecContext(ctx, "INSERT INTO meta (name, value) VALUES ('previous_file', ?), ('previous_sum', ?)", filepath.Base(before), sum)
	return err
}

// hashes returns the contents of closedFile for the present state of a store, with or without its
// newest segment.
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

// writeClosed writes the hashes of a store that is complete.
func writeClosed(dir string) error {
	lines, err := hashes(dir, true)
	if err != nil {
		return err
	}
	return writeName(dir, closedFile, strings.TrimSuffix(lines, "\n"))
}

// readClosed returns the contents of closedFile; "" if there is none.
func readClosed(dir string) (string, error) {
	lines, err := os.ReadFile(filepath.Join(dir, closedFile))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return string(lines), err
}

// hasNewest reports whether the hashes include that of the newest segment.
func hasNewest(closed string) bool { return strings.Contains(closed, segmentSuffix+"\n") }

// reopen removes the hash of the newest segment, before anything is written to it.
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
	if writeName(dir, closedFile, strings.TrimSuffix(kept.String(), "\n")) != nil { // as when the disk is full
		return removeClosed(dir)
	}
	return syncFolder(dir)
}

// retold changes the files beside the segments of an open store, and then their hashes. If it is
// interrupted, there are no hashes.
func retold(dir string, change func() error) error {
	if err := removeClosed(dir); err != nil {
		return err
	}
	if err := change(); err != nil {
		return err
	}
	if lines, err := hashes(dir, false); err == nil {
		_ = writeName(dir, closedFile, strings.TrimSuffix(lines, "\n")) // if it fails, as when the disk is full, Verify checks less
	}
	return nil
}

// removeClosed removes the hashes durably, so that they never stand beside newer files.
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

// verifyClosed compares a store with its hashes. It ignores a difference if they have changed since
// they were read, because a writer has opened the store.
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
