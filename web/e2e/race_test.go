//go:build race

package e2e

// raceFlags are the flags of "make test RACE=1" with which zkweb is built.
var raceFlags = []string{"-race", "-gcflags=modernc.org/sqlite/lib=-race=false"}
