package format

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"

	"github.com/pierrec/lz4/v4"
)

var (
	lz4Magic     = []byte{0x04, 0x22, 0x4d, 0x18}
	javaLZ4Magic = []byte("LZ4Block")
)

// unwrapLZ4 takes the frame format, and that of Java's LZ4BlockOutputStream.
func unwrapLZ4(r *Reading) *Content {
	switch {
	case bytes.HasPrefix(r.Data, lz4Magic):
		return unpackedLZ4(r)
	case isJavaLZ4(r.Data):
		return unpackedBlocks(r, javaLZ4Block)
	}
	return nil
}

// unpackedLZ4 reads frames one behind the other.
func unpackedLZ4(r *Reading) *Content {
	return unpacked(r, lz4.NewReader(bytes.NewReader(r.Data)))
}

func wrapLZ4(content []byte) ([]byte, error) {
	return packed(content, func(w io.Writer) (io.WriteCloser, error) { return lz4.NewWriter(w), nil })
}

const (
	javaLZ4Header = 21 // bytes: the magic, how, the lengths packed and unpacked, a checksum
	javaLZ4Stored = 0x10
	javaLZ4Packed = 0x20
	javaLZ4Seed   = 0x9747b28c // of the checksum
)

const maxJavaLZ4 = 32 << 20 // bytes in a block

// isJavaLZ4 reports whether data begins with a header that can be one.
func isJavaLZ4(data []byte) bool {
	return len(data) >= javaLZ4Header && bytes.HasPrefix(data, javaLZ4Magic) &&
		binary.LittleEndian.Uint32(data[9:]) <= maxJavaLZ4 && binary.LittleEndian.Uint32(data[13:]) <= maxJavaLZ4
}

// javaLZ4Block unpacks the first block of some data. A block of no length ends a
// stream; streams may be one behind the other.
func javaLZ4Block(data []byte, limit int) (content, rest []byte, err error) {
	if len(data) < javaLZ4Header || !bytes.HasPrefix(data, javaLZ4Magic) {
		return nil, nil, errCutOff
	}
	how := data[8] & 0xf0
	packed, length := binary.LittleEndian.Uint32(data[9:]), binary.LittleEndian.Uint32(data[13:])
	checksum := binary.LittleEndian.Uint32(data[17:])
	data = data[javaLZ4Header:]
	switch {
	case uint64(packed) > uint64(len(data)):
		return nil, nil, errCutOff
	case uint64(length) > uint64(limit):
		return nil, nil, errTooLarge
	}
	switch how {
	case javaLZ4Stored:
		content = data[:packed]
	case javaLZ4Packed:
		content = make([]byte, length)
		n, err := lz4.UncompressBlock(data[:packed], content)
		if err != nil {
			return nil, nil, err
		}
		content = content[:n]
	default:
		return nil, nil, errDamaged
	}
	if uint32(len(content)) != length || length > 0 && xxHash32(content, javaLZ4Seed)&0xfffffff != checksum {
		return nil, nil, errDamaged
	}
	return content, data[packed:], nil
}

var errDamaged = errors.New("damaged")
