package show

import (
	"bytes"
	"runtime"
	"testing"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/znode"
)

// Character sets that are not asked for cost almost nothing: data is tested for them once, and not
// read in them.
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
	// The hex view itself takes some multiple of MaxShown bytes.
	if took := after.TotalAlloc - before.TotalAlloc; took > 8*format.MaxShown+size {
		t.Errorf("another view took %d KiB", took>>10)
	}
}
