package txnlog

import (
	"encoding/binary"
	"hash/crc32"
	"strings"
)

// digestVersion is how servers of 3.6 and newer compute digests
// (DigestCalculator.DIGEST_VERSION).
const digestVersion = 2

// digestStatBytes is what of a stat is summed.
const digestStatBytes = 60

// Digest returns the sum over the tree as ZooKeeper computes it (AdHash over the CRC-32 of
// each znode). It does not cover what ACLs say.
func (t *Tree) Digest() Digest { return Digest{Version: digestVersion, Value: t.digest} }

// Agrees reports whether the digest is that of the tree. It is false where there is
// none, and for one of a version that is not known here.
func (t *Tree) Agrees(digest Digest) bool { return digest == t.Digest() }

// digestOf returns a znode's part of the sum.
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

// counted returns what a znode adds to the tree's digest: nothing below /zookeeper, which
// servers keep in part by themselves.
func counted(path string, node *Node) int64 {
	if strings.HasPrefix(path, "/zookeeper/") {
		return 0
	}
	return int64(node.sum)
}
