package zktest

import (
	"testing"
	"time"
)

const (
	// eventuallyTime is how long a test waits for what ought to be so soon.
	eventuallyTime = 30 * time.Second

	// Looking takes time of a processor that what is waited for needs. Tests look often
	// at first, and then less: a wait takes a tenth longer than it must.
	firstLook, rarestLook = 10 * time.Millisecond, 100 * time.Millisecond
)

// Eventually waits until what is so, and ends the test when it never is.
func Eventually(t testing.TB, what string, is func() bool) {
	t.Helper()
	Until(t, is, func() string { return what })
}

// Until is Eventually that asks only in the end, when it never was so, what was not.
func Until(t testing.TB, is func() bool, what func() string) {
	t.Helper()
	for start := time.Now(); !is(); {
		waited := time.Since(start)
		if waited > eventuallyTime {
			t.Fatalf("was not so within %s: %s", eventuallyTime, what())
		}
		time.Sleep(min(max(waited/10, firstLook), rarestLook))
	}
}
