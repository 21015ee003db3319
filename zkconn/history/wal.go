package history

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"math"
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
// in is none, nor what it writes meanwhile.
func verifyWAL(file string) error {
	wal, err := os.Open(file + "-wal")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer wal.Close()
	return verifyFrames(wal)
}

var errWAL = errors.New("it is not as it was written, and what it has behind that is lost")

// verifyFrames reads anew while what is unsound becomes another: once a commit is there, all that
// was written before it is, too, though it may have been read too early.
func verifyFrames(wal io.ReaderAt) error {
	for {
		var header [walHeader]byte
		if _, err := wal.ReadAt(header[:], 0); err != nil {
			return ignoreEnd(err)
		}
		unsound, at, err := losesCommit(wal, header)
		if err != nil || unsound == nil {
			return err
		}
		if still, err := holds(wal, unsound, at); err != nil {
			return err
		} else if !still {
			continue
		}
		if still, err := holds(wal, header[:], 0); err != nil {
			return err
		} else if still { // it was not begun anew
			return errWAL
		}
	}
}

// holds reports whether a file has some bytes there.
func holds(file io.ReaderAt, was []byte, at int64) (bool, error) {
	now := make([]byte, len(was))
	_, err := file.ReadAt(now, at)
	return err == nil && bytes.Equal(now, was), ignoreEnd(err)
}

func ignoreEnd(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

// losesCommit looks for a commit of the WAL's behind the first frame whose checksum is another,
// or behind such a header. It returns that frame or header, and where it is; nil where there is
// none.
func losesCommit(wal io.ReaderAt, header [walHeader]byte) (unsound []byte, at int64, err error) {
	magic, size := binary.BigEndian.Uint32(header[:]), binary.BigEndian.Uint32(header[8:])
	if magic&^1 != walMagic || size > maxPage || size < 512 {
		return header[:], 0, nil
	}
	sum := walSum{order: binary.LittleEndian}
	if magic&1 != 0 {
		sum.order = binary.BigEndian
	}
	sum.add(header[:24])
	if !sum.is(header[24:]) {
		return header[:], 0, nil
	}
	frame := make([]byte, frameHeader+size)
	frames := bufio.NewReaderSize(io.NewSectionReader(wal, walHeader, math.MaxInt64-walHeader), 1<<20)
	for next := int64(walHeader); ; next += int64(len(frame)) {
		if _, err := io.ReadFull(frames, frame); err != nil {
			return nil, 0, ignoreEnd(err)
		}
		own := [8]byte(frame[8:16]) == [8]byte(header[16:24]) // of this WAL, and none that it has not yet written over
		if unsound == nil {
			sum.add(frame[:8])
			sum.add(frame[frameHeader:])
			if !own || !sum.is(frame[16:]) {
				unsound, at = bytes.Clone(frame), next
			}
		} else if own && binary.BigEndian.Uint32(frame[4:]) != 0 {
			return unsound, at, nil
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
