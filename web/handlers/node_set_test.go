package handlers

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"zkweb/auth/people"
	"zkweb/web/handlers/changes"
	"zkweb/web/handlers/site"
	"zkweb/web/words"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

const lines17 = "sixteen letters\n" // of the largest data, session.MaxData bytes

func TestSet(t *testing.T) {
	t.Parallel()
	c, trail := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "set")
	largest := []byte(strings.Repeat(lines17, session.MaxData/len(lines17)))
	secret := []byte("user=bob\npassword=hunter2\n")
	text := func(text string) map[string]string { return map[string]string{"version": "0", "data": text} }
	at := func(version string) map[string]string { return map[string]string{"version": version, "data": "mine"} }
	upload := func(content []byte) *file { return &file{"f.bin", content} }
	changed := []string{"node.set intent", "node.set ok"}
	notTried := []string{"node.set failed"}

	for _, test := range []struct {
		name     string
		before   []byte
		fields   map[string]string
		upload   *file
		status   int    // of the page; a change is answered with 303 to the znode
		kind     string // of the JSON
		after    []byte // in ZooKeeper
		recorded []string
		says     string // on the page
	}{
		{"a text", []byte("old"), text("new"), nil, 303, "", []byte("new"), changed, ""},
		{"LF stays LF", []byte("a\nb\n"), text("a\nb\nc\n"), nil, 303, "", []byte("a\nb\nc\n"), changed, ""},
		{"CR LF stays CR LF", []byte("a\r\nb\r\n"), text("a\nb\nc\n"), nil, 303, "", []byte("a\r\nb\r\nc\r\n"), changed, ""},
		{"no line end before", []byte("a"), text("a\nb"), nil, 303, "", []byte("a\nb"), changed, ""},
		{"line ends around", nil, text("\n\n\tindented\n\n"), nil, 303, "", []byte("\n\n\tindented\n\n"), changed, ""},
		{"spaces around", nil, text("  a  "), nil, 303, "", []byte("  a  "), changed, ""},
		{"nothing", []byte("old"), text(""), nil, 303, "", []byte{}, changed, ""},
		{"Chinese, emoji and a byte order mark", nil, text("\ufeff欢迎 👋\u202e"), nil, 303, "", []byte("\ufeff欢迎 👋\u202e"), changed, ""},
		{"all the bytes a znode may have", nil, text(string(largest)), nil, 303, "", largest, changed, ""},
		{"one byte more", nil, text(string(largest) + "x"), nil, 413, "too_large", nil, []string{"node.set intent", "node.set failed"}, "at most 1,000,000"},
		{"more than is read of a text", nil, text(strings.Repeat("x", 2*session.MaxData+1)), nil, 413, "too_large", nil, nil, sentence(znode.CodeDataTooLong, "bytes", "1000000")},
		{"more than is read of a form", nil, text(strings.Repeat("x", 8<<20)), nil, 413, "too_large", nil, nil, sentence(znode.CodeDataTooLong, "bytes", "1000000")},
		{"a file", []byte("old"), map[string]string{"version": "0"}, upload(allBytes()), 303, "", allBytes(), changed, ""},
		{"a file of mixed line ends", []byte("a\nb"), map[string]string{"version": "0"}, upload([]byte("\na\r\nb\n")), 303, "", []byte("\na\r\nb\n"), changed, ""},
		{"an empty file", []byte("old"), map[string]string{"version": "0"}, upload(nil), 303, "", []byte{}, changed, ""},
		{"the largest file", nil, map[string]string{"version": "0"}, upload(largest), 303, "", largest, changed, ""},
		{"too large a file", nil, map[string]string{"version": "0"}, upload(append(slices.Clone(largest), 'x')), 413, "too_large", nil, notTried, sentence(znode.CodeDataTooLong, "bytes", "1000000")},
		{"a file over binary data", allBytes(), map[string]string{"version": "0"}, upload([]byte("text")), 303, "", []byte("text"), changed, ""},
		{"a text over binary data", allBytes(), text("text"), nil, 400, "invalid", allBytes(), notTried, sentence(znode.CodeDataNotText)},
		{"a text over control characters", []byte("a\x00b"), text("text"), nil, 303, "", []byte("text"), changed, ""},
		{"a text over mixed line ends", []byte("a\r\nb\n"), text("text"), nil, 303, "", []byte("text"), changed, ""},
		{"a text over lone CR", []byte("a\rb"), text("text"), nil, 303, "", []byte("text"), changed, ""},
		{"a text over more than a text box takes", largeData(), text("text"), nil, 303, "", []byte("text"), changed, ""},
		{"a text over a secret", secret, text("text"), nil, 303, "", []byte("text"), changed, ""},
		{"a text over binary data under the name of a secret", allBytes(), text("text"), nil, 400, "invalid", allBytes(), notTried, sentence(znode.CodeDataNotText)},
		{"a text that was revealed over binary data", allBytes(), map[string]string{"version": "0", "revealed": "lf", "data": "text"}, nil, 400, "invalid", allBytes(), notTried, sentence(znode.CodeDataNotText)},
		{"a mask over a secret", secret, map[string]string{"version": "0", "revealed": "lf", "data": "password=" + mask.Text}, nil, 400, "invalid", secret, []string{"node.set failed"}, mask.Text},
		{"a file with a mask", secret, map[string]string{"version": "0"}, upload([]byte("password=" + mask.Text)), 400, "invalid", secret, []string{"node.set failed"}, mask.Text},
		{"a file with a mask in gzip", secret, map[string]string{"version": "0"}, upload(gzipped(t, "password="+mask.Text)), 400, "invalid", secret, []string{"node.set failed"}, mask.Text},
		{"a mask as json.dumps writes it", secret, map[string]string{"version": "0", "revealed": "lf", "data": `{"password": "\u2022masked\u2022"}`}, nil, 400, "invalid", secret, []string{"node.set failed"}, mask.Text},
		{"a text over a revealed secret", secret, map[string]string{"version": "0", "revealed": "lf", "data": "password=swordfish\n"}, nil, 303, "", []byte("password=swordfish\n"), changed, ""},
		{"a text over a revealed secret with CR LF", []byte("password=hunter2\r\n"), map[string]string{"version": "0", "revealed": "crlf", "data": "password=swordfish\n"}, nil, 303, "", []byte("password=swordfish\r\n"), changed, ""},
		{"a control character", nil, text("a\x1bb"), nil, 400, "invalid", nil, notTried, sentence(znode.CodeTextControl)},
		{"U+0000", nil, text("a\x00b"), nil, 400, "invalid", nil, nil, sentence(znode.CodeTextNUL)},
		{"not UTF-8", nil, text("a\xffb"), nil, 400, "invalid", nil, nil, sentence(znode.CodeTextNotUTF8)},
		{"a text and a file", []byte("old"), text("text"), upload([]byte("file")), 400, "invalid", []byte("old"), notTried, sentence(znode.CodeTextAndFile)},
		{"neither", []byte("old"), map[string]string{"version": "0"}, nil, 400, "invalid", []byte("old"), notTried, sentence(znode.CodeFormEmpty)},
		{"a version that moved on", []byte("old"), at("1"), nil, 409, "conflict", []byte("old"), []string{"node.set intent", "node.set conflict"}, "has changed since you read it"},
		{"no version", []byte("old"), map[string]string{"data": "mine"}, nil, 400, "invalid", []byte("old"), notTried, sentence(znode.CodeVersion)},
		{"any version", []byte("old"), at("-1"), nil, 400, "invalid", []byte("old"), notTried, sentence(znode.CodeVersion)},
		{"no number as a version", []byte("old"), at("0x0"), nil, 400, "invalid", []byte("old"), notTried, sentence(znode.CodeVersion)},
		{"a large number as a version", []byte("old"), at("4294967296"), nil, 400, "invalid", []byte("old"), notTried, sentence(znode.CodeVersion)},
		{"a long version", []byte("old"), at(strings.Repeat("0", 5000)), nil, 400, "invalid", []byte("old"), nil, sentence(znode.CodeFieldTooLong, "bytes", "4096")},
	} {
		t.Run(test.name, func(t *testing.T) {
			wantVersion := int32(0)
			if test.status == http.StatusSeeOther {
				wantVersion = 1
			}
			for _, form := range []string{"page", "JSON"} {
				if form == "JSON" && slices.Contains(ofBrowsers, test.name) {
					continue // only browsers change line ends
				}
				path := p.create("/"+test.name+" as "+form, test.before, open)
				headers := []string(nil)
				if form == "JSON" {
					headers = []string{"Accept", "application/json"}
				}
				got := v.postForm(t, link("set", path), test.fields, test.upload, headers...)
				data, stat, there := p.get(path)
				if !there || !bytes.Equal(data, test.after) || stat.Version != wantVersion {
					t.Errorf("%s: stored %.60q of %d bytes in version %d, want %.60q of %d in %d", form, data, len(data), stat.Version, test.after, len(test.after), wantVersion)
				}
				if got := changesOf(t, trail, path); !slices.Equal(got, test.recorded) {
					t.Errorf("%s: recorded %q, want %q", form, got, test.recorded)
				}
				if form == "JSON" {
					checkChange(t, got, test.status, http.StatusOK, test.kind, changes.JSON{Path: path, Stat: pointer(site.StatJSON(stat))})
				} else {
					checkChangePage(t, got, test.status, link("tree", path), test.says)
				}
			}
		})
	}
}

