package site

import (
	"testing"
	"testing/synctest"
	"time"

	"zkweb/zkconn/znode"
)

// TestMemoryIsShared checks that a file waits for room while others are read, and fails if that
// takes too long. A file on its own always has room.
func TestMemoryIsShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var m Memory
		take := func(bytes int64) func() {
			t.Helper()
			release, err := m.Take(t.Context(), bytes)
			if err != nil {
				t.Fatal(err)
			}
			return release
		}
		take(2 * maxReading)()
		first, second := take(maxReading/2), take(maxReading/2)
		if _, err := m.Take(t.Context(), 1); znode.KindOf(err) != znode.Unavailable || znode.CodeOf(err) != znode.CodeFilesBusy {
			t.Errorf("one more: %v", err)
		}
		time.AfterFunc(readingWait/2, second)
		third := take(maxReading / 2)
		first()
		third()
		if m.taken != 0 {
			t.Errorf("%d bytes stay taken", m.taken)
		}
	})
}
