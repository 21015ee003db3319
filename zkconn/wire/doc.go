// Package wire carries calls over one connection to a ZooKeeper server: frames, xids, pending
// calls, and the operations and error codes of the protocol.
//
// A Link is the net.Conn of go-zookeeper. The library connects and pings through it. The link reads
// every frame, adds requests of its own and takes their answers out of the stream, so that a call
// has a context, a limit on the size of its answer, and no goroutine that could outlive it.
package wire
