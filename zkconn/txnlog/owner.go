package txnlog

import (
	"math"
	"time"
	"unique"

	"zkweb/zkconn/jute"
	"zkweb/zkconn/znode"
)

// Values of ephemeralOwner that are not a session (org.apache.zookeeper.server.EphemeralType).
const (
	containerOwner = math.MinInt64
	ttlMask        = -1 << 40 // the high byte and two reserved bytes
	ttlMark        = -1 << 56 // the high byte
)

// ownerOf returns the ephemeralOwner of the znode that an op creates.
func ownerOf(transaction *Transaction, op *Op) int64 {
	switch {
	case op.Type == TypeCreateContainer:
		return containerOwner
	case op.Type == TypeCreateTTL:
		return ttlMark | op.TTL.Milliseconds()
	case op.Ephemeral:
		return transaction.Session
	}
	return 0
}

// ttlOf returns the TTL that an ephemeralOwner encodes; 0 if it is none.
func ttlOf(owner int64) time.Duration {
	if owner&ttlMask != ttlMark {
		return 0
	}
	return milliseconds(owner &^ ttlMask)
}

// sessionOf returns the session that an ephemeralOwner names, and whether there is one.
func sessionOf(owner int64) (int64, bool) {
	return owner, owner != 0 && owner != containerOwner && ttlOf(owner) == 0
}

// sharedACL is an ACL that is stored once for all znodes that have it.
type sharedACL struct{ encoded unique.Handle[string] }

func shareACL(acl []znode.ACL) sharedACL {
	var e jute.Encoder
	e.ACLs(acl)
	return sharedACL{unique.Make(string(e.Bytes))}
}

func (a sharedACL) list() []znode.ACL {
	return (&jute.Decoder{Rest: []byte(a.encoded.Value())}).ACLs()
}
