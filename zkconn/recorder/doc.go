// Package recorder follows the transaction logs of one ensemble's servers and hands on
// what was committed: all of it, nothing else, in the order of zxids, and where
// something is missing says so.
//
// It reads files only, so that a slow recorder lags behind in files and no server keeps
// anything for it.
package recorder
