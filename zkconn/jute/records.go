package jute

import (
	"encoding/binary"

	"zkweb/zkconn/znode"
)

// The encodings of records of zookeeper.jute (package org.apache.zookeeper.data) that several
// operations use.

// ACLs appends a vector of ACL entries.
func (e *Encoder) ACLs(v []znode.ACL) {
	e.Int32(int32(len(v)))
	for _, acl := range v {
		e.Int32(int32(acl.Perms))
		e.Text(acl.Scheme)
		e.Text(acl.ID)
	}
}

// ACLs reads a vector of ACL entries.
func (d *Decoder) ACLs() []znode.ACL {
	const smallest = 12 // perms and the lengths of two empty strings
	all := make([]znode.ACL, d.Count(smallest))
	for i := range all {
		all[i] = znode.ACL{Perms: znode.Perms(d.Int32()), Scheme: d.Text(), ID: d.Text()}
	}
	return all
}

// Stat reads a stat.
func (d *Decoder) Stat() znode.Stat {
	const size = 68
	b := d.take(size)
	if b == nil {
		return znode.Stat{}
	}
	int32At := func(at int) int32 { return int32(binary.BigEndian.Uint32(b[at:])) }
	int64At := func(at int) int64 { return int64(binary.BigEndian.Uint64(b[at:])) }
	return znode.Stat{
		Czxid: int64At(0), Mzxid: int64At(8), Ctime: int64At(16), Mtime: int64At(24),
		Version: int32At(32), Cversion: int32At(36), Aversion: int32At(40),
		EphemeralOwner: int64At(44), DataLength: int32At(52), NumChildren: int32At(56), Pzxid: int64At(60),
	}
}

// Names reads a vector of names. The result refers to the memory of Rest.
func (d *Decoder) Names() znode.Names {
	n := d.Count(lengthBytes)
	vector := d.Rest
	for range n {
		_ = d.Buffer()
	}
	if d.Err != nil {
		return znode.Names{}
	}
	return znode.NewNames(vector[:len(vector)-len(d.Rest)], n)
}
