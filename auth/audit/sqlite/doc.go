// Package sqlite keeps an audit trail in an SQLite database, audit.db in the data directory. It
// implements audit.Store.
//
// A transaction is on the disk when it ends (WAL, synchronous FULL). A database is only opened if its
// tables and indexes are exactly those that the migrations create: a trigger, for example, could hide
// entries.
package sqlite
