// Package history stores the transactions of an ensemble and answers questions about the
// past: the versions of a znode, the changes below one, the tree as of a zxid, who held a
// lock, how long a session lived, and how complete all of that is.
//
// It checks nobody's rights: what a person may see of it is for auth/guard to decide.
//
// A store is a folder of segments, each a SQLite file that begins with the whole tree
// as of its first moment and goes on with the transactions after it. So old history is
// dropped by removing whole files, and no file needs the one before it. Segments are
// chained by hashes: Verify says whether anything was altered since.
package history
