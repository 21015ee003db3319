package mask_test

import (
	"encoding/base64"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/payload/show"
	"zkweb/zkconn/znode"
)

// Of data that is cut off, everything that can be read is shown except secrets. The bytes are
// masked, since the unread part may contain anything.
func TestMaskCutOff(t *testing.T) {
	for file, shown := range map[string]string{
		"json.zlib": "bob", "json.bz2": "", "json.zst": "", "json.lz4": "bob", "json.java-lz4": "", "json.snappy": "", "json.java-snappy": "",
		"document.msgpack": "", "document.cbor": "", "document.bson": "bob", "null.avro": "bob", "deflate.avro": "bob", "login.ser": "@class",
	} {
		data, err := os.ReadFile(filepath.Join(fixtures, file))
		if err != nil {
			t.Fatal(err)
		}
		for _, end := range []int{len(data) - 1, len(data) * 3 / 4, len(data) / 2} {
			masked := defaultMasker(t).Mask(znode.Root, data[:end])
			if masked.Count == 0 || string(masked.Data) != mask.Text {
				t.Errorf("%s, %d of %d bytes: %d masked, %q", file, end, len(data), masked.Count, masked.Data)
			}
			inView(t, masked, file, "hunter2", "s3cret", base64.StdEncoding.EncodeToString([]byte("hunter2"))[:8])
			if best := textOf(show.Decode(masked.Reading(), show.Best)); end == len(data)-1 && !strings.Contains(best, shown) {
				t.Errorf("%s, %d of %d bytes, is shown as %q", file, end, len(data), best)
			}
		}
	}
}

// Frames that decompressors skip are still in the bytes.
func TestMaskSkipped(t *testing.T) {
	frame := func(text string) string {
		return "\x5a\x2a\x4d\x18" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(text)))) + text
	}
	chunk := func(text string) string {
		return string([]byte{0x90, byte(len(text)), byte(len(text) >> 8), 0}) + text
	}
	for layer, skipped := range map[format.Name]func(string) string{format.Zstd: frame, format.LZ4: frame, format.Snappy: chunk} {
		data, err := format.Repack(layer, nil, []byte("a text without any secrets in it"))
		if err != nil {
			t.Fatal(err)
		}
		for where, data := range map[string]string{
			"behind": string(data) + skipped("password=hunter2"), "behind another": string(data) + skipped("x") + skipped("password=hunter2"),
			"cut off": string(data) + skipped("password=hunter2")[:20], "before": skipped("password=hunter2") + string(data),
		} {
			masked := defaultMasker(t).Mask(znode.Root, []byte(data))
			if masked.Count == 0 {
				t.Errorf("%s, %s: nothing is masked", layer, where)
			}
			inView(t, masked, string(layer), "hunt")
		}
		masked := defaultMasker(t).Mask(znode.Root, []byte(string(data)+skipped("a comment")))
		if masked.Count != 0 || !strings.Contains(masked.Text(), "without") {
			t.Errorf("%s with a comment: %+v", layer, masked)
		}
	}
}
