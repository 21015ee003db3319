package format

import (
	"bytes"
	"io"

	"github.com/klauspost/compress/flate"
)

// minDeflate is how many readable characters a deflate stream must hold: nothing
// begins it, so that it is one only when all of it reads as one and is of text.
const minDeflate = 16

// unwrapDeflate reads a stream without zlib's or gzip's head, as “nowrap” deflaters
// and PHP's gzdeflate write it.
func unwrapDeflate(r *Reading) *Content {
	if len(r.Data) < 3 || r.Data[0]>>1&3 == 3 || r.Readable() { // the first block is of no kind
		return nil
	}
	packed := bytes.NewReader(r.Data)
	content := unpacked(r, flate.NewReader(packed))
	if content.Damaged || !content.More && packed.Len() > 0 || len(content.Reading.Data) < minDeflate || !content.Reading.isLikelyText() {
		return nil
	}
	content.Guessed = true
	return content
}

func wrapDeflate(content []byte) ([]byte, error) {
	return packed(content, func(w io.Writer) (*flate.Writer, error) { return flate.NewWriter(w, flate.DefaultCompression) })
}
