package e2e

import (
	"context"
	"strings"
	"testing"

	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
)

const hidden = `{"user":"shop","password":"hunter2"}`

// administered returns a console with a trail, in which everybody is an admin, on its own ZooKeeper
// server, and a session on that server.
func administered(t *testing.T) (*console, *session.Session) {
	t.Helper()
	server := zktest.Run(t)
	console := serve(t, "--cluster", "main="+server.Addr(), "--default-role", "admin", "--data-dir", t.TempDir(), "--require-reason")
	ctx, cancel := context.WithTimeout(context.Background(), waitLimit)
	defer cancel()
	session, err := openSession(ctx, server.Addr())
	must(t, err)
	t.Cleanup(session.Close)
	put(t, session, "/app", hidden)
	put(t, session, "/token", "tok-4711")
	return console, session
}

// TestRevealAndTheTrail reveals a masked secret once, with a reason, and finds that in the trail.
func TestRevealAndTheTrail(t *testing.T) {
	t.Parallel()
	console, _ := administered(t)
	for _, script := range []bool{true, false} {
		name := map[bool]string{true: "scripted", false: "plain"}[script]
		t.Run(name, func(t *testing.T) {
			tab := newTab(t, console)
			if !script {
				tab.withoutScript()
			}
			tab.enter("/c/main/tree/app", name, "secret of "+name)
			tab.awaitSays("1 value is masked: it looks like a secret.")
			if shown := tab.text(".data pre"); strings.Contains(shown, "hunter2") || !strings.Contains(shown, "•masked•") {
				t.Errorf("masked, the data is %q", shown)
			}
			tab.fill("Reason", "to find the fault of "+name)
			tab.follow("button", "Reveal")
			tab.expectPath("/c/main/reveal/app")
			if shown := tab.text(".data pre"); !strings.Contains(shown, "hunter2") {
				t.Errorf("revealed, the data is %q", shown)
			}
			tab.follow("link", "Mask again")
			tab.expectPath("/c/main/tree/app")
			if shown := tab.text(".data pre"); strings.Contains(shown, "hunter2") {
				t.Errorf("masked again, the data is %q", shown)
			}

			tab.follow("link", "Activity")
			tab.expectPath("/audit?cluster=main&path=%2Fapp")
			tab.awaitSays("Reason: to find the fault of " + name)
			tab.fill("User", name)
			tab.follow("button", "Filter")
			tab.expect(".trail td.what > b", "revealed", "read")
			tab.expect(".trail .outcome", "ok", "ok")
			tab.follow("link", "Show all")
			tab.expectPath("/audit")
		})
	}
}

// TestEndASession checks that the tab of a person who was signed out says so by itself.
func TestEndASession(t *testing.T) {
	t.Parallel()
	console, _ := administered(t)
	admin, other := newTab(t, console), newTab(t, console)
	admin.enter("/sessions", "ada", "x")
	other.enter("/c/main/tree/app", "bob", "y")
	other.awaitState("Connected")
	admin.goTo("/sessions")
	admin.expect(".trail td.what b", "ada", "bob")
	id := admin.text(".trail tbody tr:last-child code")
	admin.press("DisclosureTriangle", "End the sign-in of bob ("+id+")")
	admin.follow("button", "Sign out now")
	other.awaitState("Signed out")
	admin.expect(".trail td.what b", "ada")
	other.goTo("/c/main/tree/app")
	other.expectPath("/login?next=%2Fc%2Fmain%2Ftree%2Fapp")
}

// TestEveryAdminPage checks the general rules for pages on those about secrets, the trail and
// sessions.
func TestEveryAdminPage(t *testing.T) {
	t.Parallel()
	console, _ := administered(t)
	tab := newTab(t, console)
	tab.enter("/c/main/tree/app", "ada", "x")
	newTab(t, console).enter("/c/main/tree/token", "", "")
	for _, kind := range []struct{ name, path string }{
		{"masked", "/c/main/tree/app"},
		{"all masked", "/c/main/tree/token"},
		{"trail", "/audit?user=ada"},
		{"nothing found", "/audit?user=nobody&path=%2Fapp"},
		{"invalid", "/audit?event=nonsense"},
		{"sessions", "/sessions"},
	} {
		t.Run(kind.name, func(t *testing.T) {
			tab := tab.in(t)
			tab.goTo(kind.path)
			checkPage(tab)
		})
	}
	t.Run("revealed", func(t *testing.T) {
		tab := tab.in(t)
		tab.goTo("/c/main/tree/app")
		tab.fill("Reason", "to look")
		tab.follow("button", "Reveal")
		checkPage(tab)
	})
	t.Run("entry", func(t *testing.T) {
		tab := tab.in(t)
		tab.goTo("/audit")
		eval[any](tab, `document.querySelectorAll("details").forEach(d => d.open = true), 0`)
		checkLooks(tab)
	})
}