func gzipped(t *testing.T, content string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// ofBrowsers are the cases about what browsers do to a text.
var ofBrowsers = []string{"CR LF stays CR LF", "a text over a revealed secret with CR LF", "a control character"}

// TestAScriptsTextIsStoredAsItIs checks texts that were not sent by a browser, which changes line
// ends.
func TestAScriptsTextIsStoredAsItIs(t *testing.T) {
	t.Parallel()
	c, _ := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "exact")
	texts := []string{"a\nb\n", "a\r\nb\r\n", "a\r\nb\nc\r", "\x1b[1m\x01", " a ", ""}
	for i, data := range texts {
		name := fmt.Sprint(i)
		got := v.post(t, link("create", p.root), url.Values{"name": {name}, "data": {data}}, "Accept", "application/json")
		if stored, _, _ := p.get(p.root + "/" + name); got.status != 201 || string(stored) != data {
			t.Errorf("create %q: %d, stored %q", data, got.status, stored)
		}
	}
	path := p.create("/set", []byte("\r\n"), open)
	for version, data := range texts {
		got := v.post(t, link("set", path), url.Values{"version": {fmt.Sprint(version)}, "data": {data}}, "Accept", "application/json")
		if stored, _, _ := p.get(path); got.status != 200 || string(stored) != data {
			t.Errorf("set %q: %d, stored %q", data, got.status, stored)
		}
	}
}

