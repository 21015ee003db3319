// Package history stores the transactions of an ensemble and answers what was when:
// the versions of a znode, what changed below one, the tree as of a zxid, who held a
// lock, how long a session lived, and how complete all of that is.
//
// It knows nobody's rights: whoever shows a person something of it asks auth/guard.
//
// A store is a folder of segments, each a SQLite file that begins with the whole tree
// as of its first moment and goes on with the transactions after it. So what is old is
// dropped by removing whole files, and nothing needs the file before it. Segments are
// chained by hashes: Verify says whether anything was altered since.
package history
