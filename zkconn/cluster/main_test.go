package cluster_test

import (
	"testing"
	"time"
)

// await fails the test when a condition does not come true in time.
func await(t *testing.T, condition func() bool) {
	t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for !condition() {
		if time.Now().After(deadline) {
			t.Fatal("it did not come true in time")
		}
		time.Sleep(20 * time.Millisecond)
	}
}
