package zktest

import (
	"testing"
	"time"
)

// eventuallyTime is how long a test waits for what ought to be so soon.
const eventuallyTime = 30 * time.Second

// Eventually waits until what is so, and ends the test when it never is.
func Eventually(t testing.TB, what string, is func() bool) {
	t.Helper()
	deadline := time.After(eventuallyTime)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !is() {
		select {
		case <-deadline:
			t.Fatalf("was not so within %s: %s", eventuallyTime, what)
		case <-tick.C:
		}
	}
}
