// Package remote copies a history over HTTP, between a process that writes it and one that
// shows it, on two machines if need be. Either end connects to the other: Follow asks a
// Handler for what is new, Push sends it to a Taker.
//
// A stream is lines of JSON. It begins where the copy ends, goes on as the history grows,
// and may be cut off anywhere: transactions that the copy has already are passed over.
package remote
