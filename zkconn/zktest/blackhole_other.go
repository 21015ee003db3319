//go:build unix && !linux

package zktest

import "testing"

// RunBlackHole returns an address that is no host's: a queue that is full refuses
// here instead of being silent.
func RunBlackHole(testing.TB, int) string { return "192.0.2.1" }
