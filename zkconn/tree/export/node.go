package export

import (
	"slices"
	"strings"
	"time"

	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// Header describes an export.
type Header struct {
	Cluster string
	Path    znode.Path // the root of the export
	Taken   time.Time  // the time when the export began
	Masked  bool       // whether secrets are masked, so that they cannot be restored
}

// Part is a part of a znode that may be missing from an export.
type Part string

// The parts.
const (
	Data     Part = "data"
	ACL      Part = "acl"
	Children Part = "children" // everything below it
)

// Node is a znode in an export.
type Node struct {
	Path    znode.Path // path below the root of the export; znode.Root for the root
	Data    []byte     // nil for ZooKeeper's null
	ACL     []znode.ACL
	Kind    string        // znode.Persistent, znode.Ephemeral, znode.Container or TTL
	TTL     time.Duration // for Kind TTL
	Session int64         // the owner of an ephemeral znode

	Known    bool  // whether Version, Cversion and Mzxid are known; if not, they are zero
	Version  int32 // of the data
	Cversion int32 // of the children; the number of the next sequential child follows from it
	Mzxid    int64

	Implied bool   // the file has only znodes below it; an import creates it without data if it does not exist
	Masked  int    // number of masked secrets in the data
	Why     error  // why it cannot be restored as it was, if known
	Missing []Part // parts that could not be read, in alphabetical order
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

// lineEnds are the characters that Java takes for line ends, besides CR and LF. Java's patterns for
// a line do not match text that contains one.
const lineEnds = "\u0085\u2028\u2029"

// inComment returns a path for a comment, without characters that would end the comment.
func inComment(path znode.Path) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("\r\n"+lineEnds, r) {
			return ' '
		}
		return r
	}, path.String())
}

// hidesDigest reports whether the ACL has digests that the server did not show. A znode created
// with such an ACL would let nobody in.
func (n Node) hidesDigest() bool { return slices.ContainsFunc(n.ACL, znode.ACL.Hidden) }

// isOwn reports whether a znode belongs to ZooKeeper itself, so that no tool can create it.
func isOwn(path znode.Path) bool { return path.First() == "zookeeper" }

// TTL is the kind of a znode that the server deletes if it is not changed for a time. Servers do
// not tell this kind, but files of other tools can.
const TTL = "ttl"

// Of returns what an export of root keeps of a znode that a walk has visited.
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

// Want returns what a walk must read for an export. It is for walk.Options.Want.
func Want(znode.Path) walk.Want { return walk.Data | walk.ACL }

// Writer writes znodes in a format, in the order of a walk.
type Writer interface {
	Write(n Node) error
	// Close writes the end. stopped is why the walk ended.
	Close(stopped walk.Stopped) error
}

// Reader reads the znodes of an export, each after its parent.
type Reader interface {
	// Next returns the next znode. After the last it fails with io.EOF, but only if the file is
	// whole. It fails with Invalid if the file is not whole or not an export.
	Next() (Node, error)
}
