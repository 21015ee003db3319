package export

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"slices"
	"strconv"

	"github.com/klauspost/compress/gzip"

	"zkweb/zkconn/znode"
)

// maxUnpacked is the maximum size in bytes of a compressed file's content.
const maxUnpacked = 4 << 30

// File is an export that is read.
type File struct {
	Reader
	Header  Header // the header in the console's own format; zero for other formats
	Ordered bool   // whether the znodes come in the order of a walk, as in the console's own format
	Above   bool   // whether paths begin above the exported znode: with its name, or at the root
}

// Memory returns the approximate number of bytes of memory that InOrder may need for a file: as
// much as the format allows, and 0 for the console's own format.
func Memory(file io.ReaderAt, size int64) int64 {
	_, isPacked, begin, err := unpack(file, size)
	switch {
	case err != nil || bytes.HasPrefix(begin, []byte("{")):
		return 0
	case isPacked || isZip(begin):
		return min(mostMemory, size*mostPacked)
	}
	return min(mostMemory, size*mostUnpacked)
}

const (
	// mostMemory is the memory that the largest file needs that InOrder accepts.
	mostMemory = 640 << 20
	// mostPacked is the highest ratio of deflate, and mostUnpacked that of a znode in memory to its
	// shortest line.
	mostPacked   = 1032
	mostUnpacked = 32
)

// unpack decompresses a file if it is compressed, and returns its first bytes.
func unpack(file io.ReaderAt, size int64) (in *bufio.Reader, isPacked bool, begin []byte, err error) {
	in = bufio.NewReader(io.NewSectionReader(file, 0, size))
	if magic, _ := in.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		unpacked, err := gzip.NewReader(in)
		if err != nil {
			return nil, true, nil, err
		}
		in, isPacked = bufio.NewReader(&limited{unpacked, maxUnpacked}), true
	}
	if begin, err = in.Peek(tarMagicAt + len(tarMagic)); errors.Is(err, io.EOF) {
		err = nil
	}
	return in, isPacked, begin, err
}

func isZip(begin []byte) bool {
	return bytes.HasPrefix(begin, []byte("PK\x03\x04")) || bytes.HasPrefix(begin, []byte("PK\x05\x06"))
}

// Open begins to read an export, compressed or not. It detects the format from the content, and
// fails with Invalid if it finds none.
func Open(file io.ReaderAt, size int64) (*File, error) {
	in, isPacked, begin, err := unpack(file, size)
	if err != nil {
		return nil, foreignOr(err)
	}
	switch {
	case isZip(begin):
		if isPacked {
			return other(readPackedZip(in, ofArchives))
		}
		return other(readZip(file, size, ofArchives))
	case bytes.HasSuffix(begin, []byte(tarMagic)) && len(begin) > tarMagicAt:
		return other(readTar(in, ofArchives))
	case bytes.HasPrefix(begin, []byte("{")):
		lines, err := readLines(in)
		if err != nil {
			return nil, err
		}
		return &File{Reader: lines, Header: lines.header, Ordered: true}, nil
	case bytes.HasPrefix(begin, []byte("[")):
		return &File{Reader: readZooNavigator(in), Above: true}, nil
	case bytes.HasPrefix(begin, []byte(scriptBegin)), bytes.HasPrefix(begin, []byte("create ")):
		return nil, &znode.Error{Kind: znode.Invalid, Code: znode.CodeExportScript}
	case bytes.HasPrefix(begin, []byte("/")), bytes.HasPrefix(begin, []byte("#")):
		return &File{Reader: readZkui(in), Above: true}, nil
	}
	return nil, foreign(nil)
}

// tarMagic is in the first header of a tar, at offset tarMagicAt.
const (
	tarMagic   = "ustar"
	tarMagicAt = 257
)

func other(r Reader, err error) (*File, error) {
	if err != nil {
		return nil, err
	}
	return &File{Reader: r}, nil
}

