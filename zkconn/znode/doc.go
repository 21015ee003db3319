// Package znode holds the words that every room of zkweb speaks: a path, a
// stat, an ACL, a connection state, a kind of error, and what a reader and a
// writer of znodes can do. The names are ZooKeeper's and kazoo's own.
//
// It imports nothing but the standard library.
package znode
