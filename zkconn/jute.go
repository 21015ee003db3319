package zkconn

import (
	"encoding/binary"
	"errors"

	"zkweb/zkconn/znode"
)

// Requests and replies in jute, ZooKeeper's wire encoding: big-endian integers,
// strings and buffers after their 32-bit length, -1 for null
// (org.apache.jute.BinaryOutputArchive).

var errShortReply = errors.New("the reply ends before its last field")

// encoder writes one request after the four bytes that hold its length.
type encoder struct{ frame []byte }

func (e *encoder) int32(v int32)   { e.frame = binary.BigEndian.AppendUint32(e.frame, uint32(v)) }
func (e *encoder) int64(v int64)   { e.frame = binary.BigEndian.AppendUint64(e.frame, uint64(v)) }
func (e *encoder) string(v string) { e.int32(int32(len(v))); e.frame = append(e.frame, v...) }
func (e *encoder) buffer(v []byte) { e.int32(int32(len(v))); e.frame = append(e.frame, v...) }
func (e *encoder) bool(v bool)     { e.frame = append(e.frame, map[bool]byte{true: 1}[v]) }
func (e *encoder) strings(v []string) {
	e.int32(int32(len(v)))
	for _, text := range v {
		e.string(text)
	}
}

func (e *encoder) acls(v []znode.ACL) {
	e.int32(int32(len(v)))
	for _, acl := range v {
		e.int32(int32(acl.Perms))
		e.string(acl.Scheme)
		e.string(acl.ID)
	}
}

// newRequest begins a frame with its header; seal fills in the length.
func newRequest(xid, operation int32) *encoder {
	e := &encoder{make([]byte, 4, 64)}
	e.int32(xid)
	e.int32(operation)
	return e
}

func (e *encoder) seal() []byte {
	binary.BigEndian.PutUint32(e.frame, uint32(len(e.frame)-4))
	return e.frame
}

// decoder reads a reply's fields in order. The first that is not there, or
// whose length cannot be, makes err stick and every later field zero.
type decoder struct {
	rest []byte
	err  error
}

func (d *decoder) take(n int) []byte {
	if d.err != nil || n < 0 || n > len(d.rest) {
		d.err = errShortReply
		return nil
	}
	taken := d.rest[:n:n]
	d.rest = d.rest[n:]
	return taken
}

func (d *decoder) int32() int32 {
	if b := d.take(4); b != nil {
		return int32(binary.BigEndian.Uint32(b))
	}
	return 0
}

func (d *decoder) int64() int64 {
	if b := d.take(8); b != nil {
		return int64(binary.BigEndian.Uint64(b))
	}
	return 0
}

func (d *decoder) bool() bool {
	b := d.take(1)
	return b != nil && b[0] != 0
}

// buffer is a view into the reply; nil for null.
func (d *decoder) buffer() []byte {
	n := int(d.int32())
	if n == -1 {
		return nil
	}
	return d.take(n)
}

func (d *decoder) string() string { return string(d.buffer()) }

// count reads a vector's length; each of its elements takes at least size bytes.
func (d *decoder) count(size int) int {
	n := int(d.int32())
	if n == -1 {
		return 0
	}
	if n < 0 || n > len(d.rest)/size {
		d.err = errShortReply
		return 0
	}
	return n
}

// strings reads a vector of strings that share one allocation.
func (d *decoder) strings() []string {
	n := d.count(4)
	whole := string(d.rest)
	all := make([]string, 0, n)
	for range n {
		name := d.buffer()
		end := len(whole) - len(d.rest)
		all = append(all, whole[end-len(name):end])
	}
	return all
}

func (d *decoder) acls() []znode.ACL {
	all := make([]znode.ACL, d.count(12))
	for i := range all {
		all[i] = znode.ACL{Perms: znode.Perms(d.int32()), Scheme: d.string(), ID: d.string()}
	}
	return all
}

func (d *decoder) stat() znode.Stat {
	return znode.Stat{
		Czxid: d.int64(), Mzxid: d.int64(), Ctime: d.int64(), Mtime: d.int64(),
		Version: d.int32(), Cversion: d.int32(), Aversion: d.int32(),
		EphemeralOwner: d.int64(), DataLength: d.int32(), NumChildren: d.int32(), Pzxid: d.int64(),
	}
}
