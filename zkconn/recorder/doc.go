// Package recorder follows the transaction logs of the servers of one ensemble. It passes exactly
// the committed transactions to a Store, in the order of their zxids. If some are missing, it
// records a gap.
//
// It only reads files. A slow recorder falls behind in the files, and no server keeps anything for
// it.
package recorder
