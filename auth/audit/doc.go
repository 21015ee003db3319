// Package audit keeps the trail: the console's record of who did what to which znode, and when. It
// contains hashes of values, but neither values nor secrets.
//
// A Trail appends to a Store, which keeps the entries on a disk (package sqlite). Append returns when
// the entry is there. The same entries are written as JSON lines to Config.Log, from where a team's
// log system can collect them. They are read from the store, so a line that Config.Log cannot take
// now is written later.
//
// # What the chain shows
//
// Each entry's hash is SHA-256 over the hash of the entry before it and the entry's own canonical
// encoding, which is the JSON that the store keeps: sequence and all fields. The store also keeps the
// head: sequence and hash of the newest entry. A Verifier checks all of this. It detects if somebody
// edits, removes or reorders entries without recomputing the chain, and names the first bad entry.
//
// Entries that retention removed are replaced by runs: their sequences and the hash of the last one,
// from which the chain continues. An entry within the chain says which entries were removed
// (AuditRemove, Ranges). At the front, where earlier entries of that kind are removed too, the newest
// one names all entries from 1 on.
//
// A running Trail keeps the newest link in memory and appends after no other.
//
// # What it cannot show
//
// There is no key in the chain. Whoever can write the database can also recompute hashes from an
// entry of their choice to the end, or remove the newest entries and set the head back, and the
// database alone then looks sound. Only a copy of the head kept elsewhere shows it. That is why the
// head is logged at start, every hour and at stop, and why every JSON line has its entry's hash. Pass
// such a head to NewVerifier. Entries appended after the last copy that left the machine are not
// covered.
//
// An AuditRemove is an entry like any other: in a recomputed chain, it can present a removed front as
// the work of retention. Verified.Removed is for people to compare with the retention that they set.
//
// A running console relies on the store's indexes; only verification checks that they contain all
// entries.
//
// The key of KeyedHash is in the data directory, too. It prevents people who see the trail, or a copy
// of it, from finding values by guessing; it does not protect against those who have the directory.
package audit
