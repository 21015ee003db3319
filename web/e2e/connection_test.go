package e2e

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"zkweb/zkconn/zktest"
)

const streamsMetric = "zkweb_event_streams"

// stays returns a function that fails if the page has been loaded again since.
func (p *tab) stays() (stayed func()) {
	p.t.Helper()
	eval[bool](p, "window.stayed = true")
	return func() {
		p.t.Helper()
		if !eval[bool](p, "window.stayed === true") {
			p.t.Error("the page was loaded again")
		}
	}
}

// TestConnectionFollowsTheServer breaks and restores the connection under an open page.
func TestConnectionFollowsTheServer(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name        string
		breakServer func(*zktest.Server) error
		mendServer  func(*zktest.Server) error
	}{
		{"killed and restarted", func(s *zktest.Server) error { s.Kill(); return nil }, (*zktest.Server).Restart},
		{"hung and continued", (*zktest.Server).Pause, (*zktest.Server).Continue},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := zktest.Run(t)
			tab := newTab(t, serve(t, "--cluster", "main="+server.Addr(), "--session-timeout", "6s"))
			tab.enter("/c/main/tree/", "", "")
			stayed := tab.stays()
			tab.awaitState("Connected")
			must(t, test.breakServer(server))
			tab.awaitState("Reconnecting")
			tab.await(`document.querySelector(".state").dataset.state === "SUSPENDED"`)
			must(t, test.mendServer(server))
			tab.awaitState("Connected")
			stayed()
		})
	}
}

// TestSessionLost keeps a page open while its ZooKeeper session expires.
func TestSessionLost(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	proxy := zktest.RunProxy(t, server.Addr())
	tab := newTab(t, serve(t, "--cluster", "main="+proxy.Addr(), "--session-timeout", "4s"))
	tab.enter("/c/main/tree/", "", "")
	tab.awaitState("Connected")
	stayed, before := tab.stays(), tab.session()
	watchStates(tab)
	proxy.Blackhole()
	tab.awaitState("Reconnecting")
	awaitExpired(t, server)
	must(t, proxy.Resume())
	proxy.Delay(100 * time.Millisecond) // so that there is a time between LOST and CONNECTED
	states := ""
	zktest.Until(t, func() bool {
		states = eval[string](tab, "window.states.join()")
		return strings.HasPrefix(states, "SUSPENDED,LOST,CONNECTED")
	}, func() string { return "the page went through " + states })
	if after := tab.session(); after == before || after == "" {
		t.Errorf("the session was %q and is %q, want another", before, after)
	}
	stayed()
}

// session returns the ZooKeeper session that the page shows.
func (p *tab) session() string {
	p.t.Helper()
	return eval[string](p, `document.querySelector("#connection .session").textContent`)
}

// watchStates records in window.states each state that the page shows.
func watchStates(p *tab) {
	p.t.Helper()
	eval[any](p, `(() => {
		const bar = document.querySelector(".state");
		window.states = [];
		new MutationObserver(() => {
			if (window.states.at(-1) !== bar.dataset.state) window.states.push(bar.dataset.state);
		}).observe(bar, { attributeFilter: ["data-state"] });
	})(), 0`)
}

// awaitExpired waits until a server has no sessions.
func awaitExpired(t *testing.T, server *zktest.Server) {
	t.Helper()
	var log string
	zktest.Until(t, func() bool {
		text, err := os.ReadFile(filepath.Join(server.Dir(), "zookeeper.log"))
		log = string(text)
		return err == nil && strings.Contains(log, "Expiring session")
	}, func() string { return "no session expired:\n" + log })
}

// TestAlert checks that exactly one alert appears after ten seconds without a connection, and goes
// away again.
func TestAlert(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	tab := newTab(t, serve(t, "--cluster", "main="+server.Addr()))
	tab.enter("/c/main/tree/", "", "")
	tab.awaitState("Connected")
	eval[any](tab, `(() => {
		window.alerts = [];
		new MutationObserver(() => {
			for (const alert of document.querySelectorAll("[role=alert]")) window.alerts.push([performance.now(), alert.textContent]);
		}).observe(document.querySelector("#notice"), { childList: true });
	})(), 0`)
	server.Kill()
	tab.awaitState("Reconnecting")
	eval[any](tab, "window.broken = performance.now(), 0")
	tab.await("document.querySelector('[role=alert]')")
	tab.awaitSays("No connection to ZooKeeper. What you see may be out of date; zkweb keeps trying.")
	must(t, server.Restart())
	tab.awaitState("Connected")
	tab.await("!document.querySelector('[role=alert]')")
	if alerts := eval[int](tab, "window.alerts.length"); alerts != 1 {
		t.Errorf("%d alerts, want 1", alerts)
	}
	if after := eval[float64](tab, "window.alerts[0][0] - window.broken"); after < 9000 || after > 12000 {
		t.Errorf("the alert appeared after %.0f ms, want 10 s", after)
	}
}