// checkChange checks the JSON answer to a change: success, or an error of a kind.
func checkChange(t *testing.T, got answer, pageStatus, done int, kind string, want changes.JSON) {
	t.Helper()
	if kind != "" {
		if failed := decode[errorAnswer](t, got); got.status != pageStatus || failed.Error.Kind != kind || failed.Error.Message == "" {
			t.Errorf("JSON: %d %+v, want %d %s", got.status, failed, pageStatus, kind)
		}
		return
	}
	change := decode[changes.JSON](t, got)
	if got.status != done || change.Path != want.Path || (change.Stat == nil) != (want.Stat == nil) || want.Stat != nil && *change.Stat != *want.Stat {
		t.Errorf("JSON: %d %+v, want %d %+v", got.status, change, done, want)
	}
}

// checkChangePage checks the page after a change: a redirect, or its text.
func checkChangePage(t *testing.T, got answer, status int, leads, says string) {
	t.Helper()
	if status != http.StatusSeeOther {
		leads = ""
	}
	if got.status != status || got.header.Get("Location") != leads {
		t.Errorf("page: %d to %q, want %d to %q", got.status, got.header.Get("Location"), status, leads)
	}
	if said := pageText(t, got.body); !strings.Contains(said, says) {
		t.Errorf("page: it says %.400q, want %q in it", said, says)
	}
}

// TestSetFormGivesBackWhatItShows submits each form as a browser would if nobody touched it.
func TestSetFormGivesBackWhatItShows(t *testing.T) {
	t.Parallel()
	c, _ := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "same")
	for name, data := range map[string]string{
		"empty": "", "one line end": "\n", "leading": "\n\nfirst", "trailing": "last\n\n", "tabs": "\ta\t\n\t", "CR LF": "\r\na\r\n\r\n", "spaces": "  \n  ",
		"HTML": "</textarea><script>alert(1)</script>&amp;&#10;", "characters": "\ufeffé e\u0301 \u200b\u202e\ufffe 👋", "largest": strings.Repeat("0123456789abcde\n", changes.MaxTextBox/16),
	} {
		path := p.create("/"+name, []byte(data), open)
		form := v.get(t, link("set", path))
		fields := formFields(t, form.body, "Review changes")
		if form.status != 200 || fields == nil {
			t.Errorf("%s: %d without a form to save: %.300q", name, form.status, pageText(t, form.body))
			continue
		}
		got := v.save(t, link("set", path), fields, nil)
		stored, stat, _ := p.get(path)
		if got.status != 303 || string(stored) != data || stat.Version != 1 {
			t.Errorf("%s: %d, and %.80q in version %d; want %.80q in 1", name, got.status, stored, stat.Version, data)
		}
	}
}

