package history

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
)

// What a WAL of SQLite's is made of (https://sqlite.org/fileformat2.html#walformat): a header,
// then frames, each a page with a header of its own.
const (
	walHeader   = 32
	walMagic    = 0x377f0682 // and 1 more where checksums are of big-endian words
	frameHeader = 24
	maxPage     = 1 << 16
)

// verifyWAL looks for damage in a segment's WAL, behind which SQLite takes all as never written:
// for a commit that was written behind what is not as it was written. What a writer was cut off
// in is none, nor what it writes anew meanwhile.
func verifyWAL(file string) error {
	wal, err := os.Open(file + "-wal")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer wal.Close()
	var header, now [walHeader]byte
	if _, err := io.ReadFull(wal, header[:]); err != nil {
		return ignoreEnd(err)
	}
	lost, err := losesCommit(bufio.NewReaderSize(wal, 1<<20), header)
	if err != nil || !lost {
		return err
	}
	if _, err := wal.ReadAt(now[:], 0); err != nil || now != header { // begun anew
		return ignoreEnd(err)
	}
	return errWAL
}

var errWAL = errors.New("it is not as it was written, and what it has behind that is lost")

func ignoreEnd(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

// losesCommit reports whether there is a commit of the WAL's behind the first frame whose
// checksum is another, or behind such a header.
func losesCommit(frames io.Reader, header [walHeader]byte) (bool, error) {
	magic, size := binary.BigEndian.Uint32(header[:]), binary.BigEndian.Uint32(header[8:])
	if magic&^1 != walMagic || size > maxPage || size < 512 {
		return true, nil
	}
	sum := walSum{order: binary.LittleEndian}
	if magic&1 != 0 {
		sum.order = binary.BigEndian
	}
	sum.add(header[:24])
	if !sum.is(header[24:]) {
		return true, nil
	}
	sound := true
	frame := make([]byte, frameHeader+size)
	for {
		if _, err := io.ReadFull(frames, frame); err != nil {
			return false, ignoreEnd(err)
		}
		own := [8]byte(frame[8:16]) == [8]byte(header[16:24]) // of this WAL, and none that it has not yet written over
		if sound {
			sum.add(frame[:8])
			sum.add(frame[frameHeader:])
			sound = own && sum.is(frame[16:])
		} else if own && binary.BigEndian.Uint32(frame[4:]) != 0 {
			return true, nil
		}
	}
}

// walSum is a checksum over all that was written so far.
type walSum struct {
	order binary.ByteOrder
	a, b  uint32
}

func (s *walSum) add(bytes []byte) {
	for ; len(bytes) >= 8; bytes = bytes[8:] {
		s.a += s.order.Uint32(bytes) + s.b
		s.b += s.order.Uint32(bytes[4:]) + s.a
	}
}

func (s *walSum) is(stored []byte) bool {
	return binary.BigEndian.Uint32(stored) == s.a && binary.BigEndian.Uint32(stored[4:]) == s.b
}
