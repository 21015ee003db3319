package znode

import (
	"context"
	"time"
)

// OpKind says what an Op does.
type OpKind int

// The kinds of Op. The zero value is none of them.
const (
	OpCreate OpKind = iota + 1 // creates a znode: Path, Data, ACL, Mode, TTL
	OpSet                      // replaces the data: Path, Data, Version
	OpDelete                   // deletes a childless znode: Path, Version
	OpSetACL                   // replaces the ACL: Path, ACL, Version (the aversion)
	OpCheck                    // changes nothing, but fails unless the data has Version
)

// Op is one change of one znode, like the operations of ZooKeeper's multi
// (org.apache.zookeeper.Op). Which fields are used depends on Kind.
type Op struct {
	Kind    OpKind
	Path    Path
	Data    []byte        // nil is ZooKeeper's null, which differs from empty data
	ACL     []ACL         // at least one entry
	Mode    CreateMode    // used by OpCreate
	TTL     time.Duration // the TTL of a ModeTTL znode in whole milliseconds, at least one
	Version int32         // the expected version; AnyVersion for any
	Mzxid   int64         // the expected mzxid for OpSet and OpDelete, which distinguishes znodes that had the same path and version; 0 for any. ZooKeeper has no such check: a guard compares it just before the change
	Czxid   int64         // the expected czxid for OpSetACL; 0 for any. It is checked like Mzxid
	Was     []ACL         // for OpSetACL, the ACL with that Version and Czxid if it is known, which saves reading it again; else nil
}

// Result is the result of one Op that was applied.
type Result struct {
	Path     Path  // of the znode; differs from the Op's path if OpCreate is sequential
	Stat     Stat  // after the change, from the same answer; zero for OpDelete and OpCheck, and if the server does not return it
	Zxid     int64 // of the change
	Recorded int64 // the number of the change in the audit trail; 0 if no trail is kept
}

// Writer changes znodes.
type Writer interface {
	// Apply makes the changes in order: all of them or none. It returns a result for each op, in
	// the same order. It fails with an *Error; if one of several ops is to blame, an *OpError says
	// which.
	//
	// If a change was sent but its answer was lost, Apply fails with UnknownOutcome, and the change
	// is not tried again. With all other kinds, nothing was changed: Conflict, Denied, NotFound,
	// Invalid, TooLarge, and Unavailable, which means that nothing was sent.
	Apply(ctx context.Context, ops ...Op) ([]Result, error)
}

// OpError is the error of one op among several that were to be applied together.
type OpError struct {
	Index int // index of the op, from 0
	Err   error
}

// Error implements error.
func (e *OpError) Error() string { return e.Err.Error() }

// Unwrap returns the op's own error.
func (e *OpError) Unwrap() error { return e.Err }

// Create creates a znode and returns its stat and its path, which differs from path if mode is
// sequential. It is like kazoo's create with include_data.
func Create(ctx context.Context, w Writer, path Path, data []byte, acl []ACL, mode CreateMode) (Result, error) {
	return one(w.Apply(ctx, Op{Kind: OpCreate, Path: path, Data: data, ACL: acl, Mode: mode}))
}

// Set replaces the data if it still has the version. It is like kazoo's set.
func Set(ctx context.Context, w Writer, path Path, data []byte, version int32) (Stat, error) {
	result, err := one(w.Apply(ctx, Op{Kind: OpSet, Path: path, Data: data, Version: version}))
	return result.Stat, err
}

// Delete deletes a childless znode if its data still has the version. It is like kazoo's delete.
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
