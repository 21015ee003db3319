package site

import (
	"slices"

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

// AnyChild stands for all children of a znode: the policy makes no difference
// between them.
func AnyChild(parent znode.Path) znode.Path {
	child, err := parent.Child("child")
	if err != nil {
		return parent // too long for any child
	}
	return child
}
