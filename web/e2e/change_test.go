package e2e

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/runtime"

	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// writable is a console that may change its own ZooKeeper, and a session there.
func writable(t *testing.T) (*console, *session.Session) {
	t.Helper()
	server := zktest.Run(t)
	console := serve(t, "--cluster", "main="+server.Addr(), "--allow-writes", "--default-role", "editor", "--data-dir", t.TempDir())
	ctx, cancel := context.WithTimeout(context.Background(), waitLimit)
	defer cancel()
	client, err := openSession(ctx, server.Addr())
	must(t, err)
	t.Cleanup(client.Close)
	return console, client
}

// stored is a znode's data in ZooKeeper, and its version.
func stored(t *testing.T, client *session.Session, path string) (string, int32) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), waitLimit)
	defer cancel()
	parsed, err := znode.ParsePath(path)
	must(t, err)
	data, stat, err := client.Get(ctx, parsed)
	must(t, err)
	return string(data), stat.Version
}

func put(t *testing.T, client *session.Session, path, data string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), waitLimit)
	defer cancel()
	must(t, create(ctx, client, sample{path: path, data: []byte(data)}))
}

func overwrite(t *testing.T, client *session.Session, path, data string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), waitLimit)
	defer cancel()
	parsed, err := znode.ParsePath(path)
	must(t, err)
	_, err = znode.Set(ctx, client, parsed, []byte(data), znode.AnyVersion)
	must(t, err)
}

// choose puts a file into the page's field for one.
func (p *tab) choose(content []byte) {
	p.t.Helper()
	file := filepath.Join(p.t.TempDir(), "chosen.bin")
	must(p.t, os.WriteFile(file, content, 0o600))
	field := call(p, runtime.Evaluate, runtime.EvaluateParams{Expression: `document.querySelector("#upload")`}).Result
	call(p, dom.SetFileInputFiles, dom.SetFileInputFilesParams{ObjectID: field.ObjectID, Files: []string{file}})
}

// TestChangeZnodes creates, edits and deletes a znode with nothing but forms.
func TestChangeZnodes(t *testing.T) {
	t.Parallel()
	console, client := writable(t)
	put(t, client, "/app", "one")
	for _, script := range []bool{true, false} {
		name := map[bool]string{true: "scripted", false: "plain"}[script]
		t.Run(name, func(t *testing.T) {
			tab := newTab(t, console)
			if !script {
				tab.withoutScript()
			}
			tab.enter("/c/main/tree/app", alice, alicePassword)
			tab.press("button", "More actions")
			tab.follow("link", "Create child")
			tab.fill("Name", "a/b")
			tab.fill("Data", "\n\tfirst <line>\n\n")
			tab.follow("button", "Create")
			tab.awaitSays("A znode’s name has no slash in it.")
			tab.fill("Name", name+" 中文")
			tab.follow("button", "Create")
			path := "/app/" + name + " 中文"
			tab.expect("h1", name+" 中文")
			if data, version := stored(t, client, path); data != "\n\tfirst <line>\n\n" || version != 0 {
				t.Errorf("created with %q in version %d", data, version)
			}

			tab.follow("link", "Edit")
			tab.fill("Data", "second\n\n")
			tab.follow("button", "Save")
			tab.expect("h1", name+" 中文")
			if data, version := stored(t, client, path); data != "second\n\n" || version != 1 {
				t.Errorf("edited to %q in version %d", data, version)
			}

			tab.follow("link", "Edit")
			tab.choose(everyByte())
			tab.follow("button", "Upload")
			if data, version := stored(t, client, path); data != string(everyByte()) || version != 2 {
				t.Errorf("uploaded %d bytes in version %d", len(data), version)
			}

			tab.follow("link", "Edit")
			tab.awaitSays("data is not text")
			tab.follow("link", "Cancel")
			tab.press("button", "More actions")
			tab.follow("link", "Delete")
			tab.awaitSays("version 2")
			tab.follow("button", "Delete version 2")
			tab.expectPath("/c/main/tree/app")
			tab.awaitSays("no children")
		})
	}
}

// TestTextBoxKeepsBytes saves what a real browser's text box makes of data that
// nobody touched.
func TestTextBoxKeepsBytes(t *testing.T) {
	t.Parallel()
	console, client := writable(t)
	tab := newTab(t, console)
	tab.withoutScript()
	tab.enter("/c/main/tree/", alice, alicePassword)
	for name, data := range map[string]string{
		"lf": "a\nb\n", "crlf": "a\r\n\r\nb\r\n", "leading": "\n\nfirst", "leading-crlf": "\r\nfirst\r\n", "trailing": "last\n\n\n", "one": "\n", "tabs": "\ta\t\n\t",
		"html": "</textarea><b>&amp;&#10;\n", "odd": "\ufeffé e\u0301 \u200b\u202e 👋\n", "long": strings.Repeat(strings.Repeat("0123456789", 20)+"\n", 300),
	} {
		put(t, client, "/"+name, data)
		tab.goTo("/c/main/set/" + name)
		tab.follow("button", "Save")
		tab.expectPath("/c/main/tree/" + name)
		if got, version := stored(t, client, "/"+name); got != data || version != 1 {
			t.Errorf("%s: saved as %.100q in version %d, want %.100q in 1", name, got, version, data)
		}
	}
}

// TestEditConflict lets two people edit the same version.
func TestEditConflict(t *testing.T) {
	t.Parallel()
	console, client := writable(t)
	put(t, client, "/node", "first\nsecond\n")
	mine, theirs := newTab(t, console), newTab(t, console)
	mine.enter("/c/main/set/node", alice, alicePassword)
	theirs.enter("/c/main/set/node", chineseUser, chinesePass)
	theirs.fill("Data", "first\ntheirs\n")
	theirs.follow("button", "Save")
	mine.fill("Data", "\nfirst\nmine\n")
	mine.follow("button", "Save")
	mine.awaitSays("The znode has changed since you read it")
	mine.expect(".diff .removed", "- theirs")
	mine.expect(".diff .added", "+", "+ mine")
	if data, version := stored(t, client, "/node"); data != "first\ntheirs\n" || version != 1 {
		t.Errorf("%q in version %d is stored", data, version)
	}
	mine.follow("button", "Save over version 1")
	if data, version := stored(t, client, "/node"); data != "\nfirst\nmine\n" || version != 2 {
		t.Errorf("%q in version %d is stored", data, version)
	}
	theirs.goTo("/c/main/set/node")
	theirs.choose(make([]byte, session.MaxData+1))
	theirs.follow("button", "Upload")
	theirs.awaitSays("at most 1,000,000 bytes")
	theirs.follow("link", "Cancel")
	theirs.expectPath("/c/main/tree/node")
}
