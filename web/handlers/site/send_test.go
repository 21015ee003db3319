package site

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
)

// TestCompress checks that what is compressed, in one piece or in several, decompresses to the
// same.
func TestCompress(t *testing.T) {
	for _, length := range []int{0, 1, minCompressed, compressedAtOnce - 1, compressedAtOnce, compressedAtOnce + 1, 2 * compressedAtOnce, 3*compressedAtOnce + 7} {
		body := []byte(strings.Repeat("<li>one and another", length/19+1)[:length])
		var packed bytes.Buffer
		if err := compress(&packed, body); err != nil {
			t.Fatal(err)
		}
		reader, err := gzip.NewReader(&packed)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(reader); err != nil || !bytes.Equal(got, body) {
			t.Errorf("of %d bytes %d are unpacked: %v", length, len(got), err)
		}
	}
}
