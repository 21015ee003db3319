// Package remote hands a history over HTTP: who writes it and who shows it are two
// processes, on two machines if need be.
//
// A stream is lines of JSON. It goes on as the history grows, begins where whoever asks
// says that theirs ends, and may be cut off anywhere: what comes twice is passed over.
package remote
