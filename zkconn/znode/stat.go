package znode

import (
	"math"
	"time"
)

// Stat is a znode's stat. It has the fields of kazoo's ZnodeStat (kazoo.protocol.states), which are
// those of ZooKeeper's org.apache.zookeeper.data.Stat, in kazoo's order.
type Stat struct {
	Czxid          int64 `json:"czxid"`          // zxid of the change that created the znode
	Mzxid          int64 `json:"mzxid"`          // zxid of the last change of its data
	Ctime          int64 `json:"ctime"`          // when it was created, milliseconds since 1970
	Mtime          int64 `json:"mtime"`          // when its data last changed, milliseconds since 1970
	Version        int32 `json:"version"`        // number of changes of the data
	Cversion       int32 `json:"cversion"`       // number of changes of the children
	Aversion       int32 `json:"aversion"`       // number of changes of the ACL
	EphemeralOwner int64 `json:"ephemeralOwner"` // session that owns an ephemeral znode; 0 if it is persistent
	DataLength     int32 `json:"dataLength"`     // length of the data in bytes
	NumChildren    int32 `json:"numChildren"`    // number of children
	Pzxid          int64 `json:"pzxid"`          // zxid of the last change of the children
}

// Created returns Ctime as a time in UTC.
func (s Stat) Created() time.Time { return time.UnixMilli(s.Ctime).UTC() }

// Modified returns Mtime as a time in UTC.
func (s Stat) Modified() time.Time { return time.UnixMilli(s.Mtime).UTC() }

// UsualBuffer is the default of jute.maxbuffer: the maximum size of an answer that a client
// accepts, one byte less than 1 MiB.
const UsualBuffer = 0xfffff

// MaxSequence is the last number that a sequential child gets in order. ZooKeeper counts with an
// int32 and goes on with negative numbers.
const MaxSequence = math.MaxInt32

// Sequence returns the number that the next sequential child gets, which is the number of children
// created so far. Cversion is twice that, less the number of children, in 32 bits
// (DataNode.copyStat). Children that ZooKeeper itself has made do not count: a fresh /zookeeper has
// a Cversion of -2 and two children, and gives the next one 0.
func (s Stat) Sequence() int64 {
	return int64(uint32(s.Cversion+s.NumChildren)) / 2 // the sum wraps around as well
}

// Kinds of znode, as CreateMode names them. Servers since 3.5.4 return an ephemeralOwner of 0 for
// container and TTL znodes (DataNode.copyStat), so that Persistent may stand for either. Before
// that, containers were marked.
const (
	Persistent = "persistent"
	Ephemeral  = "ephemeral"
	Container  = "container"
)

// CreateKind returns the kind of the znode, as far as ephemeralOwner tells. An owner with the high
// byte 0xff is a session of the server 255: the TTLs that look like it never leave a server.
func (s Stat) CreateKind() string {
	switch owner := uint64(s.EphemeralOwner); owner {
	case 0:
		return Persistent
	case 1 << 63: // EphemeralType.CONTAINER_EPHEMERAL_OWNER, which no session has
		return Container
	}
	return Ephemeral
}