// TestSetFormOffersTextWhereItCan checks the form for all kinds of data.
func TestSetFormOffersTextWhereItCan(t *testing.T) {
	t.Parallel()
	c, _ := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "offers")
	writeOnly := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermWrite | znode.PermCreate | znode.PermDelete}}
	for _, test := range []struct {
		name string
		data []byte
		acl  []znode.ACL
		save bool
		says string
	}{
		{"text", []byte("text"), open, true, "Stored exactly as typed."},
		{"binary", allBytes(), open, false, sentence(znode.CodeDataNotText)},
		{"control characters", []byte("\x1b[31m"), open, false, "holds control characters"},
		{"too large", largeData(), open, false, "has 307,200 bytes"},
		{"password", []byte("hunter2"), open, false, "holds what looks like a secret"},
		{"not to be read", []byte("text"), writeOnly, false, "cannot be read here"},
	} {
		path := p.create("/"+test.name, test.data, test.acl)
		got := v.get(t, link("set", path))
		if save := formFields(t, got.body, "Review changes") != nil; got.status != 200 || save != test.save {
			t.Errorf("%s: %d, and a text to save is %v; want %v", test.name, got.status, save, test.save)
		}
		if fields := formFields(t, got.body, "Review the file"); fields["version"] != "0" {
			t.Errorf("%s: a file to upload has %q", test.name, fields)
		}
		if said := pageText(t, got.body); !strings.Contains(said, test.says) {
			t.Errorf("%s: the page says %.300q, want %q in it", test.name, said, test.says)
		}
		if strings.Contains(got.body, "hunter2") {
			t.Errorf("%s: the page shows the secret", test.name)
		}
	}
	path := p.root + "/not to be read"
	if got := v.postForm(t, link("set", path), map[string]string{"version": "0"}, &file{"f", []byte("blind")}); got.status != 303 {
		t.Errorf("a file over data that cannot be read: %d %.300q", got.status, pageText(t, got.body))
	}
}

func TestRevealToEdit(t *testing.T) {
	t.Parallel()
	c, trail := runWriting(t, people.Editor, zookeeper.Addr(), func(config *Config) { config.Rules.RequireReason = true })
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "revealing")
	path := p.create("/settings", []byte("user=bob\r\npassword=hunter2\r\n"), open)
	reveal := formFields(t, v.get(t, link("set", path)).body, "Reveal and edit")
	got := v.post(t, link("set", path), url.Values{"version": {reveal["version"]}, "reveal": {"1"}, "reason": {" "}})
	if got.status != 400 || strings.Contains(got.body, "hunter2") || formFields(t, got.body, "Reveal and edit") == nil {
		t.Errorf("without a reason: %d %.300q", got.status, pageText(t, got.body))
	}
	got = v.post(t, link("set", path), url.Values{"version": {reveal["version"]}, "reveal": {"1"}, "reason": {"ticket 7"}})
	fields := formFields(t, got.body, "Review changes")
	if got.status != 200 || fields["data"] != "user=bob\npassword=hunter2\n" || got.header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %q %q", got.status, got.header.Get("Cache-Control"), fields)
	}
	fields["data"] = strings.Replace(fields["data"], "hunter2", "swordfish", 1)
	p.set(path, []byte("user=eve\r\npassword=secret3\r\n"))
	conflict := v.postForm(t, link("set", path), fields, nil)
	if conflict.status != 409 || strings.Contains(conflict.body, "secret3") {
		t.Errorf("a version that moved on: %d, and shows the secret: %v", conflict.status, strings.Contains(conflict.body, "secret3"))
	}
	saved := v.save(t, link("set", path), formFields(t, conflict.body, "Review changes"), nil)
	if data, _, _ := p.get(path); saved.status != 303 || string(data) != "user=bob\r\npassword=swordfish\r\n" {
		t.Errorf("%d, and %q is stored", saved.status, data)
	}
	want := []string{"node.reveal failed",
		"node.reveal intent", "node.reveal ok", // the form
		"node.reveal intent", "node.reveal ok", // the review, but not that of a stale version
		"node.set intent", "node.set ok"}
	if got := changesOf(t, trail, path); !slices.Equal(got, want) {
		t.Errorf("recorded %q, want %q", got, want)
	}
}

