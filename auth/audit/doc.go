// Package audit keeps the trail: the console's record of who did what to which
// znode, and when. It holds hashes of values, never values, and no secret.
//
// A Trail appends to a Store, which keeps the entries on a disk (package sqlite).
// Append returns when the entry is there. The same entries go as JSON lines to
// Config.Log, from where a team's log system takes them. They are read from the
// store, so what Config.Log cannot take now it gets later.
//
// # What the chain shows
//
// Each entry's hash is SHA-256 over the hash of the entry before it and the
// entry's own canonical encoding, which is the JSON that the store keeps:
// sequence and all fields. The store also keeps the head: sequence and hash of
// the newest entry. A Verifier follows all of it. Whoever edits, removes or
// reorders entries without computing the chain anew is found, and the first bad
// entry is named.
//
// In the place of entries that retention removed stand runs: their sequences and
// the hash of the last, from which the chain goes on. An entry within the chain
// says which they are (AuditRemove, Ranges). At the front, where entries that
// said so go too, it is said again from entry 1 on.
//
// A running Trail keeps the newest link in memory and appends behind no other.
//
// # What it cannot show
//
// There is no key in the chain. Whoever can write the database can also
// compute new hashes from an entry of their choice to the end, or remove the
// newest entries and set the head back, and the database alone then looks
// sound. Only a copy of the head kept elsewhere shows it: that is why the head
// is logged at start, every hour and at stop, and why every JSON line has its
// entry's hash. Give such a head to NewVerifier. What was appended after the last
// copy that left the machine is not covered.
//
// An AuditRemove is an entry as any other: computed with the rest of a chain, it
// passes a removed front off as retention's work. Verified.Removed is for people to
// compare with the retention that they set.
//
// A console at work relies on the store's indexes; only verifying checks that they
// hold all entries.
//
// The key of KeyedHash lies in the data directory too. It keeps those who see
// the trail, or a copy of it, from finding values by trying; not those who have
// the directory.
package audit
