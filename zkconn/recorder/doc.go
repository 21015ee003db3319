// Package recorder follows the transaction logs of one ensemble's servers and passes the
// transactions that were committed to a Store, in the order of their zxids. It passes all
// of them and no others; where some are missing it records a gap.
//
// It reads files only: a slow recorder falls behind in the files, and no server keeps
// anything for it.
package recorder
