package e2e

import "testing"

// TestWhoHoldsALock takes one step from the lock's page to whoever holds it, and one
// back.
func TestWhoHoldsALock(t *testing.T) {
	withAndWithoutScript(t, func(t *testing.T, tab *tab) {
		tab.enter("/c/main/tree/mutex", "", "")
		tab.expect(".recipe .facts b", "Held by worker-0.example.com")
		tab.expect(".recipe .does", "holds it", "waits for 1", "waits for 2")
		tab.follow("link", "worker-0.example.com")
		tab.awaitSays("Place 1 of 3 in line for a read/write lock: it holds it.")
		tab.follow("link", "mutex", "main")
		tab.expectPath("/c/main/tree/mutex")
	})
}
