package mask

import (
	"bytes"
	"fmt"
	"testing"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/znode"
)

// The first page of a megabyte, of which 64 KiB are shown, with a secret in each value or in none.
func BenchmarkMaskShown(b *testing.B) {
	var json, text bytes.Buffer
	json.WriteString("[")
	for i := 0; json.Len() < 990_000; i++ {
		if i > 0 {
			json.WriteString(",\n")
		}
		fmt.Fprintf(&json, `{"id": %d, "url": "http://orders-%d.internal:8080/v1", "owner": "team-%d", "password": "hunter%d"}`, i, i, i%7, i)
	}
	json.WriteString("]")
	for i := 0; text.Len() < 990_000; i++ {
		fmt.Fprintf(&text, "2026-01-02 03:04:05 INFO order %d of customer %d was shipped from warehouse %d, see http://orders.internal/%d\n", i, i*7, i%9, i)
	}
	for name, data := range map[string][]byte{"JSON": json.Bytes(), "text": text.Bytes()} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				usual(b).MaskWithin(b.Context(), znode.Root, data, format.MaxShown)
			}
		})
		b.Run(name+" again", func(b *testing.B) {
			masker := usual(b)
			for b.Loop() {
				masker.MaskWithin(b.Context(), znode.Root, data, format.MaxShown)
			}
		})
		b.Run(name+" unmasked", func(b *testing.B) {
			for b.Loop() {
				Nothing(znode.Root, data).Reading().Viewed()
			}
		})
	}
}
