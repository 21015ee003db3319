// Package remote hands a history over HTTP: who writes it and who shows it are two
// processes, on two machines if need be. Either asks the other: Follow a Handler for what
// it has, Push a Taker for what it has not.
//
// A stream is lines of JSON. It goes on as the history grows, begins where whoever asks
// says that theirs ends, and may be cut off anywhere: what comes twice is passed over.
package remote
