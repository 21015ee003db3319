// Package history stores the transactions of an ensemble and answers questions about the past: the
// versions of a znode, the changes below one, the tree as of a zxid, who held a lock, how long a
// session lived, and how complete all of that is. It checks nobody's permissions: package
// auth/guard decides what a person may see.
//
// A store is a folder of segments. Each segment is a SQLite file that begins with the whole tree as
// of its first moment and continues with the transactions after it. So old history is dropped by
// removing whole files, and no file needs the one before it. Segments are chained by hashes, by
// which Verify finds whether anything was altered.
//
// A life is the time of one znode, from its creation to its deletion. Several lives may follow each
// other at a path.
package history
