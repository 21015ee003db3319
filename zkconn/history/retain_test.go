package history

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"zkweb/zkconn/txnlog"
)

// A leader's clock that was set back when a segment ended lets nothing go that is not old, and
// then all of it, with what SQLite has left beside it.
func TestRetentionThroughAClockStep(t *testing.T) {
	dir := t.TempDir()
	w := newWriter(t, dir, Options{SegmentTransactions: 4})
	all := day().all[:9]
	newest := time.UnixMilli(all[0].Time).Add(100 * 24 * time.Hour)
	for i := range all {
		all[i].Time = newest.UnixMilli()
		if i == 3 || i == 4 { // the first segment's last, and the next one's first
			all[i].Time -= (90 * 24 * time.Hour).Milliseconds()
		}
	}
	must(t, w.Append(t.Context(), all, "a", txnlog.ProofSeen))
	if dropped, err := w.Retain(t.Context(), Retention{MaxAge: 30 * 24 * time.Hour}, newest.Add(20*24*time.Hour)); err != nil || dropped != 0 {
		t.Errorf("before they are old %d segments are dropped, %v", dropped, err)
	}
	files, err := segmentFiles(dir)
	must(t, err)
	for _, end := range []string{"-wal", "-shm"} {
		must(t, os.WriteFile(files[0]+end, nil, 0o600))
	}
	if dropped, err := w.Retain(t.Context(), Retention{MaxAge: 30 * 24 * time.Hour}, newest.Add(31*24*time.Hour)); err != nil || dropped != 2 {
		t.Errorf("in the end %d segments are dropped, %v", dropped, err)
	}
	if left, err := filepath.Glob(files[0] + "*"); err != nil || len(left) > 0 {
		t.Errorf("there is still %q, %v", left, err)
	}
}
