package znode

import (
	"math"
	"time"
)

// Stat is a znode's stat: the fields of kazoo's ZnodeStat
// (kazoo.protocol.states), which are those of ZooKeeper's own
// org.apache.zookeeper.data.Stat, in kazoo's order.
type Stat struct {
	Czxid          int64 `json:"czxid"`          // zxid of the change that created the znode
	Mzxid          int64 `json:"mzxid"`          // zxid of the last change of its data
	Ctime          int64 `json:"ctime"`          // when it was created, milliseconds since 1970
	Mtime          int64 `json:"mtime"`          // when its data last changed, milliseconds since 1970
	Version        int32 `json:"version"`        // number of changes of the data
	Cversion       int32 `json:"cversion"`       // number of changes of the children
	Aversion       int32 `json:"aversion"`       // number of changes of the ACL
	EphemeralOwner int64 `json:"ephemeralOwner"` // session that owns an ephemeral znode; 0 for a persistent one
	DataLength     int32 `json:"dataLength"`     // length of the data in bytes
	NumChildren    int32 `json:"numChildren"`    // number of children
	Pzxid          int64 `json:"pzxid"`          // zxid of the last change of the children
}

// Created returns Ctime as a time in UTC.
func (s Stat) Created() time.Time { return time.UnixMilli(s.Ctime).UTC() }

// Modified returns Mtime as a time in UTC.
func (s Stat) Modified() time.Time { return time.UnixMilli(s.Mtime).UTC() }

// UsualBuffer is jute.maxbuffer where nobody has set it: how many bytes a client takes as
// an answer, one short of 1 MiB.
const UsualBuffer = 0xfffff

// MaxSequence is the last number that a sequential child gets in order: ZooKeeper counts
// with an int32, and goes on with negative ones.
const MaxSequence = math.MaxInt32

// Sequence returns the number that the next sequential child gets: how many children were
// created so far. ZooKeeper tells twice that, less the children that are there, in 32 bits
// (DataNode.copyStat), and does not count those that it has made itself: /zookeeper, where
// nobody has created anything, has -2 and two children, and gives the next one 0.
func (s Stat) Sequence() int64 {
	return int64(uint32(s.Cversion+s.NumChildren)) / 2 // the sum wraps, too
}

// Kinds of znode, as CreateMode names them. Servers of 3.5.4 and newer show 0 for
// the ephemeralOwner of container and TTL znodes (DataNode.copyStat), so that a
// Persistent answer may hide either; before that, containers were marked.
const (
	Persistent = "persistent"
	Ephemeral  = "ephemeral"
	Container  = "container"
)

// CreateKind returns the kind of the znode, as far as ephemeralOwner tells it. An
// owner with the high byte 0xff is a session of the server 255: the TTLs that look
// like it never leave a server.
func (s Stat) CreateKind() string {
	switch owner := uint64(s.EphemeralOwner); owner {
	case 0:
		return Persistent
	case 1 << 63: // EphemeralType.CONTAINER_EPHEMERAL_OWNER, which no session has
		return Container
	}
	return Ephemeral
}
