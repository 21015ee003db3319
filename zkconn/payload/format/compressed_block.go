package format

import "bytes"

// minBlock is how many characters a block without magic bytes must hold: nothing else
// tells that it is one.
const minBlock = 16

// guessedBlock is the content of data that is one compressed block as a whole, without
// magic bytes, if that is text.
func guessedBlock(r *Reading, unpack func(block []byte) ([]byte, error)) *Content {
	if len(r.Data) > MaxUnwrapped || r.Readable() {
		return nil
	}
	content, err := unpack(r.Data)
	if err != nil || len(content) < minBlock {
		return nil
	}
	if inner := Read(r.Path, content); inner.Readable() {
		return guess(&Content{Reading: inner})
	}
	return nil
}

// isBlock reports whether data is a block of a compression, which has magic bytes where
// it writes more than blocks.
func isBlock(data, magic []byte, unpack func(block []byte) ([]byte, error)) bool {
	_, err := unpack(data)
	return err == nil && !bytes.HasPrefix(data, magic)
}
