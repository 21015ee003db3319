package format

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
)

// Compressions are the compressions that Repack can write.
var Compressions = []Name{Gzip, Zlib, Zstd, LZ4, Snappy}

// Repack compresses content in the same variant as like: with the header of the first member for
// gzip; in the format of Java libraries, as a bare block or in Hadoop's frames for lz4 and snappy.
// If like is nil, it uses the standard variant. It fails if compression is not one of Compressions.
func Repack(compression Name, like, content []byte) ([]byte, error) {
	switch {
	case compression == Gzip:
		return repackGzip(like, content)
	case compression == LZ4 && isJavaLZ4(like):
		return repackJavaLZ4(like, content), nil
	case compression == Snappy && bytes.HasPrefix(like, javaSnappyMagic) && len(like) >= javaSnappyHeader:
		return repackJavaSnappy(like, content), nil
	case compression == LZ4 && isBlock(like, lz4Magic, lz4Block):
		return packLZ4Block(content)
	case compression == Snappy && isBlock(like, snappyMagic, snappyBlock):
		return packSnappyBlock(content)
	case compression == LZ4 && isBlock(like, lz4Magic, hadoopLZ4):
		return packHadoopFrames(content, packBareLZ4Block)
	case compression == Snappy && isBlock(like, snappyMagic, hadoopSnappy):
		return packHadoopFrames(content, packSnappyBlock)
	case compression == Zlib:
		return wrapZlib(content)
	case compression == Zstd:
		return wrapZstd(content)
	case compression == LZ4:
		return wrapLZ4(content)
	case compression == Snappy:
		return wrapSnappy(content)
	}
	return nil, errors.New("no compression: " + string(compression))
}

func repackGzip(like, content []byte) ([]byte, error) {
	return packed(content, func(out io.Writer) (*gzip.Writer, error) {
		stream := gzip.NewWriter(out)
		if first, err := gzip.NewReader(bytes.NewReader(like)); err == nil {
			stream.Header = first.Header
		}
		return stream, nil
	})
}
