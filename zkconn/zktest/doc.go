// Package zktest is what tests need around real ZooKeeper servers: Run and
// RunEnsemble start them for the duration of a test, Shared lets a package's tests
// have one after another, Proxy breaks the links to them, RunHostile listens where
// ZooKeeper does not, and kazoo runs beside.
//
// The servers themselves are package zkserver's.
package zktest
