package txnlogtest

import (
	"encoding/binary"
	"hash/adler32"

	"zkweb/zkconn/jute"
	"zkweb/zkconn/txnlog"
)

// AppendSnapshot appends a snapshot of the tree without sessions, as servers before 3.6 write it.
func AppendSnapshot(to []byte, tree *txnlog.Tree) []byte {
	e := &jute.Encoder{}
	e.Bytes = binary.BigEndian.AppendUint64(e.Bytes, 0x5a4b534e_00000002)
	e.Int64(-1) // dbid
	e.Int32(0)  // sessions
	numbers, acls := map[string]int64{}, &jute.Encoder{}
	nodes := &jute.Encoder{}
	for path, node := range tree.All() {
		list := &jute.Encoder{}
		list.ACLs(node.ACL())
		number, known := numbers[string(list.Bytes)]
		if !known {
			number = int64(len(numbers) + 1)
			numbers[string(list.Bytes)] = number
			acls.Int64(number)
			acls.Bytes = append(acls.Bytes, list.Bytes...)
		}
		if path == "/" {
			path = ""
		}
		nodes.Text(path)
		nodes.Buffer(node.Data)
		nodes.Int64(number)
		s := node.Kept()
		for _, field := range [...]int64{s.Czxid, s.Mzxid, s.Ctime, s.Mtime} {
			nodes.Int64(field)
		}
		for _, field := range [...]int32{s.Version, s.Cversion, s.Aversion} {
			nodes.Int32(field)
		}
		nodes.Int64(s.EphemeralOwner)
		nodes.Int64(s.Pzxid)
	}
	e.Int32(int32(len(numbers)))
	e.Bytes = append(append(e.Bytes, acls.Bytes...), nodes.Bytes...)
	e.Text("/")
	return appendSeal(append(to, e.Bytes...))
}

// AppendSnapshotDigest appends to a snapshot the zxid from which on it is exact and its digest, as
// servers do since 3.6.
func AppendSnapshotDigest(to []byte, exact int64, digest txnlog.Digest) []byte {
	to = binary.BigEndian.AppendUint64(to, uint64(exact))
	to = binary.BigEndian.AppendUint32(to, uint32(digest.Version))
	return appendSeal(binary.BigEndian.AppendUint64(to, uint64(digest.Value)))
}

// appendSeal appends the checksum of all that is before it.
func appendSeal(to []byte) []byte {
	sum := adler32.Checksum(to)
	to = binary.BigEndian.AppendUint64(to, uint64(sum))
	return append(binary.BigEndian.AppendUint32(to, 1), '/')
}
