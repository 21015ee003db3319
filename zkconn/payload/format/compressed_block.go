package format

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// minBlock is how many characters a block without magic bytes must hold: nothing else
// tells that it is one.
const minBlock = 16

// guessedBlock returns the content of data that is compressed as a whole in one of some ways
// without magic bytes, if that is text.
func guessedBlock(r *Reading, ways ...func(block []byte) ([]byte, error)) *Content {
	if len(r.Data) > MaxUnwrapped || r.Readable() {
		return nil
	}
	for _, unpack := range ways {
		content, err := unpack(r.Data)
		if err != nil || len(content) < minBlock {
			continue
		}
		if inner := Read(r.Path, content); inner.isLikelyText() {
			return guess(&Content{Reading: inner})
		}
	}
	return nil
}

// isLikelyText reports whether data is text that chance does not make: in UTF-8, or in
// UTF-16 with a mark or for the most part of ASCII.
func (r *Reading) isLikelyText() bool {
	if r.Readable() {
		return true
	}
	marked := bytes.HasPrefix(r.Data, []byte{0xff, 0xfe}) || bytes.HasPrefix(r.Data, []byte{0xfe, 0xff})
	if !marked && 3*bytes.Count(r.Data, []byte{0}) <= len(r.Data) {
		return false
	}
	name, guessed := r.charset()
	return isUTF16(name) && (!marked || !guessed)
}

// hadoopFrames returns what unpacks data as Hadoop's streams write it: the length of
// what some blocks hold, each of these behind its own length, the highest bytes first.
func hadoopFrames(unpack func(block []byte, holds int) ([]byte, error)) func(data []byte) ([]byte, error) {
	return func(data []byte) (all []byte, err error) {
		left := 0
		for len(data) > 0 {
			if len(data) <= 4 {
				return nil, errCutOff
			}
			size := binary.BigEndian.Uint32(data)
			data = data[4:]
			switch {
			case left == 0 && uint64(size) > uint64(MaxUnwrapped-len(all)):
				return nil, errTooLarge
			case left == 0:
				left = int(size)
				continue
			case uint64(size) > uint64(len(data)):
				return nil, errCutOff
			}
			block, err := unpack(data[:size], left)
			if err != nil || len(block) > left {
				return nil, errDamaged
			}
			all, data, left = append(all, block...), data[size:], left-len(block)
		}
		if left > 0 || len(all) == 0 {
			return nil, errCutOff
		}
		return all, nil
	}
}

// hadoopBlock is how many bytes of a content a block holds: Hadoop's decompressors have
// room for 256 KiB unless told otherwise.
const hadoopBlock = 128 << 10

// packHadoopFrames returns a content as Hadoop's streams write it, with a block in each frame;
// that of no length ends a stream with nothing in it.
func packHadoopFrames(content []byte, pack func(content []byte) ([]byte, error)) ([]byte, error) {
	if len(content) == 0 {
		return make([]byte, 4), nil
	}
	var framed []byte
	for part := range slices.Chunk(content, hadoopBlock) {
		block, err := pack(part)
		if err != nil {
			return nil, err
		}
		framed = binary.BigEndian.AppendUint32(framed, uint32(len(part)))
		framed = binary.BigEndian.AppendUint32(framed, uint32(len(block)))
		framed = append(framed, block...)
	}
	return framed, nil
}

// isBlock reports whether data is a block of a compression, which has magic bytes where
// it writes more than blocks.
func isBlock(data, magic []byte, unpack func(block []byte) ([]byte, error)) bool {
	_, err := unpack(data)
	return err == nil && !bytes.HasPrefix(data, magic)
}
