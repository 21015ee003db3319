package txnlog

import (
	"encoding/binary"
	"hash/crc32"
	"strings"
)

// digestVersion is the version of digests that servers of 3.6 and newer write
// (DigestCalculator.DIGEST_VERSION).
const digestVersion = 2

// digestStatBytes is the number of bytes of a stat that go into the digest.
const digestStatBytes = 60

// Digest returns the digest of the tree as ZooKeeper computes it: an AdHash over the CRC-32 of each
// znode. It does not cover the contents of ACLs.
func (t *Tree) Digest() Digest { return Digest{Version: digestVersion, Value: t.digest} }

// Agrees reports whether digest is that of the tree. It returns false for a zero Digest and for an
// unknown version.
func (t *Tree) Agrees(digest Digest) bool { return digest == t.Digest() }

// digestOf returns the digest of one znode.
func digestOf(path string, node *Node) uint32 {
	s := &node.stat
	var fixed [digestStatBytes]byte
	b := fixed[:0]
	for _, field := range [...]int64{s.czxid, s.mzxid, s.pzxid, s.ctime, s.mtime} {
		b = binary.BigEndian.AppendUint64(b, uint64(field))
	}
	for _, field := range [...]int32{s.version, s.cversion, s.aversion} {
		b = binary.BigEndian.AppendUint32(b, uint32(field))
	}
	b = binary.BigEndian.AppendUint64(b, uint64(s.owner))
	sum := crc32.Update(0, crc32.IEEETable, []byte(path))
	sum = crc32.Update(sum, crc32.IEEETable, node.Data)
	return crc32.Update(sum, crc32.IEEETable, b)
}

// counted returns what a znode adds to the tree's digest: 0 below /zookeeper, part of which servers
// keep by themselves.
func counted(path string, node *Node) int64 {
	if strings.HasPrefix(path, "/zookeeper/") {
		return 0
	}
	return int64(node.sum)
}
