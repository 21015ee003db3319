package export

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"

	"github.com/klauspost/compress/gzip"

	"zkweb/zkconn/znode"
)

// maxUnpacked bounds what a compressed file may hold.
const maxUnpacked = 4 << 30

// File is an export that is read.
type File struct {
	Reader
	Header  Header // of the console's own format; zero in others
	Ordered bool   // its znodes are in the order of a walk, as in the console's own format
}

// Open begins to read an export, whose format its content tells, compressed or not. It
// fails with Invalid where that is none.
func Open(file io.ReaderAt, size int64) (*File, error) {
	in := bufio.NewReader(io.NewSectionReader(file, 0, size))
	if magic, _ := in.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		unpacked, err := gzip.NewReader(in)
		if err != nil {
			return nil, foreign(err)
		}
		in = bufio.NewReader(&limited{unpacked, maxUnpacked})
	}
	begin, err := in.Peek(1)
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return nil, foreign(err)
	case bytes.Equal(begin, []byte("{")):
		lines, err := readLines(in)
		if err != nil {
			return nil, err
		}
		return &File{Reader: lines, Header: lines.header, Ordered: true}, nil
	}
	return nil, foreign(nil)
}

func foreign(cause error) error {
	return &znode.Error{Kind: znode.Invalid, Code: znode.CodeExportForeign, Cause: cause}
}

// limited reads compressed content: that it is damaged says that the file is cut, and
// that there is too much is an error.
type limited struct {
	from io.Reader
	left int64
}

// Read implements io.Reader.
func (l *limited) Read(into []byte) (int, error) {
	n, err := l.from.Read(into)
	if l.left -= int64(n); l.left < 0 {
		return 0, &znode.Error{Kind: znode.TooLarge, Code: znode.CodeExportLarge, Args: znode.Args{"mib": strconv.Itoa(maxUnpacked >> 20)}}
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = &znode.Error{Kind: znode.Invalid, Code: znode.CodeExportCut, Cause: err}
	}
	return n, err
}
