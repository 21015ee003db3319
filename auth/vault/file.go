package vault

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

const (
	// partBytes is the size of the parts in which a file is sealed.
	partBytes = 256 << 10
	// sealBytes is what sealing adds to a part: a nonce and a tag.
	sealBytes = 12 + 16
)

// errSealed means that a sealed file was cut, changed, or sealed for another place.
var errSealed = errors.New("it was changed, or sealed with another key")

// SealFile writes a file sealed in parts. Each part is bound to the place, to its number, and to
// whether it is the last one, so that nothing can be cut off, moved, or taken from another file.
func (k Key) SealFile(to io.Writer, place string, from io.Reader) error {
	part, next := make([]byte, partBytes), make([]byte, partBytes)
	n, err := io.ReadFull(from, part)
	for i := uint64(0); ; i++ {
		last := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !last {
			return err
		}
		following := 0
		if !last {
			following, err = io.ReadFull(from, next)
			last = errors.Is(err, io.EOF)
		}
		if _, err := to.Write(k.seal(partOf(place, i, last), part[:n])); err != nil {
			return err
		}
		if last {
			return nil
		}
		part, next, n = next, part, following
	}
}

// OpenFile reads what SealFile wrote for the same place. Its Reader fails if from is anything else.
func (k Key) OpenFile(from io.Reader, place string) io.Reader {
	return &openedFile{key: k, from: from, place: place, sealed: make([]byte, partBytes+sealBytes)}
}

type openedFile struct {
	key    Key
	from   io.Reader
	place  string
	sealed []byte
	number uint64
	part   []byte // unread part of it
	last   bool
}

// Read implements io.Reader.
func (f *openedFile) Read(into []byte) (int, error) {
	for len(f.part) == 0 {
		if f.last {
			return 0, io.EOF
		}
		if err := f.open(); err != nil {
			return 0, err
		}
	}
	n := copy(into, f.part)
	f.part = f.part[n:]
	return n, nil
}

// open opens the next part.
func (f *openedFile) open() error {
	n, err := io.ReadFull(f.from, f.sealed)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		if errors.Is(err, io.EOF) {
			err = errSealed
		}
		return err
	}
	part, err := f.key.open(partOf(f.place, f.number, false), f.sealed[:n])
	if err != nil {
		if part, err = f.key.open(partOf(f.place, f.number, true), f.sealed[:n]); err != nil {
			return fmt.Errorf("%w: %w", errSealed, err)
		}
		f.last = true
	}
	f.part = part
	f.number++
	return nil
}

// partOf returns the place that a part of a file is bound to.
func partOf(place string, number uint64, last bool) string {
	text := binary.BigEndian.AppendUint64([]byte(place+"\x00"), number)
	if last {
		text = append(text, 1)
	}
	return string(text)
}
