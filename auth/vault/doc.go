// Package vault keeps values sealed in a data directory, each for a time: what
// changes have replaced, so that they can be taken back.
//
// A value is sealed by AES-256-GCM under a key that an operator made and keeps
// elsewhere than the data, together with the shelf and the id that it is kept under:
// a value that was moved to another place is not opened. The database alone says how
// many values there are, how long each is, and since when. What has been removed is
// overwritten (SQLite's secure_delete).
package vault
