package format

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"slices"

	"github.com/klauspost/compress/s2"
)

var (
	snappyMagic     = []byte("\xff\x06\x00\x00sNaPpY")
	javaSnappyMagic = []byte("\x82SNAPPY\x00")
)

// unwrapSnappy reads the framing format and that of Java's SnappyOutputStream. As a guess, it reads
// a bare block, or one in Hadoop's frames.
func unwrapSnappy(r *Reading) *Content {
	switch {
	case bytes.HasPrefix(r.Data, snappyMagic):
		content := unpacked(r, s2.NewReader(bytes.NewReader(r.Data), s2.ReaderMaxBlockSize(64<<10)))
		content.Headers = skippedChunks(r.Data)
		return content
	case bytes.HasPrefix(r.Data, javaSnappyMagic):
		return unpackedBlocks(r, javaSnappyBlock)
	}
	return guessedBlock(r, snappyBlock, hadoopSnappy)
}

const maxSnappyRatio = 22 // a copy of 64 bytes takes three bytes

// snappyBlock unpacks a block in snappy's raw format, which begins with the length of its content.
func snappyBlock(block []byte) ([]byte, error) {
	length, err := s2.DecodedLen(block)
	switch {
	case err != nil:
		return nil, err
	case length > min(MaxUnwrapped, maxSnappyRatio*len(block)):
		return nil, errTooLarge
	}
	return s2.Decode(nil, block)
}

var hadoopSnappy = hadoopFrames(func(block []byte, _ int) ([]byte, error) { return snappyBlock(block) })

func packSnappyBlock(content []byte) ([]byte, error) { return s2.EncodeSnappy(nil, content), nil }

func wrapSnappy(content []byte) ([]byte, error) {
	return packed(content, func(w io.Writer) (io.WriteCloser, error) {
		return s2.NewWriter(w, s2.WriterSnappyCompat(), s2.WriterConcurrency(1)), nil
	})
}

const javaSnappyHeader = 16 // in bytes: the magic, a version, and the version it is compatible with

// repackJavaSnappy returns content as SnappyOutputStream writes it, with the header of like.
func repackJavaSnappy(like, content []byte) []byte {
	const block = 32 << 10 // the default of SnappyOutputStream
	packed := slices.Clone(like[:javaSnappyHeader])
	for part := range slices.Chunk(content, block) {
		coded := s2.EncodeSnappy(nil, part)
		packed = binary.BigEndian.AppendUint32(packed, uint32(len(coded)))
		packed = append(packed, coded...)
	}
	return packed
}

// javaSnappyBlock unpacks the first block in data: its length and snappy's raw format. A stream may
// be followed by another one.
func javaSnappyBlock(data []byte, limit int) (content, rest []byte, err error) {
	if bytes.HasPrefix(data, javaSnappyMagic) {
		if len(data) < javaSnappyHeader {
			return nil, nil, errCutOff
		}
		return nil, data[javaSnappyHeader:], nil
	}
	if len(data) < 4 {
		return nil, nil, errCutOff
	}
	size := binary.BigEndian.Uint32(data)
	if data = data[4:]; uint64(size) > uint64(len(data)) {
		return nil, nil, errCutOff
	}
	length, err := s2.DecodedLen(data[:size])
	if err != nil {
		return nil, nil, err
	}
	if length > limit {
		return nil, nil, errTooLarge
	}
	content, err = s2.Decode(nil, data[:size])
	return content, data[size:], err
}

var (
	errCutOff   = errors.New("cut off")
	errTooLarge = errors.New("too large")
)

// unpackedBlocks returns the content of data that consists of blocks. block unpacks the first of
// them, or returns errTooLarge if the content is larger than limit.
func unpackedBlocks(r *Reading, block func(data []byte, limit int) (content, rest []byte, err error)) *Content {
	var all []byte
	var err error
	for rest := r.Data; len(rest) > 0 && err == nil; {
		var content []byte
		content, rest, err = block(rest, MaxUnwrapped-len(all))
		if err == nil {
			all = append(all, content...)
		}
	}
	if err != nil {
		all = wholeCharacters(all)
	}
	more := errors.Is(err, errTooLarge)
	return &Content{Reading: Read(r.Path, all), More: more, Damaged: err != nil && !more}
}
