package txnlog

import (
	"fmt"
	"time"

	"zkweb/zkconn/znode"
)

// Transaction is one transaction of an ensemble: all of it that was made or nothing.
// Its Data and ACL share memory with the record that they were read from, which
// belongs to it alone.
type Transaction struct {
	Zxid    int64
	Time    int64  // the leader's clock, milliseconds since 1970; it may step back, so the order is Zxid's
	Session int64  // whose request it was; 0 for ZooKeeper itself, which deletes containers and TTL znodes
	Cxid    int32  // the client's number of the request; 0 of a TypeCloseSession whose session expired
	Type    Type   // what was asked for; TypeError where it failed and the log does not keep what it was
	Ops     []Op   // what it changed, in order; a TypeMulti has any number, a failed transaction none
	Err     int32  // why it failed, as KeeperException.Code numbers it; 0 where it did not
	Digest  Digest // of the whole tree once it is applied
}

// Type is the number of a request, as ZooDefs.OpCode has it.
type Type int32

// The types that logs have.
const (
	TypeCreate          Type = 1
	TypeDelete          Type = 2
	TypeSet             Type = 5
	TypeSetACL          Type = 7
	TypeCheck           Type = 13 // in a multi alone
	TypeMulti           Type = 14
	TypeCreate2         Type = 15
	TypeReconfig        Type = 16 // since 3.5
	TypeCreateContainer Type = 19 // since 3.5
	TypeDeleteContainer Type = 20 // since 3.5, of TTL znodes too
	TypeCreateTTL       Type = 21 // since 3.5
	TypeCreateSession   Type = -10
	TypeCloseSession    Type = -11
	TypeError           Type = -1
)

var typeNames = map[Type]string{
	TypeCreate: "create", TypeDelete: "delete", TypeSet: "setData", TypeSetACL: "setACL", TypeCheck: "check", TypeMulti: "multi",
	TypeCreate2: "create2", TypeReconfig: "reconfig", TypeCreateContainer: "createContainer", TypeDeleteContainer: "deleteContainer",
	TypeCreateTTL: "createTTL", TypeCreateSession: "createSession", TypeCloseSession: "closeSession", TypeError: "error",
}

// String returns the name of the type in ZooDefs.OpCode.
func (t Type) String() string {
	if name, ok := typeNames[t]; ok {
		return name
	}
	return fmt.Sprintf("type %d", int32(t))
}

// Creates reports whether the type makes a znode.
func (t Type) Creates() bool {
	return t == TypeCreate || t == TypeCreate2 || t == TypeCreateContainer || t == TypeCreateTTL
}

// Deletes reports whether the type deletes the znode of its path.
func (t Type) Deletes() bool { return t == TypeDelete || t == TypeDeleteContainer }

// Op is one change of a transaction. Which fields count depends on Type:
//
//	TypeCreate, TypeCreate2, TypeCreateContainer  Path, Data, ACL, Ephemeral, ParentCversion
//	TypeCreateTTL                                 and TTL
//	TypeSet                                       Path, Data, Version: that of the data after it
//	TypeReconfig                                  the same, of /zookeeper/config
//	TypeSetACL                                    Path, ACL, Version: that of the ACL after it
//	TypeDelete, TypeDeleteContainer               Path
//	TypeCheck                                     Path, Version: the next one of the data, which a check leaves as it is
//	TypeCreateSession                             Timeout
//	TypeCloseSession                              Paths, PathsKnown
type Op struct {
	Type           Type
	Path           string // as the server wrote it: znode.ParsePath takes it, unless the file was made by somebody else
	Data           []byte // nil is ZooKeeper's null, which is not the empty value
	ACL            []znode.ACL
	Ephemeral      bool
	Version        int32
	ParentCversion int32         // of the parent after a create; -1 where the log does not tell (3.3 and older)
	TTL            time.Duration // whole milliseconds
	Timeout        time.Duration // whole milliseconds
	Paths          []string      // the ephemeral znodes that a session's end deletes
	Unseen         bool          // of a create or a set that a client was told of: what Data it had is not known
	Skipped        *Skipped      `json:"-"` // of a create or a set whose Data was left out where it was recorded: what was kept
	PathsKnown     bool          // false in logs of 3.4 and 3.5, which name none: Tree.Apply fills Paths in
}

// Skipped is what is kept of data that was left out: its length in bytes, and a keyed hash.
type Skipped struct {
	Size int
	Hash []byte
}

// Digest is the sum over a whole tree that ZooKeeper 3.6 and newer write with each
// transaction (org.apache.zookeeper.server.DigestCalculator). The zero value is none.
type Digest struct {
	Version int32 // how it is computed; 2 up to 3.9
	Value   int64
}

// Epoch returns the epoch of a zxid: which leader gave it.
func Epoch(zxid int64) int64 { return int64(uint64(zxid) >> 32) }

// Counter returns the number of a zxid within its epoch, from 1.
func Counter(zxid int64) int64 { return zxid & 0xffffffff }

// Follows reports whether a transaction of zxid next may come directly behind one of
// zxid: the next number, or the first of any later epoch. It proves that nothing is
// missing between them only where zxid is known to be the last of its epoch.
func Follows(zxid, next int64) bool {
	return next == zxid+1 || Epoch(next) > Epoch(zxid) && Counter(next) == 1
}
