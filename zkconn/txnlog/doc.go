// Package txnlog reads what ZooKeeper's servers write into their dataLogDir and
// dataDir: the transaction logs and the snapshots of 3.4 to 3.9. It never writes
// there.
//
// A record of a log is a proposal. Whether it was committed its file does not say:
// that takes what else is known, of the server or of another's log.
package txnlog
