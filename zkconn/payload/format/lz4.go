package format

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"slices"

	"github.com/pierrec/lz4/v4"
)

var (
	lz4Magic     = []byte{0x04, 0x22, 0x4d, 0x18}
	javaLZ4Magic = []byte("LZ4Block")
)

// unwrapLZ4 reads the frame format and that of Java's LZ4BlockOutputStream. As a guess, it reads a
// block after its length, or in Hadoop's frames.
func unwrapLZ4(r *Reading) *Content {
	switch {
	case bytes.HasPrefix(behindSkipped(r.Data), lz4Magic):
		return unpackedLZ4(r)
	case isJavaLZ4(r.Data):
		return unpackedBlocks(r, javaLZ4Block)
	}
	return guessedBlock(r, lz4Block, hadoopLZ4)
}

const (
	lz4Length   = 4 // bytes of the length before a block, little-endian, as most libraries write it
	maxLZ4Ratio = 255
)

// lz4Block unpacks a block after the length of its content.
func lz4Block(block []byte) ([]byte, error) {
	if len(block) <= lz4Length {
		return nil, errCutOff
	}
	length := binary.LittleEndian.Uint32(block)
	if length > MaxUnwrapped {
		return nil, errTooLarge
	}
	content, err := bareLZ4Block(block[lz4Length:], int(length))
	if err == nil && len(content) < int(length) {
		err = errDamaged
	}
	return content, err
}

// bareLZ4Block unpacks a block with at most holds bytes of content.
func bareLZ4Block(block []byte, holds int) ([]byte, error) {
	if holds > maxLZ4Ratio*len(block) {
		return nil, errTooLarge
	}
	content := make([]byte, holds)
	n, err := lz4.UncompressBlock(block, content)
	return content[:max(0, n)], err
}

var hadoopLZ4 = hadoopFrames(bareLZ4Block)

func packLZ4Block(content []byte) ([]byte, error) {
	block, err := packBareLZ4Block(content)
	return append(binary.LittleEndian.AppendUint32(nil, uint32(len(content))), block...), err
}

func packBareLZ4Block(content []byte) ([]byte, error) {
	coded := make([]byte, lz4.CompressBlockBound(len(content)))
	n, err := lz4.CompressBlock(content, coded, nil)
	return coded[:n], err
}

// unpackedLZ4 reads consecutive frames.
func unpackedLZ4(r *Reading) *Content {
	content := unpacked(r, lz4.NewReader(bytes.NewReader(r.Data)))
	content.Headers = skippedFrames(r.Data)
	return content
}

func wrapLZ4(content []byte) ([]byte, error) {
	return packed(content, func(w io.Writer) (io.WriteCloser, error) { return lz4.NewWriter(w), nil })
}

const (
	javaLZ4Header = 21 // in bytes: the magic, the method, the lengths packed and unpacked, and a checksum
	javaLZ4Stored = 0x10
	javaLZ4Packed = 0x20
	javaLZ4Seed   = 0x9747b28c // of the checksum
)

const maxJavaLZ4 = 32 << 20 // maximum size of a block in bytes

// repackJavaLZ4 returns content as LZ4BlockOutputStream writes it, with the maximum block size that
// like states.
func repackJavaLZ4(like, content []byte) []byte {
	const smallest = 10 // base 2 logarithm of the block size at level 0
	level := like[8] & 0x0f
	var packed []byte
	for part := range slices.Chunk(content, 1<<(smallest+level)) {
		coded := make([]byte, lz4.CompressBlockBound(len(part)))
		n, err := lz4.CompressBlock(part, coded, nil)
		how, coded := byte(javaLZ4Packed), coded[:n]
		if err != nil || n == 0 || n >= len(part) {
			how, coded = javaLZ4Stored, part
		}
		packed = appendJavaLZ4(packed, how|level, coded, part)
	}
	return appendJavaLZ4(packed, javaLZ4Stored|level, nil, nil) // the end of the stream
}

func appendJavaLZ4(packed []byte, how byte, coded, content []byte) []byte {
	sum := uint32(0)
	if len(content) > 0 {
		sum = xxHash32(content, javaLZ4Seed) & 0xfffffff
	}
	packed = append(append(packed, javaLZ4Magic...), how)
	packed = binary.LittleEndian.AppendUint32(packed, uint32(len(coded)))
	packed = binary.LittleEndian.AppendUint32(packed, uint32(len(content)))
	packed = binary.LittleEndian.AppendUint32(packed, sum)
	return append(packed, coded...)
}

// isJavaLZ4 reports whether data begins with a valid header.
func isJavaLZ4(data []byte) bool {
	return len(data) >= javaLZ4Header && bytes.HasPrefix(data, javaLZ4Magic) &&
		binary.LittleEndian.Uint32(data[9:]) <= maxJavaLZ4 && binary.LittleEndian.Uint32(data[13:]) <= maxJavaLZ4
}

// javaLZ4Block unpacks the first block in data. An empty block ends a stream, which may be followed
// by another one.
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
