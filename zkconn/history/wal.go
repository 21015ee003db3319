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

// The layout of a SQLite WAL (https://sqlite.org/fileformat2.html#walformat): a header, then
// frames, each a page with a header of its own.
const (
	walHeader   = 32
	walMagic    = 0x377f0682 // plus 1 if checksums are over big-endian words
	frameHeader = 24
	maxPage     = 1 << 16
)

// verifyWAL looks for damage in a segment's WAL. SQLite ignores everything after a damaged frame,
// so that commits after it are lost. A write that was cut off is not damage, nor is what a writer
// adds in the meantime. For a write that was cut off, verifyWAL returns how many bytes at the end
// are torn; damage to what was written last looks the same.
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

// verifyFrames reads again as long as the damage that it finds changes: once a commit is there,
// everything before it has been written, though it may have been read too early.
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
		} else if !still { // the WAL was begun anew
			continue
		}
		if u.loses {
			return 0, errWAL
		}
		return u.end - u.at, nil
	}
}

// holds reports whether a file has the given bytes at an offset.
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

// unsound is a damaged frame or header.
type unsound struct {
	bytes   []byte
	at, end int64 // its offset, and the end of the last intact frame of this WAL
	loses   bool  // whether a commit follows it
}

// firstUnsound looks for the first frame, or a header, with a wrong checksum, and for a commit
// after it. It returns nil if all of this WAL is intact, whatever follows from an earlier one.
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

// isOf reports whether a frame belongs to the WAL with this header, and not to an earlier one that
// has not been overwritten yet. Both have two numbers; damage leaves one of them intact.
func isOf(frame []byte, header [walHeader]byte) bool {
	return [4]byte(frame[8:]) == [4]byte(header[16:]) || [4]byte(frame[12:]) == [4]byte(header[20:])
}

// walSum is a checksum over everything that was written so far.
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
