//go:build unix && !linux

package zktest

import "testing"

// RunBlackHole returns an address that no host has, since here a full queue refuses connections
// instead of ignoring them.
func RunBlackHole(testing.TB, int) string { return "192.0.2.1" }
