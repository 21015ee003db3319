// Package watch records what a client can see of an ensemble, for ensembles of which only the
// client port can be reached. It sets persistent recursive watches (3.6 and newer), reads each
// znode that an event names, and records the versions that it has missed and the times without a
// watch. It scans servers before 3.6 from time to time instead.
//
// Such a record is never complete. While the connection stands, servers send an event for every
// change, since 3.9 with its zxid. They do not send what a znode held between two reads, nor which
// session changed it.
package watch
