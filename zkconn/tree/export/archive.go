package export

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// In an archive, a znode without children is a file. A znode with children is a folder, and its
// data, if it has any, is the file "%data" in that folder. An empty folder stands for null data.
// Characters that file systems do not accept in names are percent-encoded, and so is "%", so no
// znode's file is named "%data".
const (
	ownData = "%data"
	leftOut = "%left-out.txt"
	// notWholeFile begins the line in leftOut that tells why the archive is not whole.
	notWholeFile = "not whole: "
)

// maxFile is the maximum size of a file in an archive. It is the most that ZooKeeper can answer.
const maxFile = 32 << 20

// archiveWriter writes znodes as files. It does not keep ACLs and kinds.
type archiveWriter struct {
	add   func(name string, data []byte, isFolder bool) error
	close func() error
	last  *Node
	left  []string
}

func newZip(out io.Writer, h Header) (Writer, error) {
	archive := zip.NewWriter(out)
	return &archiveWriter{add: func(name string, data []byte, _ bool) error {
		file, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: h.Taken})
		if err == nil {
			_, err = file.Write(data)
		}
		return err
	}, close: archive.Close}, nil
}

func newTar(out io.Writer, h Header) (Writer, error) {
	archive := tar.NewWriter(out)
	return &archiveWriter{add: func(name string, data []byte, isFolder bool) error {
		header := &tar.Header{Name: name, Typeflag: tar.TypeReg, Mode: 0o600, Size: int64(len(data)), ModTime: h.Taken.Truncate(time.Second), Format: tar.FormatPAX}
		if isFolder {
			header.Typeflag, header.Mode = tar.TypeDir, 0o700
		}
		err := archive.WriteHeader(header)
		if err == nil && !isFolder {
			_, err = archive.Write(data)
		}
		return err
	}, close: archive.Close}, nil
}

func (w *archiveWriter) Write(n Node) error {
	var err error
	if w.last != nil {
		_, isAbove := n.Path.Below(w.last.Path)
		err = w.put(*w.last, isAbove)
	}
	w.last = &n
	return err
}

func (w *archiveWriter) put(n Node, isFolder bool) error {
	name := fileName(n.Path)
	if n.Masked > 0 || n.Lacks(Data) || n.Lacks(Children) || n.Kind == znode.Ephemeral {
		w.left = append(w.left, n.Path.String())
		return nil // no folder: it would mean null data, and files below it imply it anyway
	}
	switch {
	case n.Path.IsRoot() && n.Data == nil:
		return nil
	case n.Path.IsRoot():
		return w.add(ownData, n.Data, false)
	case n.Data == nil:
		return w.add(name+"/", nil, true)
	case !isFolder:
		return w.add(name, n.Data, false)
	}
	if err := w.add(name+"/", nil, true); err != nil {
		return err
	}
	return w.add(name+"/"+ownData, n.Data, false)
}

func (w *archiveWriter) Close(stopped walk.Stopped) error {
	if w.last != nil {
		if err := w.put(*w.last, false); err != nil {
			return err
		}
	}
	if stopped != walk.AtEnd {
		w.left = append(w.left, notWholeFile+string(stopped))
	}
	if len(w.left) > 0 {
		if err := w.add(leftOut, []byte(strings.Join(w.left, "\n")+"\n"), false); err != nil {
			return err
		}
	}
	return w.close()
}

// fileName returns the name of a znode's file.
func fileName(path znode.Path) string {
	var names []string
	for _, segment := range path.Segments() {
		names = append(names, encodeName(segment))
	}
	return strings.Join(names, "/")
}

// encodeName encodes a znode's name for file systems.
func encodeName(name string) string {
	var text strings.Builder
	for i, r := range name {
		if strings.ContainsRune(`%\:*?"<>|`, r) || i == len(name)-1 && (r == '.' || r == ' ') {
			fmt.Fprintf(&text, "%%%02X", r)
			continue
		}
		text.WriteRune(r)
	}
	return text.String()
}

// archived is a file or a folder in an archive.
type archived struct {
	name     string
	isFolder bool
	read     func() ([]byte, error)
}

