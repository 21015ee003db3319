// Package sqlite keeps an audit trail in a SQLite database, audit.db in the data
// directory. It implements audit.Store.
//
// A transaction is on the disk when it ends (WAL, synchronous FULL). The tables
// and indexes are compared letter by letter with those that the migrations make:
// a trigger, say, could hide entries.
package sqlite
