package txnlog

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/adler32"
	"io"
	"os"
	"path/filepath"

	"github.com/klauspost/compress/gzip"

	"zkweb/zkconn/jute"
	"zkweb/zkconn/znode"
)

// ErrNotSnapshot is of a file that is no whole snapshot.
var ErrNotSnapshot = errors.New("this is no whole snapshot")

// Snapshot is a tree as a server has written it down, while it went on. The transactions
// behind Tree.Zxid, applied in their order, make it exact.
type Snapshot struct {
	Tree *Tree
	// Exact is the zxid from which on the tree is exact, and Digest the tree's digest
	// then. Where the server wrote none (before 3.6, and where digests are off), Digest is
	// zero, and Exact the newest zxid that a znode tells of: only ACLs may then be later.
	Exact  int64
	Digest Digest
}

const (
	snapshotMagic = 0x5a4b534e // "ZKSN"
	openACL       = -1         // the number of the ACL that lets everybody do everything
)

// ReadSnapshot reads a snapshot, as its name says: plain, gzip or snappy. It fails with
// ErrNotSnapshot for one that is not whole, which servers pass over too.
func ReadSnapshot(file File) (*Snapshot, error) {
	opened, err := os.Open(file.Path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = opened.Close() }()
	snapshot, err := readSnapshot(opened, filepath.Ext(file.Path), file.Zxid)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrNotSnapshot, file.Path, err)
	}
	return snapshot, nil
}

func readSnapshot(file io.Reader, ending string, zxid int64) (*Snapshot, error) {
	unpacked, err := unpack(file, ending)
	if err != nil {
		return nil, err
	}
	const ahead = 64 << 10
	reader := &snapshotReader{from: bufio.NewReaderSize(unpacked, ahead), sum: adler32.New()}
	return reader.read(zxid)
}

func unpack(file io.Reader, ending string) (io.Reader, error) {
	switch ending {
	case ".gz":
		return gzip.NewReader(file)
	case ".snappy":
		return newSnappyReader(file)
	}
	return file, nil
}

// snapshotReader reads fields and sums the bytes that it has read.
type snapshotReader struct {
	from   *bufio.Reader
	sum    hash.Hash32
	err    error
	acls   map[int64]sharedACL
	newest int64 // zxid of a stat
}

func (r *snapshotReader) read(zxid int64) (*Snapshot, error) {
	if magic, version := r.int32(), r.int32(); r.err == nil && (magic != snapshotMagic || version != fileVersion) {
		return nil, errors.New("it begins otherwise")
	}
	_ = r.int64() // the dbid, which nothing sets
	snapshot := &Snapshot{Tree: emptyTree()}
	snapshot.Tree.zxid = zxid
	r.sessions(snapshot.Tree)
	r.aclTable()
	r.nodes(snapshot.Tree)
	r.seal()
	if r.more() {
		exact, digest := r.int64(), Digest{r.int32(), r.int64()}
		r.seal()
		if exact >= zxid { // else the server has led since, and written down what it had before
			snapshot.Exact, snapshot.Digest = exact, digest
		}
	}
	if snapshot.Exact == 0 {
		snapshot.Exact = max(zxid, r.newest)
	}
	if r.more() {
		_ = r.int64() // lastProcessedZxid, since 3.9: as the name has it
		r.seal()
	}
	return snapshot, r.err
}

func (r *snapshotReader) sessions(tree *Tree) {
	for range r.count() {
		id, timeout := r.int64(), r.int32()
		if r.err != nil {
			return
		}
		tree.sessions[id] = milliseconds(int64(timeout))
	}
}

func (r *snapshotReader) aclTable() {
	r.acls = map[int64]sharedACL{openACL: shareACL([]znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}})}
	for range r.count() {
		number := r.int64()
		var e jute.Encoder
		entries := r.count()
		e.Int32(entries)
		for range entries {
			e.Int32(r.int32())
			e.Buffer(r.buffer())
			e.Buffer(r.buffer())
			if r.err != nil {
				return
			}
		}
		list := (&jute.Decoder{Rest: e.Bytes}).ACLs()
		if r.err != nil {
			return
		}
		r.acls[number] = shareACL(list)
	}
}

// nodes reads the znodes, parents first, up to the path "/".
func (r *snapshotReader) nodes(tree *Tree) {
	for {
		path := string(r.buffer())
		if r.err != nil || path == "/" {
			return
		}
		node := &Node{Data: r.buffer()}
		node.acl = r.acls[r.int64()]
		node.stat = stat{
			czxid: r.int64(), mzxid: r.int64(), ctime: r.int64(), mtime: r.int64(),
			version: r.int32(), cversion: r.int32(), aversion: r.int32(), owner: r.int64(), pzxid: r.int64(),
		}
		switch {
		case r.err != nil:
			return
		case node.acl == sharedACL{}:
			r.err = fmt.Errorf("the ACL of %q is missing", path)
		case tree.nodes[path] != nil:
			r.err = fmt.Errorf("%q is there twice", path)
		case path != "" && tree.nodes[parentOf(path)] == nil:
			r.err = fmt.Errorf("the parent of %q is missing", path)
		default:
			tree.put(path, node)
			r.newest = max(r.newest, node.stat.czxid, node.stat.mzxid, node.stat.pzxid)
		}
	}
}

// seal reads the sum over all before it, and the path "/".
func (r *snapshotReader) seal() {
	sum := int64(r.sum.Sum32())
	written, end := r.int64(), string(r.buffer())
	if r.err == nil && (written != sum || end != "/") {
		r.err = errSum
	}
}

func (r *snapshotReader) more() bool {
	if r.err != nil {
		return false
	}
	_, err := r.from.Peek(1)
	if err != nil && !errors.Is(err, io.EOF) {
		r.err = err
	}
	return err == nil
}

func (r *snapshotReader) fill(into []byte) {
	if r.err != nil {
		return
	}
	if _, err := io.ReadFull(r.from, into); err != nil {
		r.err = io.ErrUnexpectedEOF
		return
	}
	_, _ = r.sum.Write(into) // a hash never fails
}

func (r *snapshotReader) int32() int32 {
	var b [4]byte
	r.fill(b[:])
	return int32(binary.BigEndian.Uint32(b[:]))
}

func (r *snapshotReader) int64() int64 {
	var b [8]byte
	r.fill(b[:])
	return int64(binary.BigEndian.Uint64(b[:]))
}

// count reads a length that is followed by as many things; -1 and less are none.
func (r *snapshotReader) count() int32 {
	n := r.int32()
	if r.err != nil {
		return 0
	}
	return n
}

// buffer reads bytes, nil for null. Memory is taken as they come, not as their length
// says.
func (r *snapshotReader) buffer() []byte {
	const piece = 1 << 20
	n := int(r.int32())
	if r.err != nil || n == -1 {
		return nil
	}
	if n < 0 || n > MaxRecordBytes {
		r.err = fmt.Errorf("a field of %d bytes", n)
		return nil
	}
	all := make([]byte, min(n, piece))
	r.fill(all)
	for len(all) < n && r.err == nil {
		next := make([]byte, min(n-len(all), len(all)))
		r.fill(next)
		all = append(all, next...)
	}
	return all
}
