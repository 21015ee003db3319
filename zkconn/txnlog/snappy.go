package txnlog

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"

	"github.com/klauspost/compress/s2"
)

// The format of snappy-java's SnappyOutputStream: a header, then blocks in snappy's raw format,
// each after its length.
var snappyMagic = []byte("\x82SNAPPY\x00")

const (
	snappyHeader = 16      // the magic, a version, and the oldest compatible version
	snappyBlock  = 1 << 20 // the largest block that is accepted; SnappyOutputStream writes 32 KiB
)

var errSnappy = errors.New("its snappy is damaged")

type snappyReader struct {
	from           io.Reader
	packed, opened []byte
	rest           []byte // unread part of opened
}

func newSnappyReader(from io.Reader) (io.Reader, error) {
	var header [snappyHeader]byte
	if _, err := io.ReadFull(from, header[:]); err != nil || !bytes.HasPrefix(header[:], snappyMagic) {
		return nil, errSnappy
	}
	return &snappyReader{from: from}, nil
}

// Read implements io.Reader.
func (r *snappyReader) Read(into []byte) (int, error) {
	for len(r.rest) == 0 {
		if err := r.next(); err != nil {
			return 0, err
		}
	}
	n := copy(into, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

func (r *snappyReader) next() error {
	var length [4]byte
	if _, err := io.ReadFull(r.from, length[:]); err != nil {
		return err
	}
	size := binary.BigEndian.Uint32(length[:])
	if size > uint32(s2.MaxEncodedLen(snappyBlock)) {
		return errSnappy
	}
	r.packed = append(r.packed[:0], make([]byte, size)...)
	if _, err := io.ReadFull(r.from, r.packed); err != nil {
		return errSnappy
	}
	if opened, err := s2.DecodedLen(r.packed); err != nil || opened > snappyBlock {
		return errSnappy
	}
	var err error
	r.opened, err = s2.Decode(r.opened[:cap(r.opened)], r.packed)
	if err != nil {
		return errSnappy
	}
	r.rest = r.opened
	return nil
}
