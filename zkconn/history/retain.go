package history

import (
	"context"
	"errors"
	"os"
	"time"

	"zkweb/zkconn/dirlock"
)

// Retention is how much of a store is kept. The zero value keeps all.
type Retention struct {
	MaxAge   time.Duration // 0 for no limit
	MaxBytes int64         // of all segments; 0 for no limit
}

// Retain removes the oldest segments that have only transactions older than MaxAge, and those that
// exceed MaxBytes, and returns how many it removed. The newest segment always stays.
func (w *Writer) Retain(ctx context.Context, keep Retention, now time.Time) (dropped int, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return retain(ctx, w.dir, w.options.Key, keep, now)
}

// Retain is like Writer.Retain, for a folder without a writer, since none can be opened while the
// disk is full.
func Retain(ctx context.Context, dir string, key Key, keep Retention, now time.Time) (dropped int, err error) {
	lock, err := dirlock.Take(dir, lockFile)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	return retain(ctx, dir, key, keep, now)
}

func retain(ctx context.Context, dir string, key Key, keep Retention, now time.Time) (dropped int, err error) {
	files, err := segmentFiles(dir)
	if err != nil {
		return 0, err
	}
	sizes, total := make([]int64, len(files)), int64(0)
	for i, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			return 0, err
		}
		sizes[i] = info.Size()
		total += sizes[i]
	}
	for i, file := range files[:max(0, len(files)-1)] {
		old, err := allBefore(ctx, file, key, keep.MaxAge, now)
		if err != nil {
			return dropped, err
		}
		if !old && (keep.MaxBytes == 0 || total <= keep.MaxBytes) {
			return dropped, nil
		}
		if err := removeSegment(file); err != nil {
			return dropped, err
		}
		total -= sizes[i]
		dropped++
	}
	return dropped, nil
}

// allBefore reports whether all transactions of a sealed segment are older than age. Since clocks
// step back, the last one alone does not tell.
func allBefore(ctx context.Context, file string, key Key, age time.Duration, now time.Time) (old bool, err error) {
	if age == 0 {
		return false, nil
	}
	s, err := openSegment(file, key, openToRead)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	var newest int64 // milliseconds since the segment's beginning
	err = s.row(ctx, "SELECT coalesce(max(time), 0) FROM txn").Scan(&newest)
	return time.UnixMilli(s.baseTime + max(newest, 0)).Before(now.Add(-age)), err
}

// removeSegment removes a segment's file and the files that SQLite keeps beside it.
func removeSegment(file string) error {
	for _, name := range []string{file, file + "-wal", file + "-shm"} {
		if err := os.Remove(name); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	return nil
}
