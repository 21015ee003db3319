package znode

import (
	"context"
	"time"
)

// OpKind says what an Op does.
type OpKind int

// The kinds of Op. The zero value is none of them.
const (
	OpCreate OpKind = iota + 1 // makes a znode: Path, Data, ACL, Mode, TTL
	OpSet                      // replaces the data: Path, Data, Version
	OpDelete                   // removes a childless znode: Path, Version
	OpSetACL                   // replaces the ACL: Path, ACL, Version (of the ACL)
	OpCheck                    // changes nothing and fails unless the data has Version
)

// Op is one change of one znode, as the operations of ZooKeeper's multi
// (org.apache.zookeeper.Op). Which fields count depends on Kind.
type Op struct {
	Kind    OpKind
	Path    Path
	Data    []byte        // nil is ZooKeeper's null, which is not the empty value
	ACL     []ACL         // at least one entry
	Mode    CreateMode    // how OpCreate creates
	TTL     time.Duration // of a ModeTTL znode: whole milliseconds, at least one
	Version int32         // the version that must be there; AnyVersion for whatever it is
	Mzxid   int64         // of the data that OpSet and OpDelete are about, which tells one znode from another at the same path and version; 0: any. ZooKeeper has no such check: a guard compares it just before
	Czxid   int64         // of the znode that OpSetACL is about; 0: any. Compared likewise
	Was     []ACL         // of an OpSetACL: the ACL of that Version and Czxid, where it is known, so that nobody has to read it again; else nil
}

// Result is what became of one Op that was applied.
type Result struct {
	Path     Path  // of the znode; another than asked for where an OpCreate is sequential
	Stat     Stat  // after the change, from the same answer; zero for OpDelete, OpCheck, and where the server does not tell
	Zxid     int64 // of the change
	Recorded int64 // the number under which the change is on record; 0 where no record is kept
}

// Writer changes znodes.
type Writer interface {
	// Apply makes the changes in their order: all of them or none. It gives a
	// result for each op, in the ops' order. It fails with an *Error; where one
	// of several ops is to blame, an *OpError says which.
	//
	// A change that was sent and whose answer was lost fails with
	// UnknownOutcome and is never tried again. With every other kind nothing
	// was changed: Conflict, Denied, NotFound, Invalid, TooLarge, and
	// Unavailable, for which nothing was sent.
	Apply(ctx context.Context, ops ...Op) ([]Result, error)
}

// OpError is the error of one op among several that were applied together.
type OpError struct {
	Index int // of the op, from 0
	Err   error
}

// Error implements error.
func (e *OpError) Error() string { return e.Err.Error() }

// Unwrap returns the op's own error.
func (e *OpError) Unwrap() error { return e.Err }

// Create makes a znode and returns its path, which differs from the one asked
// for when sequential, and its stat. As kazoo's create with include_data.
func Create(ctx context.Context, w Writer, path Path, data []byte, acl []ACL, mode CreateMode) (Result, error) {
	return one(w.Apply(ctx, Op{Kind: OpCreate, Path: path, Data: data, ACL: acl, Mode: mode}))
}

// Set replaces the data if the version still is the one given. As kazoo's set.
func Set(ctx context.Context, w Writer, path Path, data []byte, version int32) (Stat, error) {
	result, err := one(w.Apply(ctx, Op{Kind: OpSet, Path: path, Data: data, Version: version}))
	return result.Stat, err
}

// Delete removes a childless znode if the version still is the one given. As
// kazoo's delete.
func Delete(ctx context.Context, w Writer, path Path, version int32) error {
	_, err := w.Apply(ctx, Op{Kind: OpDelete, Path: path, Version: version})
	return err
}

func one(results []Result, err error) (Result, error) {
	if err != nil {
		return Result{}, err
	}
	return results[0], nil
}
