package site

import (
	"slices"

	"zkweb/auth/people"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/znode"
)

// specialPaths are the paths that ZooKeeper never deletes (DataTree.isSpecialPath).
var specialPaths = []string{"/", "/zookeeper", "/zookeeper/config", "/zookeeper/quota"}

// NeverDeleted reports whether nobody can delete a znode of a cluster.
func NeverDeleted(cluster cluster.Cluster, path znode.Path) bool {
	full, err := cluster.Chroot.Join(path)
	return path.IsRoot() || err == nil && slices.Contains(specialPaths, full.String())
}

// KeptBelow returns an error for a znode that must not be deleted with everything below it: the
// root, ZooKeeper's own znodes, and znodes that contain the user directory or are in it.
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

// OwnRoot is where ZooKeeper keeps its own znodes.
var OwnRoot, _ = znode.ParsePath("/zookeeper") // the path is valid

// AnyChild returns a path that stands for all children of a znode, which the policy treats alike.
func AnyChild(parent znode.Path) znode.Path {
	child, err := parent.Child("child")
	if err != nil {
		return parent // the path is too long for any child
	}
	return child
}
