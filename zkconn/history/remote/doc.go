// Package remote copies a history over HTTP from a process that writes it to one that shows it,
// which may run on another machine. Either end connects to the other: Follow asks a Handler for
// what is new, Push sends it to a Taker.
//
// A stream is lines of JSON. It begins where the copy ends, continues as the history grows, and may
// be cut off anywhere: transactions that the copy already has are ignored.
package remote
