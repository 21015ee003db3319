package format

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// minBlock is the minimum size of the content of a block without magic bytes, in bytes, since
// nothing else identifies such a block.
const minBlock = 16

// guessedBlock unpacks data in the first of several ways without magic bytes that yields text, or
// returns nil.
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

// isLikelyText reports whether data is text that hardly occurs by chance: UTF-8, or UTF-16 with a
// byte order mark or with mostly ASCII characters.
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

// hadoopFrames returns a function that unpacks the streams of Hadoop. A frame consists of the size
// of its content and of blocks, each after its own size. Sizes are big-endian.
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

// hadoopBlock is the size of the content of a block, in bytes. Hadoop's decompressors have room for
// 256 KiB by default.
const hadoopBlock = 128 << 10

// packHadoopFrames returns content as a stream of Hadoop with one block per frame. The stream for
// empty content is just a size of 0.
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

// isBlock reports whether data is a bare block of a compression, and does not begin with the magic
// bytes of its stream format.
func isBlock(data, magic []byte, unpack func(block []byte) ([]byte, error)) bool {
	_, err := unpack(data)
	return err == nil && !bytes.HasPrefix(data, magic)
}