// archiveNodes turns the files of an archive into znodes, parents before their children. It reads
// no data except whether the archive is whole.
func archiveNodes(files []archived, most archiveBounds) ([]*archiveNode, error) {
	all := archiveTree{}
	for _, file := range files {
		path, isOwn, err := nodePath(file.name)
		if err != nil {
			return nil, foreign(err)
		}
		if strings.TrimPrefix(file.name, "./") == leftOut {
			if err := isStopped(file); err != nil {
				return nil, err
			}
			continue
		}
		if path.IsRoot() && !isOwn {
			continue
		}
		n := all.at(path)
		n.Implied = false
		if len(all)-1 > most.files { // the root need not have a file
			return nil, most.exceeded()
		}
		if file.isFolder {
			continue
		}
		if n.read != nil {
			return nil, foreign(errors.New("a file comes twice"))
		}
		n.read = file.read
	}
	return all.nodes(), nil
}

// archiveTree has the znodes of an archive and their ancestors.
type archiveTree map[znode.Path]*archiveNode

// at returns the znode at a path. If there was none, it adds one that is Implied.
func (t archiveTree) at(path znode.Path) *archiveNode {
	n := t[path]
	if n == nil {
		n = &archiveNode{Node: Node{Path: path, Kind: znode.Persistent, Implied: true}}
		t[path] = n
		if !path.IsRoot() {
			t.at(path.Parent())
		}
	}
	return n
}

// nodes returns the znodes, parents before their children, without a root that has no data.
func (t archiveTree) nodes() (nodes []*archiveNode) {
	for _, n := range t {
		if n.Path.IsRoot() && n.read == nil {
			continue
		}
		nodes = append(nodes, n)
	}
	slices.SortFunc(nodes, func(a, b *archiveNode) int {
		if a.Path.Before(b.Path) {
			return -1
		}
		return 1
	})
	return nodes
}

// isStopped fails if the leftOut file says that the archive is not whole.
func isStopped(file archived) error {
	left, err := file.read()
	if err != nil {
		return foreignOr(err)
	}
	if at := bytes.LastIndexByte(bytes.TrimSpace(left), '\n') + 1; bytes.HasPrefix(left[at:], []byte(notWholeFile)) {
		return ofAPart()
	}
	return nil
}

type archiveNode struct {
	Node
	read func() ([]byte, error) // nil for null data
}

// nodePath returns the znode to which a file in an archive belongs. isOwn reports whether the file
// is the data of a folder.
func nodePath(name string) (path znode.Path, isOwn bool, err error) {
	name = strings.Trim(strings.TrimPrefix(name, "./"), "/")
	if rest, ok := strings.CutSuffix("/"+name, "/"+ownData); ok {
		name, isOwn = strings.TrimPrefix(rest, "/"), true
	}
	if name == "" || name == "." {
		return znode.Root, isOwn, nil
	}
	for segment := range strings.SplitSeq(name, "/") {
		if plain, err := url.PathUnescape(segment); err == nil {
			segment = plain
		}
		if path, err = path.Child(segment); err != nil {
			return path, false, err
		}
	}
	return path, isOwn, nil
}

// archiveReader reads the znodes of an archive.
type archiveReader struct{ nodes []*archiveNode }

// Next implements Reader.
func (r *archiveReader) Next() (Node, error) {
	if len(r.nodes) == 0 {
		return Node{}, io.EOF
	}
	n := r.nodes[0]
	r.nodes = r.nodes[1:]
	if n.read == nil {
		return n.Node, nil
	}
	data, err := n.read()
	if err != nil {
		return Node{}, foreignOr(err)
	}
	n.Data = append([]byte{}, data...)
	return n.Node, nil
}

// archiveBounds are the limits of an archive.
type archiveBounds struct {
	files int // files and folders; and znodes, including implied parents
	bytes int // of a tar its data, and separately its names; of a zip its directory; of a compressed zip all of it
}

// ofArchives are the limits of all archives.
var ofArchives = archiveBounds{files: 250_000, bytes: 64 << 20}

func (b archiveBounds) exceeded() error {
	return &znode.Error{Kind: znode.TooLarge, Code: znode.CodeExportFiles, Args: znode.Args{"files": strconv.Itoa(b.files), "mib": strconv.Itoa(b.bytes >> 20)}}
}

