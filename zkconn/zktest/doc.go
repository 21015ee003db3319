// Package zktest has what tests need to use real ZooKeeper servers. Run and RunEnsemble start
// servers for the duration of a test. Shared reuses servers within a package's tests. Proxy breaks
// connections to servers, RunHostile listens in place of ZooKeeper, and Kazoo and RunKazoo run
// another client.
//
// Package zkserver has the servers themselves.
package zktest
