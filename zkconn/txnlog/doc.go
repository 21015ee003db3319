// Package txnlog reads the files that ZooKeeper's servers write into their dataLogDir and dataDir:
// the transaction logs and the snapshots of 3.4 to 3.9. It never writes there.
//
// A record of a log is a proposal. The file does not tell whether it was committed; package
// recorder finds that out from the server's answers or from another server's log.
package txnlog
