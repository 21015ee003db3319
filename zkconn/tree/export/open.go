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

// maxUnpacked bounds what a compressed file may hold.
const maxUnpacked = 4 << 30

// File is an export that is read.
type File struct {
	Reader
	Header  Header // of the console's own format; zero in others
	Ordered bool   // its znodes are in the order of a walk, as in the console's own format
	Above   bool   // its paths begin above the znode that was exported: with its name, or at the root
}

// Memory returns how much of a file may be in memory when it is put in order, in bytes, about: as
// much as its format lets it hold, and 0 for the console's own.
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
	// mostMemory is how much memory the largest file takes that InOrder accepts.
	mostMemory = 640 << 20
	// mostPacked is how much deflate holds in a byte, and mostUnpacked how much more than the
	// shortest line a znode takes.
	mostPacked   = 1032
	mostUnpacked = 32
)

// unpack takes the compression off a file, and returns how it begins.
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

// Open begins to read an export, whose format its content tells, compressed or not. It
// fails with Invalid where that is none.
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

// tarMagic is what a tar has in its first header.
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

// InOrder makes a file's znodes come in the order of a walk, and no more of them than max
// with maxBytes of data together: it then fails with TooLarge. Those of the console's own
// format are in that order; of others all are read first, up to maxSorted bytes, and as
// maxBeside bounds what is beside their data.
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

// OrderedOf is like InOrder, for a file of another format than the console's own that is an
// export of a znode: where all that it has lies at or below that znode's path, or its name,
// its paths begin there. Where it does not have the znode itself, that is Implied.
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

// below returns znodes with their paths as seen from one of them; as they are where some are
// neither that nor below it.
func below(all []*Node, of znode.Path) []*Node {
	name, _ := znode.Root.Child(of.Name()) // the root where of is it
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

// maxSorted bounds the data that is in memory while znodes are put in order, and maxBeside
// their paths and ACLs: a million have some 50 MiB of these.
const (
	maxSorted = 64 << 20
	maxBeside = 256 << 20
)

// besideData returns how many bytes a znode's path and ACL take, about.
func besideData(n Node) int {
	bytes := len(n.Path.String())
	for _, entry := range n.ACL {
		bytes += 32 + len(entry.Scheme) + len(entry.ID)
	}
	return bytes
}

// boundedReader reads so many znodes and no more.
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

// sorted are znodes that were read already.
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
