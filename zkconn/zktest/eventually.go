package zktest

import (
	"testing"
	"time"
)

const (
	// Patience is how long a test waits for a condition: far longer than the condition takes on a
	// slow and busy machine. Only a test that fails waits so long.
	Patience = time.Minute

	// SessionTimeout is the session timeout of tests that do not wait for a session to end. It is
	// long, so that sessions do not expire while a server or a test is delayed.
	SessionTimeout = 30 * time.Second

	// A check takes processor time that the awaited work needs. So tests check often at first and
	// then less often, after a tenth of the time that they have waited.
	firstLook, rarestLook = 10 * time.Millisecond, 100 * time.Millisecond
)

// Eventually waits until is returns true. If it does not within Patience, the test fails with what,
// the awaited condition.
func Eventually(t testing.TB, what string, is func() bool) {
	t.Helper()
	Until(t, is, func() string { return what })
}

// Until is like Eventually, but calls what only if the test fails.
func Until(t testing.TB, is func() bool, what func() string) {
	t.Helper()
	for start := time.Now(); !is(); {
		waited := time.Since(start)
		if waited > Patience {
			t.Fatalf("condition not met within %s: %s", Patience, what())
		}
		time.Sleep(min(max(waited/10, firstLook), rarestLook))
	}
}
