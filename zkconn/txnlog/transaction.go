package txnlog

import (
	"fmt"
	"time"

	"zkweb/zkconn/znode"
)

// Transaction is one transaction of an ensemble, which was applied as a whole or not at all. Its
// Data and ACL share memory with the record that they were read from; nothing else uses that
// record.
type Transaction struct {
	Zxid    int64
	Time    int64  // the leader's clock, in milliseconds since 1970; it may step back, so sort by Zxid
	Session int64  // the session that requested it; 0 for ZooKeeper itself, which deletes containers and TTL znodes
	Cxid    int32  // the client's number of the request; 0 for a TypeCloseSession of an expired session
	Type    Type   // the request; TypeError if it failed and the log does not say which it was
	Ops     []Op   // its changes, in order: any number for a TypeMulti, none for a failed transaction
	Err     int32  // why it failed, a number of KeeperException.Code; 0 if it succeeded
	Digest  Digest // of the whole tree after it
}

// Type is the number of a request (ZooDefs.OpCode).
type Type int32

// The types that occur in logs.
const (
	TypeCreate          Type = 1
	TypeDelete          Type = 2
	TypeSet             Type = 5
	TypeSetACL          Type = 7
	TypeCheck           Type = 13 // only in a multi
	TypeMulti           Type = 14
	TypeCreate2         Type = 15
	TypeReconfig        Type = 16 // since 3.5
	TypeCreateContainer Type = 19 // since 3.5
	TypeDeleteContainer Type = 20 // since 3.5, also for TTL znodes
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

// String returns the type's name in ZooDefs.OpCode.
func (t Type) String() string {
	if name, ok := typeNames[t]; ok {
		return name
	}
	return fmt.Sprintf("type %d", int32(t))
}

// Creates reports whether the type creates a znode.
func (t Type) Creates() bool {
	return t == TypeCreate || t == TypeCreate2 || t == TypeCreateContainer || t == TypeCreateTTL
}

// Deletes reports whether the type deletes the znode at its path.
func (t Type) Deletes() bool { return t == TypeDelete || t == TypeDeleteContainer }

// Op is one change of a transaction. Which fields count depends on Type:
//
//	TypeCreate, TypeCreate2, TypeCreateContainer  Path, Data, ACL, Ephemeral, ParentCversion
//	TypeCreateTTL                                 the same, and TTL
//	TypeSet                                       Path, Data, Version: of the data after it
//	TypeReconfig                                  the same, for /zookeeper/config
//	TypeSetACL                                    Path, ACL, Version: of the ACL after it
//	TypeDelete, TypeDeleteContainer               Path
//	TypeCheck                                     Path, Version: one more than that of the data
//	TypeCreateSession                             Timeout
//	TypeCloseSession                              Paths, PathsKnown
type Op struct {
	Type           Type
	Path           string // as the server wrote it; valid for znode.ParsePath, unless the file was made by something else
	Data           []byte // nil for ZooKeeper's null, which differs from the empty value
	ACL            []znode.ACL
	Ephemeral      bool
	Version        int32
	ParentCversion int32         // of the parent after a create; -1 if the log does not tell (3.3 and older)
	TTL            time.Duration // whole milliseconds
	Timeout        time.Duration // whole milliseconds
	Paths          []string      // the ephemeral znodes that are deleted with a session
	Unseen         bool          // for a create or a set that a client was told of: its Data is not known
	Skipped        *Skipped      `json:"-"` // for a create or a set whose Data was not recorded: what is kept instead
	PathsKnown     bool          // false in logs of 3.4 and 3.5, which name no paths; Tree.Apply fills in Paths
}

// Skipped is what is kept of data that was left out: its length in bytes and a keyed hash.
type Skipped struct {
	Size int
	Hash []byte
}

// Digest is the digest of a whole tree that ZooKeeper 3.6 and newer write with each transaction
// (org.apache.zookeeper.server.DigestCalculator). The zero value means none.
type Digest struct {
	Version int32 // how it is computed; 2 in 3.6 to 3.9
	Value   int64
}

// Epoch returns the epoch of a zxid, which is the number of the leader that gave it.
func Epoch(zxid int64) int64 { return int64(uint64(zxid) >> 32) }

// Counter returns the number of a zxid within its epoch, counted from 1.
func Counter(zxid int64) int64 { return zxid & 0xffffffff }

// Follows reports whether next may come directly after zxid: it is the next number, or the first of
// a later epoch. In the second case, transactions may be missing unless zxid is known to be the
// last of its epoch.
func Follows(zxid, next int64) bool {
	return next == zxid+1 || Epoch(next) > Epoch(zxid) && Counter(next) == 1
}
