package format

import (
	"bytes"
	"io"

	"github.com/klauspost/compress/zstd"
)

var zstdMagic = []byte{0x28, 0xb5, 0x2f, 0xfd}

// maxZstdWindow is how far back a stream may refer, in bytes. It limits the memory for unpacking.
const maxZstdWindow = 8 << 20

func unwrapZstd(r *Reading) *Content {
	if !bytes.HasPrefix(behindSkipped(r.Data), zstdMagic) {
		return nil
	}
	stream, err := newZstdReader(r.Data)
	if err != nil {
		return &Content{Reading: Read(r.Path, nil), Damaged: true}
	}
	defer stream.Close()
	content := unpacked(r, stream)
	content.Headers = skippedFrames(r.Data)
	return content
}

// newZstdReader returns a reader that must be closed.
func newZstdReader(data []byte) (*zstd.Decoder, error) {
	return zstd.NewReader(bytes.NewReader(data), zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxZstdWindow))
}

func wrapZstd(content []byte) ([]byte, error) {
	return packed(content, func(w io.Writer) (io.WriteCloser, error) {
		return zstd.NewWriter(w, zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true))
	})
}
