package format

import (
	"bytes"
	"io"

	"github.com/klauspost/compress/zlib"
)

// minZlib is the minimum number of readable characters at the start of a damaged zlib stream, which
// has only two magic bytes.
const minZlib = 16

func unwrapZlib(r *Reading) *Content {
	if len(r.Data) < 8 || r.Data[0] != 0x78 || r.Data[1]&0x20 != 0 || r.UTF8 && r.Readable() {
		return nil
	}
	packed := bytes.NewReader(r.Data)
	stream, err := zlib.NewReader(packed)
	if err != nil {
		return nil
	}
	content := unpacked(r, stream)
	content.Damaged = content.Damaged || !content.More && packed.Len() > 0
	if content.Damaged && (len(content.Reading.Data) < minZlib || !content.Reading.Readable()) {
		return nil
	}
	return content
}

func wrapZlib(content []byte) ([]byte, error) {
	return packed(content, func(w io.Writer) (io.WriteCloser, error) { return zlib.NewWriter(w), nil })
}
