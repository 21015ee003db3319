// Package session keeps one ZooKeeper session: its states, as kazoo has them, its
// credentials, its watches, and calls that end by their deadline.
//
// go-zookeeper picks a server, shakes hands, pings, reconnects and notices expiry.
// The calls are carried by package wire, whose Link is the net.Conn that the
// library is given.
package session
