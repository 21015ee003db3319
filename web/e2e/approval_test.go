package e2e

import (
	"bytes"
	"context"
	"encoding/base64"
	"os"
	"path/filepath"
	"testing"

	"zkweb/auth/people"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

const memberPassword = "the right one"

// approved returns a console whose editor needs the approval of its admin below /app, and a session
// of the user directory's administrator.
func approved(t *testing.T) (*console, *session.Session) {
	t.Helper()
	server := zktest.Run(t)
	parsed, err := cluster.Parse("main=" + server.Addr())
	must(t, err)
	credentials, err := session.Digest("boss", memberPassword)
	must(t, err)
	boss := session.Open(parsed, credentials, session.Options{})
	t.Cleanup(boss.Close)
	ctx, cancel := context.WithTimeout(context.Background(), waitLimit)
	defer cancel()
	must(t, boss.AwaitConnected(ctx))
	at, err := znode.ParsePath("/zkweb/users")
	must(t, err)
	directory := people.NewDirectoryAdmin(people.Directory{Path: at}, boss)
	must(t, directory.Init(ctx))
	for _, role := range []people.Role{people.Editor, people.Admin} {
		must(t, directory.Add(ctx, string(role), memberPassword, people.Profile{Role: role, Paths: []znode.Path{znode.Root}}))
	}
	key := filepath.Join(t.TempDir(), "key")
	must(t, os.WriteFile(key, []byte(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32))), 0o600))
	return serve(t, "--cluster", "main="+server.Addr(), "--users-path", "/zkweb/users", "--allow-writes", "--approve", "main=/app",
		"--data-dir", t.TempDir(), "--data-key", key, "--keep-previous", "1"), boss
}

// TestTwoPeopleChangeAZnode lets one person collect and propose changes, by forms only, and another
// one review and apply them.
func TestTwoPeopleChangeAZnode(t *testing.T) {
	t.Parallel()
	console, boss := approved(t)
	put(t, boss, "/app", "of the app")
	put(t, boss, "/app/limits", "{\n  \"rate\": 10,\n  \"burst\": 20\n}\n")
	put(t, boss, "/app/old", "nobody reads this")
	put(t, boss, "/app/legacy", "nor this")
	put(t, boss, "/app/legacy/flags", "on")

	editor := newTab(t, console)
	editor.withoutScript()
	editor.enter("/c/main/set/app/limits", "editor", memberPassword)
	editor.fill("Data", "{\n  \"rate\": 50,\n  \"burst\": 20\n}\n")
	editor.follow("button", "Review changes")
	editor.awaitSays("Changes here need another person’s approval.")
	editor.find("button", "Propose")
	editor.follow("button", "Add to transaction")
	editor.goTo("/c/main/delete/app/old")
	editor.follow("button", "Add to transaction")
	editor.expectPath("/c/main/transaction")
	editor.expect(".collected", "Transaction 2")
	checkPage(editor)
	editor.fill("Comment", "the shop was slow on Friday")
	editor.follow("button", "Propose")
	editor.awaitSays("You have proposed this.")
	if data, version := stored(t, boss, "/app/limits"); version != 0 {
		t.Errorf("after the proposal, the data of /app/limits is %q", data)
	}

	admin := newTab(t, console)
	admin.enter("/c/main/tree/app", "admin", memberPassword)
	admin.follow("link", "Proposals 1")
	checkLooks(admin)
	admin.follow("link", "2 changes below /app")
	admin.awaitSays("the shop was slow on Friday")
	checkPage(admin)
	admin.fill("Comment", "agreed")
	admin.follow("button", "Apply")
	admin.awaitSays("Applied by")
	checkLooks(admin)
	if data, version := stored(t, boss, "/app/limits"); version != 1 || data != "{\n  \"rate\": 50,\n  \"burst\": 20\n}\n" {
		t.Errorf("after it was applied, the data of /app/limits is %q at version %d", data, version)
	}

	editor.goTo("/c/main/delete/app/legacy")
	editor.awaitSays("Changes here need another person’s approval.")
	checkPage(editor)
	editor.follow("button", "Propose")
	editor.awaitSays("You have proposed this.")
	admin.goTo("/proposals")
	admin.follow("link", "2 changes below /app/legacy")
	admin.awaitSays("nor this")
	admin.follow("button", "Apply")
	admin.awaitSays("Applied by")
	admin.goTo("/c/main/tree/app/legacy/flags")
	admin.awaitSays("The nearest ancestor that exists is /app.")
}