// TestConflictKeepsWhatWasTyped lets two people edit the same lines of one version.
func TestConflictKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	c, trail := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "conflict")
	path := p.create("/node", []byte("first\nsecond\nthird\n"), open)
	mine := formFields(t, v.get(t, link("set", path)).body, "Review changes")
	mine["data"] = "first\nmine </textarea>\nthird\nlast\n"
	review := v.postForm(t, link("set", path), mine, nil)
	p.set(path, []byte("zeroth\nfirst\ntheirs\nthird\n"))
	got := v.postForm(t, link("set", path), formFields(t, review.body, "Save"), nil)
	if got.status != 409 {
		t.Fatalf("%d %.300q", got.status, pageText(t, got.body))
	}
	again := formFields(t, got.body, "Review the merged text")
	if again["version"] != "1" || again["data"] != mine["data"] || again["base"] != "first\nsecond\nthird\n" || again["keep-0"] != "" {
		t.Errorf("the form is %q", again)
	}
	said := pageText(t, got.body)
	for _, want := range []string{"has changed since you read it", "version 1", "In one place", "mine </textarea>", "Discard mine"} {
		if !strings.Contains(said, want) {
			t.Errorf("the page says %q, want %q in it", said, want)
		}
	}
	if !strings.Contains(got.body, `href="`+link("tree", path)+`"`) {
		t.Error("no link leads back to the znode")
	}
	for keep, want := range map[string]string{"": "zeroth\nfirst\ntheirs\nthird\nlast\n", "theirs": "zeroth\nfirst\ntheirs\nthird\nlast\n", "yours": "zeroth\nfirst\nmine </textarea>\nthird\nlast\n"} {
		chosen := maps.Clone(again)
		chosen["keep-0"] = keep
		if merged := formFields(t, v.postForm(t, link("set", path), chosen, nil).body, "Save"); merged["data"] != want || merged["version"] != "1" {
			t.Errorf("%q is kept: %q of version %s, want %q", keep, merged["data"], merged["version"], want)
		}
	}
	if edit := formFields(t, v.postForm(t, link("set", path), formFields(t, got.body, "Edit the merged text"), nil).body, "Review changes"); edit["data"] != "zeroth\nfirst\ntheirs\nthird\nlast\n" || edit["version"] != "1" || edit["base"] != "zeroth\nfirst\ntheirs\nthird\n" {
		t.Errorf("the merged text is edited as %q", edit)
	}

	p.set(path, []byte("theirs again")) // version 2, so that saving over 1 is refused as well
	again["keep-0"] = "yours"
	if got = v.postForm(t, link("set", path), again, nil); got.status != 409 || formFields(t, got.body, "Review yours in place of theirs")["version"] != "2" {
		t.Errorf("a merge with a version that moved on: %d %.300q", got.status, pageText(t, got.body))
	}
	saved := v.save(t, link("set", path), formFields(t, got.body, "Review yours in place of theirs"), nil)
	if data, stat, _ := p.get(path); saved.status != 303 || string(data) != mine["data"] || stat.Version != 3 {
		t.Errorf("saving over the present data: %d, and %q in version %d", saved.status, data, stat.Version)
	}
	want := []string{"node.set intent", "node.set conflict", "node.set intent", "node.set ok"}
	if got := changesOf(t, trail, path); !slices.Equal(got, want) {
		t.Errorf("recorded %q, want %q", got, want)
	}
}

// TestConflictWithTheSameText checks a conflict with the same text, as after a change whose answer
// was lost.
func TestConflictWithTheSameText(t *testing.T) {
	t.Parallel()
	c, _ := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "same-text")
	path := p.create("/node", []byte("first\n"), open)
	mine := formFields(t, v.get(t, link("set", path)).body, "Review changes")
	mine["data"] = "mine\n"
	p.set(path, []byte("mine\n"))
	got := v.postForm(t, link("set", path), mine, nil)
	if said, again := pageText(t, got.body), formFields(t, got.body, "Review changes"); got.status != 409 || !strings.Contains(said, words.English.Set.AsTyped) ||
		strings.Contains(said, "do not touch") || again["version"] != "1" || again["data"] != mine["data"] {
		t.Errorf("%d %q, and the form %q", got.status, said, again)
	}
}

