// Package session keeps a ZooKeeper session: its state, as kazoo defines states, its credentials
// and its watches, and calls that end by their deadline.
//
// The library go-zookeeper runs the session: it pings, reconnects and notices expiry. Servers are
// chosen by this package, and calls are carried by package wire, whose Link is the net.Conn of the
// library.
package session
