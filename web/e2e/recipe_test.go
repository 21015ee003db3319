package e2e

import (
	"strings"
	"testing"

	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// TestWhoHoldsALock goes from the lock's page to its holder in one step, and back in one.
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

// TestALockThatIsFollowed checks that a followed page shows the next holder as soon as the lock is
// released.
func TestALockThatIsFollowed(t *testing.T) {
	t.Parallel()
	console, client, _ := alive(t, zktest.Run(t))
	put(t, client, "/lock", "")
	var line []string
	for _, worker := range []string{"worker-0", "worker-1", "worker-2"} {
		name := pathOf(t, "/lock/_c_"+strings.Repeat("0a", 16)+"-lock-")
		made, err := znode.Create(t.Context(), client, name, []byte(worker), open, znode.ModeEphemeralSequential)
		must(t, err)
		line = append(line, made.Path.String())
	}
	tab := newTab(t, console)
	tab.enter("/c/main/tree/lock", "", "")
	tab.awaitState("Connected")
	tab.press("switch", "Follow")
	tab.expect(".recipe td.who", "worker-0", "worker-1", "worker-2")
	remove(t, client, line[0])
	tab.await(`document.querySelector(".recipe .facts b").innerText === "Held by worker-1"`)
	tab.expect(".recipe td.who", "worker-1", "worker-2")
	tab.expect(".recipe .does", "holds it", "waits for 1")
	remove(t, client, line[1])
	remove(t, client, line[2])
	tab.await(`!document.querySelector(".recipe")`)
}
