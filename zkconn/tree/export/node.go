package export

import (
	"slices"
	"strings"
	"time"

	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// Header says what an export is of.
type Header struct {
	Cluster string
	Path    znode.Path // of the root of the export
	Taken   time.Time  // when it began
	Masked  bool       // secrets are masked: it cannot restore what they were
}

// Part is what of a znode may be missing in an export.
type Part string

// The parts.
const (
	Data     Part = "data"
	ACL      Part = "acl"
	Children Part = "children" // all below it
)

// Node is a znode in an export.
type Node struct {
	Path    znode.Path // below the root of the export; znode.Root for that itself
	Data    []byte     // nil is ZooKeeper's null
	ACL     []znode.ACL
	Kind    string        // znode.Persistent, Ephemeral, Container or TTL
	TTL     time.Duration // of a TTL znode
	Session int64         // that owns an ephemeral one

	Known    bool  // the fields that follow are as when it was read; else they are zero
	Version  int32 // of the data
	Cversion int32 // of the children: where the next sequential one gets its number from
	Mzxid    int64

	Implied bool   // the file only has what is below it: it is made empty where it is missing
	Masked  int    // secrets of the data that a mask stands for
	Why     error  // why it cannot be restored as it was, where that is known
	Missing []Part // what could not be read, and so is not there, in the order of the words
}

// Lacks reports whether a part of the znode is missing.
func (n Node) Lacks(part Part) bool {
	for _, missing := range n.Missing {
		if missing == part {
			return true
		}
	}
	return false
}

// lineEnds are what Java takes for ends of lines beside CR and LF: its patterns for a line
// do not match what has one.
const lineEnds = "\u0085\u2028\u2029"

// inComment returns a path as a comment has it, which no part of it ends.
func inComment(path znode.Path) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("\r\n"+lineEnds, r) {
			return ' '
		}
		return r
	}, path.String())
}

// hidesDigest reports whether the ACL has digests that the server did not show: made with
// it, the znode lets nobody in.
func (n Node) hidesDigest() bool { return slices.ContainsFunc(n.ACL, znode.ACL.Hidden) }

// isOwn reports whether a znode is ZooKeeper's own, which no tool can make.
func isOwn(path znode.Path) bool { return path.First() == "zookeeper" }

// TTL is the kind of a znode that its server deletes when it was not changed for a
// time. No server tells of it: a file of another tool can.
const TTL = "ttl"

// Of returns what an export of root keeps of a znode that a walk has come to.
func Of(v walk.Visited, root znode.Path) Node {
	below, _ := v.Path.Below(root)
	n := Node{
		Path: below, Data: v.Data, ACL: v.ACL, Kind: v.Stat.CreateKind(),
		Known: v.Err == nil, Version: v.Stat.Version, Cversion: v.Stat.Cversion, Mzxid: v.Stat.Mzxid,
	}
	if n.Kind == znode.Ephemeral {
		n.Session = v.Stat.EphemeralOwner
	}
	for _, each := range []struct {
		part Part
		err  error
	}{{ACL, v.ACLErr}, {Children, v.ChildrenErr}, {Data, v.DataErr}} {
		if each.err != nil || v.Err != nil {
			n.Missing = append(n.Missing, each.part)
		}
	}
	return n
}

// Want returns what a walk must read of each znode for an export: walk.Options.Want.
func Want(znode.Path) walk.Want { return walk.Data | walk.ACL }

// Writer writes znodes in a format, in the order of a walk.
type Writer interface {
	Write(n Node) error
	// Close writes the end. stopped is why that is not the end of the subtree, as
	// walk.Stopped has it; "" where it is.
	Close(stopped walk.Stopped) error
}

// Reader reads an export: its znodes, each after its parent.
type Reader interface {
	// Next returns the next znode. After the last it fails with io.EOF, and only if
	// the file is whole; with Invalid where it is not, or is no export.
	Next() (Node, error)
}
