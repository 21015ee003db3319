// Package zkconn talks to ZooKeeper: sessions with states as kazoo has them,
// calls that end by their deadline, and a pool that gives every set of
// credentials a ZooKeeper session of its own.
//
// It is the only package that imports go-zookeeper. That library keeps the
// session: it picks a server, shakes hands, pings, reconnects and notices
// expiry. The calls are carried by the link, the net.Conn that the library is
// given: it sees every frame of the protocol, adds requests of its own and
// takes their answers out of the stream, so that a call has a context, a bound
// on its answer and no goroutine that could outlive it.
package zkconn
