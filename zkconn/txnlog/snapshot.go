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

// ErrNotSnapshot means that a file is not a complete snapshot.
var ErrNotSnapshot = errors.New("this is no whole snapshot")

// Snapshot is a tree as a server wrote it while it kept changing. Applying the transactions after
// Tree.Zxid in order makes it exact.
type Snapshot struct {
	Tree *Tree
	// Exact is the zxid from which on the tree is exact, and Digest its digest then. If the server
	// wrote no digest (before 3.6, or with digests turned off), Digest is zero and Exact is the
	// newest zxid in any stat; only ACLs may then be newer.
	Exact  int64
	Digest Digest
}

const (
	snapshotMagic = 0x5a4b534e // "ZKSN"
	openACL       = -1         // the number of the ACL that allows everybody everything
)

// ReadSnapshot reads a snapshot: plain, gzip or snappy, by the file's name. It fails with
// ErrNotSnapshot if the snapshot is incomplete; servers ignore such a file too.
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

// snapshotReader reads fields and computes the checksum of the bytes that it has read.
type snapshotReader struct {
	from   *bufio.Reader
	sum    hash.Hash32
	err    error
	acls   map[int64]sharedACL
	newest int64 // highest zxid in a stat
}

func (r *snapshotReader) read(zxid int64) (*Snapshot, error) {
	if magic, version := r.int32(), r.int32(); r.err == nil && (magic != snapshotMagic || version != fileVersion) {
		return nil, errors.New("it begins otherwise")
	}
	_ = r.int64() // the dbid, which is never set
	snapshot := &Snapshot{Tree: emptyTree()}
	snapshot.Tree.zxid = zxid
	r.sessions(snapshot.Tree)
	r.aclTable()
	r.nodes(snapshot.Tree)
	r.seal()
	if r.more() {
		exact, digest := r.int64(), Digest{r.int32(), r.int64()}
		r.seal()
		if exact >= zxid { // else the server has become leader since, and wrote the digest of an earlier state
			snapshot.Exact, snapshot.Digest = exact, digest
		}
	}
	if snapshot.Exact == 0 {
		snapshot.Exact = max(zxid, r.newest)
	}
	if r.more() {
		_ = r.int64() // lastProcessedZxid, since 3.9: the same as in the name
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

// nodes reads the znodes, parents first, up to the end marker, the path "/".
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

// seal reads the checksum over all before it, and the path "/".
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

// count reads the length of a list; a negative one means an empty list.
func (r *snapshotReader) count() int32 {
	n := r.int32()
	if r.err != nil {
		return 0
	}
	return n
}

// buffer reads a byte buffer, nil for null. It allocates as the bytes arrive, and does not trust
// the length.
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
