package jute

import "zkweb/zkconn/znode"

// The records of zookeeper.jute (package org.apache.zookeeper.data) that more
// than one operation has.

// ACLs appends a vector of ACL entries.
func (e *Encoder) ACLs(v []znode.ACL) {
	e.Int32(int32(len(v)))
	for _, acl := range v {
		e.Int32(int32(acl.Perms))
		e.Text(acl.Scheme)
		e.Text(acl.ID)
	}
}

// ACLs takes a vector of ACL entries.
func (d *Decoder) ACLs() []znode.ACL {
	const smallest = 12 // perms and the lengths of two empty strings
	all := make([]znode.ACL, d.Count(smallest))
	for i := range all {
		all[i] = znode.ACL{Perms: znode.Perms(d.Int32()), Scheme: d.Text(), ID: d.Text()}
	}
	return all
}

// Stat takes a stat.
func (d *Decoder) Stat() znode.Stat {
	return znode.Stat{
		Czxid: d.Int64(), Mzxid: d.Int64(), Ctime: d.Int64(), Mtime: d.Int64(),
		Version: d.Int32(), Cversion: d.Int32(), Aversion: d.Int32(),
		EphemeralOwner: d.Int64(), DataLength: d.Int32(), NumChildren: d.Int32(), Pzxid: d.Int64(),
	}
}

// Names takes a vector of names, of which it keeps a view.
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
