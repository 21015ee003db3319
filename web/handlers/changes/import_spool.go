package changes

import (
	"errors"
	"io"
	"os"

	"zkweb/zkconn/znode"
)

const (
	// spoolMemory bounds the part of a spool in memory, maxSpool the whole spool, in bytes.
	spoolMemory = 4 << 20
	maxSpool    = 2 << 30
)

// spool is a file that is written once and then read. It stays in memory while it is small. On the
// disk it has no name.
type spool struct {
	memory []byte
	disk   *os.File // nil while everything is in memory
	size   int64
}

// Write implements io.Writer.
func (s *spool) Write(data []byte) (int, error) {
	if s.size += int64(len(data)); s.size > maxSpool {
		return 0, &znode.Error{Kind: znode.Unavailable, Code: znode.CodeUploadSpace}
	}
	if s.disk == nil && len(s.memory)+len(data) <= spoolMemory {
		s.memory = append(s.memory, data...)
		return len(data), nil
	}
	err := s.open()
	if err == nil {
		_, err = s.disk.Write(data)
	}
	if err != nil {
		return 0, &znode.Error{Kind: znode.Unavailable, Code: znode.CodeUploadSpace, Cause: err}
	}
	return len(data), nil
}

// open moves the content from memory to the disk.
func (s *spool) open() (err error) {
	if s.disk != nil {
		return nil
	}
	if s.disk, err = os.CreateTemp("", "zkweb-import-"); err != nil {
		return err
	}
	_, err = s.disk.Write(s.memory)
	s.memory = nil
	return errors.Join(err, os.Remove(s.disk.Name()))
}

// Size returns how many bytes were written.
func (s *spool) Size() int64 { return s.size }

// ReadAt implements io.ReaderAt.
func (s *spool) ReadAt(into []byte, at int64) (int, error) {
	if s.disk != nil {
		return s.disk.ReadAt(into, at)
	}
	if at >= int64(len(s.memory)) {
		return 0, io.EOF
	}
	n := copy(into, s.memory[at:])
	if n < len(into) {
		return n, io.EOF
	}
	return n, nil
}

// Close closes the file on the disk, which frees its room.
func (s *spool) Close() {
	if s.disk != nil {
		_ = s.disk.Close()
	}
}
