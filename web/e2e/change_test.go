package e2e

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// writable returns a console that may change its own ZooKeeper server, and a session on that
// server.
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

// stored returns a znode's data in ZooKeeper, and its version.
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

// choose puts a file into the page's file field.
func (p *tab) choose(content []byte) {
	p.t.Helper()
	file := filepath.Join(p.t.TempDir(), "chosen.bin")
	must(p.t, os.WriteFile(file, content, 0o600))
	field := call(p, runtime.Evaluate, runtime.EvaluateParams{Expression: `document.querySelector("#upload")`}).Result
	call(p, dom.SetFileInputFiles, dom.SetFileInputFilesParams{ObjectID: field.ObjectID, Files: []string{file}})
}

// TestChangeZnodes creates, edits and deletes a znode with forms only.
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
			tab.expect("h1", "Edit data")
			tab.await(`document.activeElement.id === "data"`)
			tab.fill("Data", "second\n\n")
			tab.follow("button", "Review changes")
			tab.awaitSays("Review before saving")
			tab.follow("button", "Save")
			tab.expect("h1", name+" 中文")
			if data, version := stored(t, client, path); data != "second\n\n" || version != 1 {
				t.Errorf("edited to %q in version %d", data, version)
			}

			tab.follow("link", "Edit")
			tab.choose(everyByte())
			tab.follow("button", "Review the file")
			tab.follow("button", "Save")
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

// TestTextBoxKeepsBytes saves untouched data through the text box of a real browser, and checks
// that its bytes stay the same.
func TestTextBoxKeepsBytes(t *testing.T) {
	t.Parallel()
	console, client := writable(t)
	tab := newTab(t, console)
	tab.withoutScript()
	tab.enter("/c/main/tree/", alice, alicePassword)
	for name, data := range map[string]string{
		"lf": "a\nb\n", "crlf": "a\r\n\r\nb\r\n", "leading": "\n\nfirst", "leading-crlf": "\r\nfirst\r\n", "trailing": "last\n\n\n", "one": "\n", "tabs": "\ta\t\n\t",
		"html": "</textarea><b>&amp;&#10;\n", "odd": "\ufeffé e\u0301 \u200b\u202e 👋\n", "mixed": "a\r\nb\nc\r\n", "long": strings.Repeat(strings.Repeat("0123456789", 20)+"\n", 300),
	} {
		put(t, client, "/"+name, data)
		tab.goTo("/c/main/set/" + name)
		tab.follow("button", "Review changes")
		tab.follow("button", "Edit again")
		tab.follow("button", "Review changes")
		tab.follow("button", "Save")
		tab.expectPath("/c/main/tree/" + name)
		if got, version := stored(t, client, "/"+name); got != data || version != 1 {
			t.Errorf("%s: saved as %.100q in version %d, want %.100q in 1", name, got, version, data)
		}
	}
}

// TestTheEditorIsComfortable checks that lines have numbers unless they wrap, that the page
// remembers this choice, and that Ctrl+Enter opens the review.
func TestTheEditorIsComfortable(t *testing.T) {
	t.Parallel()
	console, client := writable(t)
	put(t, client, "/node", "one\ntwo")
	tab := newTab(t, console)
	tab.enter("/c/main/set/node", alice, alicePassword)
	tab.await(`document.querySelector(".numbered pre")?.textContent === "1\n2"`)
	tab.fill("Data", "one\ntwo\nthree\n")
	tab.await(`document.querySelector(".numbered pre").textContent === "1\n2\n3\n4"`)
	tab.press("checkbox", "Wrap")
	tab.await(`document.querySelector(".numbered pre").hidden && document.querySelector("#data").wrap === "soft"`)
	tab.focus(tab.find("textbox", "Data"))
	tab.leave(func() { tab.key("\r", chromedp.KeyModifiers(chromedp.ModifierCtrl)) })
	tab.awaitSays("Review before saving")
	tab.follow("button", "Edit again")
	tab.await(`document.querySelector(".numbered pre")?.hidden`)
	if typed := eval[string](tab, `document.querySelector("#data").value`); typed != "one\ntwo\nthree\n" {
		t.Errorf("the text is %q", typed)
	}
}

// TestEditConflict lets two people edit the same version. Separate changes are merged, and
// overlapping ones are chosen from.
func TestEditConflict(t *testing.T) {
	t.Parallel()
	console, client := writable(t)
	for _, script := range []bool{true, false} {
		name := map[bool]string{true: "scripted", false: "plain"}[script]
		t.Run(name, func(t *testing.T) {
			put(t, client, "/"+name, "first\nsecond\nthird\nfourth\n")
			mine, theirs := newTab(t, console), newTab(t, console)
			if !script {
				mine.withoutScript()
			}
			mine.enter("/c/main/set/"+name, alice, alicePassword)
			theirs.enter("/c/main/set/"+name, chineseUser, chinesePass)
			mine.fill("Data", "first\nmine\nthird\nfourth\nfifth\n")
			mine.follow("button", "Review changes")
			theirs.fill("Data", "zeroth\nfirst\ntheirs\nthird\nfourth\n")
			theirs.follow("button", "Review changes")
			theirs.follow("button", "Save")
			theirs.expectPath("/c/main/tree/" + name)
			mine.follow("button", "Save")
			mine.awaitSays("In one place both of you changed the same lines")
			mine.expect(".merge .conflict pre", "second", "theirs", "mine")
			const merged = "zeroth\nfirst\ntheirs\nthird\nfourth\n"
			if data, version := stored(t, client, "/"+name); data != merged || version != 1 {
				t.Errorf("%q in version %d is stored", data, version)
			}
			mine.press("radio", "Keep yours")
			mine.follow("button", "Review the merged text")
			mine.awaitSays("Review before saving")
			mine.follow("button", "Save")
			mine.expectPath("/c/main/tree/" + name)
			if data, version := stored(t, client, "/"+name); data != "zeroth\nfirst\nmine\nthird\nfourth\nfifth\n" || version != 2 {
				t.Errorf("%q in version %d is stored", data, version)
			}
			theirs.goTo("/c/main/set/" + name)
			theirs.choose(make([]byte, session.MaxData+1))
			theirs.follow("button", "Review the file")
			theirs.awaitSays("at most 1,000,000 bytes")
			theirs.follow("link", "Cancel")
			theirs.expectPath("/c/main/tree/" + name)
		})
	}
}