func readZip(file io.ReaderAt, size int64, most archiveBounds) (Reader, error) {
	bounded := &directory{ReaderAt: file, most: most, end: -1}
	archive, err := zip.NewReader(bounded, size)
	switch {
	case znode.CodeOf(err) == znode.CodeExportFiles:
		return nil, err
	case err != nil:
		return nil, &znode.Error{Kind: znode.Invalid, Code: znode.CodeExportCut, Cause: err}
	}
	bounded.known = true
	if len(archive.File) > most.files {
		return nil, most.exceeded()
	}
	var files []archived
	for _, f := range archive.File {
		files = append(files, archived{f.Name, strings.HasSuffix(f.Name, "/"), func() ([]byte, error) {
			opened, err := f.Open()
			if err != nil {
				return nil, err
			}
			defer func() { _ = opened.Close() }()
			return readFile(opened)
		}})
	}
	nodes, err := archiveNodes(files, most)
	if err != nil {
		return nil, err
	}
	return &archiveReader{nodes}, nil
}

// readPackedZip reads a zip that is compressed as a whole. It holds all of it in memory.
func readPackedZip(in io.Reader, most archiveBounds) (Reader, error) {
	file, err := io.ReadAll(io.LimitReader(in, int64(most.bytes)+1))
	switch {
	case err != nil:
		return nil, foreignOr(err)
	case len(file) > most.bytes:
		return nil, most.exceeded()
	}
	return readZip(bytes.NewReader(file), int64(len(file)), most)
}

// directory limits the reading of a zip's directory, all of which is kept in memory. Its size and
// the number of its files are not known beforehand, since what the zip says of them may be wrong.
type directory struct {
	io.ReaderAt
	most  archiveBounds
	known bool // whether the directory has been read

	end          int64 // end of the last read; -1 before the first
	bytes, files int   // of consecutive reads, as the directory is read
}

// directoryFile begins each entry of a directory.
var directoryFile = []byte("PK\x01\x02")

// ReadAt implements io.ReaderAt.
func (d *directory) ReadAt(into []byte, at int64) (int, error) {
	n, err := d.ReaderAt.ReadAt(into, at)
	if d.known {
		return n, err
	}
	if at == d.end {
		d.bytes += n
		d.files += bytes.Count(into[:n], directoryFile)
	}
	d.end = at + int64(n)
	if d.bytes > d.most.bytes || d.files > d.most.files {
		return 0, d.most.exceeded()
	}
	return n, err
}

// zeros counts the zero bytes at the end of what was read.
type zeros struct {
	io.Reader
	last int
}

func (z *zeros) Read(p []byte) (int, error) {
	n, err := z.Reader.Read(p)
	rest := bytes.TrimRight(p[:n], "\x00")
	if len(rest) > 0 {
		z.last = 0
	}
	z.last += n - len(rest)
	return n, err
}

// tarEnd is the number of zero bytes that end a tar: two blocks. A tar without them is cut off,
// possibly between two files.
const tarEnd = 1024

// readTar reads a tar. It holds all of it in memory, since its files may come in any order.
func readTar(in io.Reader, most archiveBounds) (Reader, error) {
	from := &zeros{Reader: in}
	archive := tar.NewReader(from)
	var files []archived
	held, names := 0, 0 // sizes in bytes
	for headers := 0; ; headers++ {
		from.last = 0 // zeros in a file do not count
		header, err := archive.Next()
		if errors.Is(err, io.EOF) && from.last >= tarEnd {
			break
		}
		if err != nil {
			return nil, foreignOr(err)
		}
		if headers == most.files { // entries that are not files count too, since reading them takes time
			return nil, most.exceeded()
		}
		if header.Typeflag != tar.TypeReg && header.Typeflag != tar.TypeDir {
			continue
		}
		data, err := readFile(archive)
		if err != nil {
			return nil, foreignOr(err)
		}
		held, names = held+len(data), names+len(header.Name)
		if held > most.bytes || names > most.bytes {
			return nil, most.exceeded()
		}
		name := strings.Clone(header.Name) // so that the rest of the header is not kept
		files = append(files, archived{name, header.Typeflag == tar.TypeDir, func() ([]byte, error) { return data, nil }})
	}
	nodes, err := archiveNodes(files, most)
	if err != nil {
		return nil, err
	}
	return &archiveReader{nodes}, nil
}

func readFile(in io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	if err == nil && len(data) > maxFile {
		err = &znode.Error{Kind: znode.TooLarge, Code: znode.CodeExportLarge, Args: znode.Args{"mib": strconv.Itoa(maxFile >> 20)}}
	}
	return data, err
}
