package txnlog

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/adler32"
	"io"
	"io/fs"
	"os"
	"slices"
)

// MaxRecordBytes bounds the size of one record of a log and of one field of a snapshot. ZooKeeper's
// own bound is jute.maxbuffer, 1 MiB by default.
const MaxRecordBytes = 64 << 20

const (
	logMagic    = 0x5a4b4c47 // "ZKLG"
	fileHeader  = 16         // magic, version, dbid
	fileVersion = 2
	recordHead  = 12 // checksum and length
	recordEnd   = 'B'
	readAhead   = 256 << 10
)

var (
	// ErrTorn means that a record is incomplete. Either it is still being written, or its server
	// ended while writing it: only a newer file tells which.
	ErrTorn = errors.New("the record is not whole")
	// ErrNotLog means that a file does not begin as a transaction log does.
	ErrNotLog = errors.New("this is no transaction log")
)

// DamagedError describes a record that is not as it was written, with intact records after it.
type DamagedError struct {
	File   string
	Offset int64 // of the record
	Cause  error
}

// Error implements error.
func (e *DamagedError) Error() string {
	return fmt.Sprintf("%s is damaged at byte %d: %v", e.File, e.Offset, e.Cause)
}

// Unwrap returns the cause.
func (e *DamagedError) Unwrap() error { return e.Cause }

var errSum = errors.New("the sum is another")

// Log reads one log file, also while a server writes it. Close it when done.
type Log struct {
	file   logFile
	buffer []byte
	window []byte // of buffer: the bytes of the file from offset on
	offset int64  // of the next record; 0 until the file's header has been read
}

// logFile is the part of *os.File that a Log uses.
type logFile interface {
	io.ReaderAt
	io.Closer
	Name() string
	Stat() (fs.FileInfo, error)
}

// OpenLog opens a log file for reading.
func OpenLog(path string) (*Log, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return &Log{file: file}, nil
}

// Close closes the file.
func (l *Log) Close() error { return l.file.Close() }

// Offset returns the offset of the next record, which is how much of the file has been read.
func (l *Log) Offset() int64 { return l.offset }

// Next returns the next transaction. It returns io.EOF at the present end of the file, and ErrTorn
// if a record is incomplete; a later call tries again. After a *DamagedError, the next call
// continues behind the damaged record.
func (l *Log) Next() (Transaction, error) {
	if l.offset == 0 {
		if err := l.begin(); err != nil {
			return Transaction{}, err
		}
	}
	payload, err := l.record(0)
	if errors.Is(err, errSum) {
		l.window = nil // a read during a write may see the end of a record before its start: read again
		payload, err = l.record(0)
	}
	if err != nil {
		return Transaction{}, l.failed(err)
	}
	l.pass(recordHead + len(payload) + 1)
	transaction, err := decode(bytes.Clone(payload))
	if err != nil {
		return Transaction{}, &DamagedError{l.file.Name(), l.offset - int64(recordHead+len(payload)+1), err}
	}
	return transaction, nil
}

// begin reads the file's header.
func (l *Log) begin() error {
	l.window = nil
	head, err := l.peek(0, fileHeader)
	if err != nil {
		return err
	}
	magic := binary.BigEndian.Uint32(head)
	if magic == 0 {
		return io.EOF
	}
	if magic != logMagic || binary.BigEndian.Uint32(head[4:]) != fileVersion {
		return fmt.Errorf("%w: %s", ErrNotLog, l.file.Name())
	}
	l.pass(fileHeader)
	return nil
}

// record returns the payload of the record that begins at bytes behind the next one.
func (l *Log) record(at int) ([]byte, error) {
	head, err := l.peek(at, recordHead)
	if err != nil {
		return nil, err
	}
	sum, length := binary.BigEndian.Uint64(head), int32(binary.BigEndian.Uint32(head[8:]))
	if length == 0 {
		return nil, io.EOF
	}
	if length < 0 || length > MaxRecordBytes {
		return nil, ErrTorn
	}
	whole, err := l.peek(at, recordHead+int(length)+1)
	if err != nil || whole[len(whole)-1] != recordEnd {
		return nil, ErrTorn
	}
	payload := whole[recordHead : len(whole)-1]
	if uint64(adler32.Checksum(payload)) != sum {
		return nil, errSum
	}
	return payload, nil
}

// failed returns a *DamagedError if an intact record follows, so that the bad one is not just being
// written. It drops the buffer, so that a later call reads again.
func (l *Log) failed(err error) error {
	if errors.Is(err, errSum) {
		if size, follows := l.framed(); follows {
			at := l.offset
			l.pass(size)
			return &DamagedError{l.file.Name(), at, err}
		}
		err = ErrTorn
	}
	l.window = nil
	return err
}

// framed returns the size of the next record according to its length field, and whether an intact
// record follows it.
func (l *Log) framed() (size int, follows bool) {
	head, err := l.peek(0, recordHead)
	if err != nil {
		return 0, false
	}
	size = recordHead + int(int32(binary.BigEndian.Uint32(head[8:]))) + 1
	_, err = l.record(size)
	return size, err == nil
}

func (l *Log) pass(n int) {
	l.window = l.window[n:]
	l.offset += int64(n)
}

// peek returns n bytes, starting at bytes behind the start of the next record, or io.EOF if the
// file is shorter.
func (l *Log) peek(at, n int) ([]byte, error) {
	if at+n <= len(l.window) {
		return l.window[at : at+n], nil
	}
	info, err := l.file.Stat()
	if err != nil {
		return nil, err
	}
	there := info.Size() - l.offset
	if int64(at+n) > there {
		return nil, io.EOF
	}
	l.buffer = slices.Grow(l.buffer[:0], max(at+n, readAhead))
	read, err := l.file.ReadAt(l.buffer[:min(there, int64(cap(l.buffer)))], l.offset)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	l.window = l.buffer[:read]
	if at+n > read {
		return nil, io.EOF
	}
	return l.window[at : at+n], nil
}