// TestPageWhileSuspended requests a page while there is no connection.
func TestPageWhileSuspended(t *testing.T) {
	t.Parallel()
	for _, script := range []bool{true, false} {
		t.Run(fmt.Sprintf("script %v", script), func(t *testing.T) {
			t.Parallel()
			server := zktest.Run(t)
			tab := newTab(t, serve(t, "--cluster", "main="+server.Addr()))
			tab.enter("/c/main/tree/", "", "")
			if !script {
				tab.withoutScript()
			}
			server.Kill()
			if status := tab.goTo("/c/main/tree/zookeeper"); status != http.StatusServiceUnavailable {
				t.Fatalf("status %d, want 503", status)
			}
			tab.find("heading", "No answer from ZooKeeper")
			tab.awaitSays(server.Addr())
			tab.awaitSays("This page reloads when the connection is back.")
			tab.awaitState("Reconnecting")
			must(t, server.Restart())
			tab.awaitText("h1", "zookeeper")
			tab.expectPath("/c/main/tree/zookeeper")
			tab.awaitState("Connected")
		})
	}
}

// TestConsoleRestarts kills the console under an open page and starts it again. It no longer knows
// who was signed in.
func TestConsoleRestarts(t *testing.T) {
	t.Parallel()
	arguments := []string{"--cluster", "main=" + zookeeper.Addr()}
	console := serve(t, arguments...)
	tab := newTab(t, console)
	tab.enter("/c/main/tree/many?q=7", alice, alicePassword)
	tab.awaitState("Connected")
	stayed := tab.stays()
	console.kill(t)
	tab.awaitState("Reconnecting")
	tab.awaitText(".via", "zkweb not reachable")
	serveAt(t, console.listen, arguments...)
	tab.awaitState("Signed out")
	tab.awaitText("[role=alert]", "You are signed out. What you were reading is still here. Sign in again")
	tab.find("link", "n0007")
	stayed()
	tab.follow("link", "Sign in again")
	tab.signIn(alice, alicePassword)
	tab.expectPath("/c/main/tree/many?q=7")
	tab.awaitState("Connected")
}

// TestSignOutInAnotherWindow checks that other pages of the same browser show when somebody signs
// out in one window.
func TestSignOutInAnotherWindow(t *testing.T) {
	t.Parallel()
	console := serve(t, "--cluster", "main="+zookeeper.Addr())
	tab := newTab(t, console)
	tab.enter("/c/main/tree/app", alice, alicePassword)
	tab.awaitState("Connected")
	other := tab.another()
	other.goTo("/c/main/tree/empty")
	console.awaitMetric(t, streamsMetric, "2")
	other.press("button", "alice not verified")
	other.follow("button", "Sign out")
	tab.awaitState("Signed out")
	tab.find("link", "Sign in again")
	console.awaitMetric(t, streamsMetric, "0")
	console.awaitMetric(t, "zkweb_console_sessions", "0")
}

// TestHiddenTabGivesItsStreamBack hides a tab and shows it again.
func TestHiddenTabGivesItsStreamBack(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	console := serve(t, "--cluster", "main="+server.Addr())
	tab := newTab(t, console)
	tab.enter("/c/main/tree/", "", "")
	tab.awaitState("Connected")
	console.awaitMetric(t, streamsMetric, "1")
	beside := tab.another()
	tab.hide()
	console.awaitMetric(t, streamsMetric, "0")
	beside.goTo("/c/main/tree/")
	console.awaitMetric(t, streamsMetric, "1")
	must(t, server.Pause())
	beside.awaitState("Reconnecting")
	tab.expect("[role=status]", "Connected") // it is not following changes
	beside.hide()
	tab.show()
	tab.awaitState("Reconnecting")
	must(t, server.Continue())
	tab.awaitState("Connected")
	console.awaitMetric(t, streamsMetric, "1")
}

// TestEightTabs opens more tabs than a browser opens connections to one host.
func TestEightTabs(t *testing.T) {
	t.Parallel()
	console := serve(t, "--cluster", "main="+zookeeper.Addr())
	first := newTab(t, console)
	first.enter("/c/main/tree/", "", "")
	tabs := []*tab{first}
	for range 7 {
		tab := first.another()
		tab.goTo("/c/main/tree/app")
		tabs = append(tabs, tab)
		tabs[len(tabs)-2].hide()
	}
	console.awaitMetric(t, streamsMetric, "1")
	for _, tab := range tabs {
		tab.show()
		tab.follow("link", "bytes", "#tree")
		tab.awaitState("Connected")
		tab.hide()
	}
	console.awaitMetric(t, streamsMetric, "0")
}
