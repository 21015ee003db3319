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
// in is none, nor what it writes meanwhile; of the former it returns how many bytes there are at
// the end: damage to what was written last of all looks like that, too.
func verifyWAL(file string) (torn int64, err error) {
	wal, err := os.Open(file + "-wal")
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer wal.Close()
	return verifyFrames(wal)
}

var errWAL = errors.New("it is not as it was written, and what it has behind that is lost")

// verifyFrames reads anew while what is unsound becomes another: once a commit is there, all that
// was written before it is, too, though it may have been read too early.
func verifyFrames(wal io.ReaderAt) (torn int64, err error) {
	for {
		var header [walHeader]byte
		if _, err := wal.ReadAt(header[:], 0); err != nil {
			return 0, ignoreEnd(err)
		}
		u, err := firstUnsound(wal, header)
		if err != nil || u == nil {
			return 0, err
		}
		if still, err := holds(wal, u.bytes, u.at); err != nil {
			return 0, err
		} else if !still {
			continue
		}
		if still, err := holds(wal, header[:], 0); err != nil {
			return 0, err
		} else if !still { // it was begun anew
			continue
		}
		if u.loses {
			return 0, errWAL
		}
		return u.end - u.at, nil
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

// unsound is what is not as it was written: a frame, or the header.
type unsound struct {
	bytes   []byte
	at, end int64 // where it is, and where the last whole frame of this WAL ends
	loses   bool  // there is a commit behind it
}

// firstUnsound looks for the first frame of the WAL whose checksum is another, or a header that
// is, and for a commit behind that. It returns nil where all of this WAL is sound, whatever is left
// behind it of an earlier one.
func firstUnsound(wal io.ReaderAt, header [walHeader]byte) (*unsound, error) {
	damaged := &unsound{bytes: header[:], end: walHeader, loses: true}
	magic, size := binary.BigEndian.Uint32(header[:]), binary.BigEndian.Uint32(header[8:])
	if magic&^1 != walMagic || size > maxPage || size < 512 {
		return damaged, nil
	}
	sum := walSum{order: binary.LittleEndian}
	if magic&1 != 0 {
		sum.order = binary.BigEndian
	}
	sum.add(header[:24])
	if !sum.is(header[24:]) {
		return damaged, nil
	}
	frame := make([]byte, frameHeader+size)
	frames := bufio.NewReaderSize(io.NewSectionReader(wal, walHeader, math.MaxInt64-walHeader), 1<<20)
	var first *unsound
	for next := int64(walHeader); ; next += int64(len(frame)) {
		if _, err := io.ReadFull(frames, frame); err != nil {
			if first != nil && first.end == first.at {
				first = nil
			}
			return first, ignoreEnd(err)
		}
		if first == nil {
			sum.add(frame[:8])
			sum.add(frame[frameHeader:])
			if sum.is(frame[16:]) && [8]byte(frame[8:]) == [8]byte(header[16:]) {
				continue
			}
			first = &unsound{bytes: bytes.Clone(frame), at: next, end: next}
		} else if isOf(frame, header) {
			first.loses = first.loses || binary.BigEndian.Uint32(frame[4:]) != 0
		}
		if isOf(frame, header) {
			first.end = next + int64(len(frame))
		}
	}
}

// isOf reports whether a frame was written into the WAL with a header, and not into an earlier
// one that was not yet written over: both have two numbers, of which damage leaves one.
func isOf(frame []byte, header [walHeader]byte) bool {
	return [4]byte(frame[8:]) == [4]byte(header[16:]) || [4]byte(frame[12:]) == [4]byte(header[20:])
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
