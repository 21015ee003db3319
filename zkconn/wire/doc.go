// Package wire carries calls over one connection to a ZooKeeper server: frames,
// xids, pending calls, the protocol's operations and error codes.
//
// A Link is the net.Conn that go-zookeeper is given. The library shakes hands and
// pings through it; the link sees every frame, adds requests of its own and takes
// their answers out of the stream, so that a call has a context, a bound on its
// answer and no goroutine that could outlive it.
package wire