// TestConflictOfAFormWithoutItsText checks a form without the original text, so that nothing can be
// merged.
func TestConflictOfAFormWithoutItsText(t *testing.T) {
	t.Parallel()
	c, _ := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "old-form")
	path := p.create("/node", []byte("first\nsecond\n"), open)
	p.set(path, []byte("first\ntheirs\n"))
	got := v.postForm(t, link("set", path), map[string]string{"version": "0", "data": "first\nmine\n"}, nil)
	again := formFields(t, got.body, "Review changes")
	if said := pageText(t, got.body); got.status != 409 || !strings.Contains(said, "- theirs + mine") || again["version"] != "1" || again["data"] != "first\nmine\n" {
		t.Errorf("%d %.600q, and a form of %q", got.status, said, again)
	}
}

// TestConflictOverWhatIsNoText checks that the typed text is kept although it cannot be saved over
// the present data.
func TestConflictOverWhatIsNoText(t *testing.T) {
	t.Parallel()
	c, _ := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "no-text")
	path := p.create("/node", []byte("text"), open)
	p.set(path, allBytes())
	got := v.postForm(t, link("set", path), map[string]string{"version": "0", "data": "mine"}, nil)
	said := pageText(t, got.body)
	if got.status != 409 || !strings.Contains(said, sentence(znode.CodeDataNotText)) || !strings.Contains(said, "What you typed mine") || formFields(t, got.body, "Review the file")["version"] != "1" {
		t.Errorf("%d %.600q", got.status, said)
	}
	got = v.postForm(t, link("set", path), map[string]string{"version": "0"}, &file{"f", []byte("mine")})
	if said := pageText(t, got.body); got.status != 409 || !strings.Contains(said, "Choose it again") {
		t.Errorf("a file: %d %.600q", got.status, said)
	}
}

// TestSetOfNothing checks that a form without a text and a file is shown again with the present
// text.
func TestSetOfNothing(t *testing.T) {
	t.Parallel()
	c, _ := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "nothing")
	path := p.create("/node", []byte("what is there"), open)
	got := v.postForm(t, link("set", path), map[string]string{"version": "0"}, nil)
	if got.status != 400 || formFields(t, got.body, "Review changes")["data"] != "what is there" || !strings.Contains(pageText(t, got.body), sentence(znode.CodeFormEmpty)) {
		t.Errorf("%d %.300q", got.status, pageText(t, got.body))
	}
}

func TestSetOfAbsent(t *testing.T) {
	t.Parallel()
	c, _ := runWriting(t, people.Editor, zookeeper.Addr())
	v := c.alice(t)
	if got := v.get(t, "/c/main/set/absent/below"); got.status != 404 || !strings.Contains(pageText(t, got.body), "The nearest ancestor") {
		t.Errorf("GET: %d %.300q", got.status, pageText(t, got.body))
	}
	got := v.postForm(t, "/c/main/set/absent", map[string]string{"version": "0", "data": "typed"}, nil)
	if got.status != 404 || formFields(t, got.body, "Review changes")["data"] != "typed" || !strings.Contains(pageText(t, got.body), "It was deleted after you opened it.") {
		t.Errorf("POST: %d %.300q", got.status, pageText(t, got.body))
	}
}

// TestAConflictSaysWhoSaved checks that a conflict names the person to people who see the trail,
// and to nobody else.
func TestAConflictSaysWhoSaved(t *testing.T) {
	t.Parallel()
	c := runRecorded(t, nil)
	editor, admin := c.member(t, "editor"), c.member(t, "admin")
	c.add(t, "other", people.Editor, "/")
	other := c.member(t, "other")
	editor.post(t, "/c/main/set/app/a", url.Values{"version": {"0"}, "data": {"first"}})
	for _, page := range []string{"/c/main/set/app/a", "/c/main/delete/app/a/deep"} {
		if page != "/c/main/set/app/a" {
			editor.post(t, "/c/main/set/app/a/deep", url.Values{"version": {"0"}, "data": {"first"}})
		}
		stale := url.Values{"version": {"0"}, "data": {"second"}}
		for v, says := range map[*visitor]bool{admin: true, editor: true, other: false} {
			got := v.post(t, page, stale)
			if said := strings.Contains(pageText(t, got.body), "Version 1 was saved by editor."); got.status != 409 || said != says {
				t.Errorf("%s: %d, and it says who saved: %v, want %v", page, got.status, said, says)
			}
		}
	}
	c.apply(t, znode.Op{Kind: znode.OpSet, Path: parsePath(t, "/app/a"), Data: []byte("by a script")})
	if got := admin.post(t, "/c/main/set/app/a", url.Values{"version": {"0"}, "data": {"second"}}); strings.Contains(got.body, "was saved by") {
		t.Error("it names somebody for what a script saved")
	}
}
