package show

import (
	"bytes"
	"runtime"
	"testing"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/znode"
)

// The character sets that nobody asked for cost a page nothing: they are looked for
// once, and not read.
func TestOtherCharsetsCostNothing(t *testing.T) {
	const size = 400 << 10
	r := format.Read(znode.Root, bytes.Repeat([]byte{0x91}, size))
	if views := Decode(r, Best).Views; len(views) < 5 {
		t.Fatalf("there are only the views %s", views)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	Decode(r, Hex)
	runtime.ReadMemStats(&after)
	// The hex view itself takes some, of MaxShown bytes.
	if took := after.TotalAlloc - before.TotalAlloc; took > 8*format.MaxShown+size {
		t.Errorf("another view took %d KiB", took>>10)
	}
}
