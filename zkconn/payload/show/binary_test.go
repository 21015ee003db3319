package show_test

import (
	"bytes"
	"os"
	"slices"
	"testing"

	"github.com/tinylib/msgp/msgp"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/payload/show"
	"zkweb/zkconn/znode"
)

// Records that are packed in an unknown way are not reported as damaged.
func TestDecodeUnknownCodec(t *testing.T) {
	data, err := os.ReadFile("../format/testdata/binary/deflate.avro")
	if err != nil {
		t.Fatal(err)
	}
	for codec, want := range map[string]znode.Code{"deflate": znode.CodeUnwrappedDamaged, "newpack": znode.CodeUnwrappedUnknown} {
		cut := bytes.Replace(data[:len(data)-1], []byte("deflate"), []byte(codec), 1)
		shown := show.Decode(format.Read(znode.Root, cut), show.Best)
		if shown.Current != format.Avro || len(shown.Notes) != 1 || shown.Notes[0].Code != want || !shown.Truncated {
			t.Errorf("%s: %s with %v", codec, shown.Current, shown.Notes)
		}
	}
}

// The page says if not all of binary data was read, or if it is cut off.
func TestDecodeBinaryInPart(t *testing.T) {
	many := map[string]any{"users": slices.Repeat([]any{"bob"}, 70_000), "port": 1}
	whole, err := msgp.AppendIntf(nil, map[string]any{"user": "bob smith", "name": "a name", "host": "localhost"})
	if err != nil {
		t.Fatal(err)
	}
	long, err := msgp.AppendIntf(nil, many)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		data []byte
		code znode.Code // "" for none
	}{
		"whole": {whole, ""}, "cut off": {whole[:len(whole)-3], znode.CodeUnwrappedDamaged}, "long": {long, znode.CodeReadInPart},
	} {
		shown := show.Decode(format.Read(znode.Root, test.data), show.Best)
		var said []znode.Code
		for _, note := range shown.Notes {
			if note.Code != znode.CodeFirstShown {
				said = append(said, note.Code)
			}
		}
		want := []znode.Code{znode.CodeGuessed}
		if test.code != "" {
			want = []znode.Code{test.code, znode.CodeGuessed}
		}
		if shown.Current != format.MessagePack || !slices.Equal(said, want) || shown.Truncated != (test.code != "") {
			t.Errorf("%s: %s with %v, truncated %v; want %v", name, shown.Current, said, shown.Truncated, want)
		}
	}
}
