// Package watch records what a client can see of an ensemble, where only the client port
// can be reached. It sets persistent recursive watches (3.6 and newer), reads each znode
// that an event names, and notes the versions it has missed and the times at which no
// watch was set. Servers before 3.6 it scans from time to time.
//
// Such a record is never complete. While the connection stands, servers send an event for
// every change, since 3.9 with its zxid, but not what a znode held between two reads, nor
// which session changed it.
package watch