// InOrder returns a file whose znodes come in the order of a walk. It fails with TooLarge if there
// are more than max znodes or more than maxBytes of data. The console's own format is in that
// order, so for it the returned reader fails instead. Files of other formats are read in full
// first, with at most maxSorted bytes of data and maxBeside bytes of other content.
func InOrder(f *File, max, maxBytes int) (*File, error) {
	ordered := *f
	bounded := &boundedReader{Reader: f.Reader, max: max, left: max, maxBytes: maxBytes, leftBytes: maxBytes}
	if f.Ordered {
		ordered.Reader = bounded
		return &ordered, nil
	}
	bounded.maxBytes = min(maxBytes, maxSorted)
	bounded.leftBytes = bounded.maxBytes
	var all []*Node
	for beside := 0; ; {
		n, err := bounded.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if beside += besideData(n); beside > maxBeside {
			return nil, bounded.exceeded()
		}
		all = append(all, &n)
	}
	slices.SortStableFunc(all, func(a, b *Node) int {
		switch {
		case a.Path.Before(b.Path):
			return -1
		case b.Path.Before(a.Path):
			return 1
		}
		return 0
	})
	for i := 1; i < len(all); i++ {
		if all[i-1].Path == all[i].Path {
			return nil, foreign(errors.New("a znode comes twice"))
		}
	}
	ordered.Reader = &sorted{all}
	return &ordered, nil
}

// OrderedOf is like InOrder, for an export of one znode in a format other than the console's own.
// If all of the file is at or below that znode's path, or below its name, the returned paths begin
// there. If the file does not have the znode itself, it is Implied.
func OrderedOf(f *File, of znode.Path, max, maxBytes int) (*File, error) {
	ordered, err := InOrder(f, max, maxBytes)
	if err != nil {
		return nil, err
	}
	all := ordered.Reader.(*sorted).left
	if f.Above {
		all = below(all, of)
	}
	if len(all) == 0 || !all[0].Path.IsRoot() {
		all = slices.Insert(all, 0, &Node{Data: []byte{}, Kind: znode.Persistent, Implied: true})
	}
	ordered.Reader = &sorted{all}
	return ordered, nil
}

// below returns znodes with paths relative to one of them. It returns them unchanged if some are
// elsewhere.
func below(all []*Node, of znode.Path) []*Node {
	name, _ := znode.Root.Child(of.Name()) // the root if of is the root
	for _, base := range []znode.Path{of, name} {
		var inside []*Node
		for _, n := range all {
			_, ok := n.Path.Below(base)
			if !ok && !n.Implied {
				inside = nil
				break
			}
			if ok {
				inside = append(inside, n)
			}
		}
		for _, n := range inside {
			n.Path, _ = n.Path.Below(base)
		}
		if len(inside) > 0 {
			return inside
		}
	}
	return all
}

// maxSorted limits the data in memory while znodes are sorted, and maxBeside their paths and ACLs.
// A million znodes have about 50 MiB of these.
const (
	maxSorted = 64 << 20
	maxBeside = 256 << 20
)

// besideData returns the approximate size of a znode's path and ACL in bytes.
func besideData(n Node) int {
	bytes := len(n.Path.String())
	for _, entry := range n.ACL {
		bytes += 32 + len(entry.Scheme) + len(entry.ID)
	}
	return bytes
}

// boundedReader limits the number of znodes and the size of their data.
type boundedReader struct {
	Reader
	max, maxBytes   int
	left, leftBytes int
}

// Next implements Reader.
func (r *boundedReader) Next() (Node, error) {
	n, err := r.Reader.Next()
	if err != nil {
		return n, err
	}
	r.left--
	if r.leftBytes -= len(n.Data); r.left < 0 || r.leftBytes < 0 {
		return Node{}, r.exceeded()
	}
	return n, nil
}

func (r *boundedReader) exceeded() error {
	return &znode.Error{Kind: znode.TooLarge, Code: znode.CodeImportLarge, Args: znode.Args{"znodes": strconv.Itoa(r.max), "mib": strconv.Itoa(r.maxBytes >> 20)}}
}

// sorted has znodes that were read already.
type sorted struct{ left []*Node }

// Next implements Reader.
func (r *sorted) Next() (Node, error) {
	if len(r.left) == 0 {
		return Node{}, io.EOF
	}
	n := r.left[0]
	r.left[0], r.left = nil, r.left[1:]
	return *n, nil
}

func foreign(cause error) error {
	return &znode.Error{Kind: znode.Invalid, Code: znode.CodeExportForeign, Cause: cause}
}

// limited reads decompressed content up to a limit. Damaged content makes it fail as a file that is
// cut off.
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
