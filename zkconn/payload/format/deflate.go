package format

import (
	"bytes"
	"encoding/binary"
	"io"

	"github.com/klauspost/compress/flate"
)

// minDeflate is the minimum size of the content of a deflate stream, in bytes. A stream has no
// magic bytes, so that all of it must be valid, and hold text or begin with a stored block.
const minDeflate = 16

// unwrapDeflate reads a stream without the header of zlib or gzip, as “nowrap” deflaters and PHP's
// gzdeflate write it.
func unwrapDeflate(r *Reading) *Content {
	if len(r.Data) < 3 || r.Data[0]>>1&3 == 3 || r.Readable() { // type 3 is not valid for a block
		return nil
	}
	packed := bytes.NewReader(r.Data)
	content := unpacked(r, flate.NewReader(packed))
	if content.Damaged || !content.More && packed.Len() > 0 || len(content.Reading.Data) < minDeflate || !isStored(r.Data) && !content.Reading.isLikelyText() {
		return nil
	}
	content.Guessed = true
	return content
}

// isStored reports whether the first block is stored uncompressed: its length is repeated with all
// bits inverted (RFC 1951, 3.2.4).
func isStored(data []byte) bool {
	return len(data) >= 5 && data[0]&6 == 0 && binary.LittleEndian.Uint16(data[1:]) == ^binary.LittleEndian.Uint16(data[3:])
}

func wrapDeflate(content []byte) ([]byte, error) {
	return packed(content, func(w io.Writer) (*flate.Writer, error) { return flate.NewWriter(w, flate.DefaultCompression) })
}
