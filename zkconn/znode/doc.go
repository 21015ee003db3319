// Package znode has the types that all of zkweb shares: paths, stats, ACLs, connection states,
// errors, and the interfaces that read and write znodes. Names follow ZooKeeper and kazoo.
//
// It imports only the standard library.
package znode
