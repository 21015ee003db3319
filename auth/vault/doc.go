// Package vault keeps sealed values in a data directory for a time: what changes have replaced, so
// that they can be undone. A value is sealed by AES-256-GCM under a key that an operator made and
// keeps apart from the data. The shelf and the ID are authenticated with it, so that a value that
// was moved to another place cannot be opened. Without the key, the database shows how many values
// there are, how long they are, and since when they are kept. What has been removed is overwritten
// (SQLite's secure_delete).
package vault
