//go:build race

package e2e

// raceFlags are the flags with which "make test RACE=1" builds zkweb.
var raceFlags = []string{"-race", "-gcflags=modernc.org/sqlite/lib=-race=false"}
