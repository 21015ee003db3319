package history

import (
	"context"
	"os"
	"time"
)

// Retention is how much of a store is kept. The zero value keeps all.
type Retention struct {
	MaxAge   time.Duration // 0 is no limit
	MaxBytes int64         // of all segments; 0 is no limit
}

// Retain drops the oldest segments whose transactions are all older than the retention
// keeps, and those beyond its size, and returns how many those were. The newest stays.
func (w *Writer) Retain(ctx context.Context, keep Retention, now time.Time) (dropped int, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	files, err := segmentFiles(w.dir)
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
		old, err := w.endedBefore(ctx, files[i+1], keep.MaxAge, now)
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

// endedBefore reports whether the segment before one had ended longer than age ago.
func (w *Writer) endedBefore(_ context.Context, next string, age time.Duration, now time.Time) (bool, error) {
	if age == 0 {
		return false, nil
	}
	if w.segment != nil && w.segment.file == next {
		return time.UnixMilli(w.segment.baseTime).Before(now.Add(-age)), nil
	}
	s, err := openSegment(next, w.options.Key, openToRead)
	if err != nil {
		return false, err
	}
	defer s.close()
	return time.UnixMilli(s.baseTime).Before(now.Add(-age)), nil
}

// removeSegment removes a segment's file and SQLite's own beside it.
func removeSegment(file string) error {
	for _, name := range []string{file, file + "-wal", file + "-shm"} {
		if err := os.Remove(name); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	return nil
}
