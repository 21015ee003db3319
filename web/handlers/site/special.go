package site

import (
	"slices"

	"zkweb/auth/people"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/znode"
)

// specialPaths are those that ZooKeeper itself never deletes
// (DataTree.isSpecialPath).
var specialPaths = []string{"/", "/zookeeper", "/zookeeper/config", "/zookeeper/quota"}

// NeverDeleted reports whether a znode of a cluster cannot be deleted by anybody.
func NeverDeleted(cluster cluster.Cluster, path znode.Path) bool {
	full, err := cluster.Chroot.Join(path)
	return path.IsRoot() || err == nil && slices.Contains(specialPaths, full.String())
}

// KeptBelow refuses what nobody deletes with all below it: the root, what ZooKeeper
// keeps for itself, and what has the user directory in it, or is in it.
func KeptBelow(cluster cluster.Cluster, directory *people.Directory, path znode.Path) error {
	full, err := cluster.Chroot.Join(path)
	if _, below := full.Below(OwnRoot); err != nil || path.IsRoot() || below {
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeNeverDeleted}
	}
	if directory == nil {
		return nil
	}
	_, inside := path.Below(directory.Path)
	if _, around := directory.Path.Below(path); inside || around {
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeDirectoryBelow}
	}
	return nil
}

// OwnRoot is where ZooKeeper keeps what is its own.
var OwnRoot, _ = znode.ParsePath("/zookeeper") // it is a path

// AnyChild stands for all children of a znode: the policy makes no difference
// between them.
func AnyChild(parent znode.Path) znode.Path {
	child, err := parent.Child("child")
	if err != nil {
		return parent // too long for any child
	}
	return child
}
