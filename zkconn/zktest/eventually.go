package zktest

import (
	"testing"
	"time"
)

const (
	// Patience is how long a test waits for what ought to be so soon: far longer than
	// it takes on a machine that is slow and busy. Only a test that fails waits so long.
	Patience = time.Minute

	// SessionTimeout is for the sessions of tests that do not wait for their end: so that
	// they do not lose them while a server or a test is held up.
	SessionTimeout = 30 * time.Second

	// Looking takes time of a processor that what is waited for needs. Tests look often
	// at first, and then less: a wait takes a tenth longer than it must.
	firstLook, rarestLook = 10 * time.Millisecond, 100 * time.Millisecond
)

// Eventually waits until what is so, and ends the test when it never is.
func Eventually(t testing.TB, what string, is func() bool) {
	t.Helper()
	Until(t, is, func() string { return what })
}

// Until is like Eventually, and asks what was not so only in the end, when it never was.
func Until(t testing.TB, is func() bool, what func() string) {
	t.Helper()
	for start := time.Now(); !is(); {
		waited := time.Since(start)
		if waited > Patience {
			t.Fatalf("was not so within %s: %s", Patience, what())
		}
		time.Sleep(min(max(waited/10, firstLook), rarestLook))
	}
}
