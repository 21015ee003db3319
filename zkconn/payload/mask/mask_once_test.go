package mask

import (
	"testing"

	"zkweb/zkconn/znode"
)

// TestNothingOnceReadsAsNothing checks that NothingOnce yields the same text as Nothing.
func TestNothingOnceReadsAsNothing(t *testing.T) {
	for _, data := range []string{"", "plain text", `{"a":1}`, "中文", "password=hunter2", "\x1f\x8b\x08garbage", "\x00\x01", "\ufeffmarked", "caf\xe9", "aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ="} {
		want := Nothing(znode.Root, []byte(data))
		got := NothingOnce(znode.Root, []byte(data))
		if got.Text() != want.Text() || string(got.Data) != data || got.Count != 0 {
			t.Errorf("%q reads as %q, want %q", data, got.Text(), want.Text())
		}
	}
}
