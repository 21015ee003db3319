package handlers

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	htmlparser "golang.org/x/net/html"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/web/handlers/changes"
	"zkweb/web/words"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// aclOf returns a znode's ACL in zkCli's format.
func (p *place) aclOf(path string) string {
	p.t.Helper()
	return znode.FormatACL(p.acl(path))
}

// aclForm returns the fields of the form of a znode's ACL as it is first shown.
func (v *visitor) aclForm(t *testing.T, path string) url.Values {
	t.Helper()
	got := v.get(t, link("acl", path))
	if got.status != http.StatusOK {
		t.Fatalf("%s: %d %.300q", path, got.status, pageText(t, got.body))
	}
	return postedBy(t, got.body, "Save ACL")
}

// TestSetACL sets ACLs on the releases whose servers differ most.
func TestSetACL(t *testing.T) {
	t.Parallel()
	for _, release := range []string{"3.4", "3.9"} {
		t.Run(release, func(t *testing.T) {
			t.Parallel()
			testSetACL(t, zktest.RunRelease(t, release).Addr())
		})
	}
}

func testSetACL(t *testing.T, server string) {
	c, trail := runWriting(t, people.Editor, server)
	v, p := c.alice(t), newPlace(t, server, "acl")
	own := "digest:" + session.DigestID(alice, alicePassword) + ":cdrwa"
	set, tried := []string{"node.acl intent", "node.acl ok"}, []string{"node.acl failed"}
	for _, test := range []struct {
		name     string
		form     url.Values
		status   int // for JSON; a form has 303 instead of 200
		code     znode.Code
		want     string // the ACL afterwards; "" for unchanged
		recorded []string
	}{
		{"my own", url.Values{"acl": {"auth::cdrwa"}, "aversion": {"0"}}, 200, "", own, set},
		{"an address", url.Values{"acl": {own + ",ip:10.0.0.1:r"}, "aversion": {"0"}}, 200, "", own + ",ip:10.0.0.1:r", set},
		{"an aversion that moved on", url.Values{"acl": {own}, "aversion": {"7"}}, 409, znode.CodeACLChanged, "", []string{"node.acl intent", "node.acl conflict"}},
		{"any aversion", url.Values{"acl": {own}, "aversion": {"-1"}}, 400, znode.CodeACLAversion, "", tried},
		{"another znode", url.Values{"acl": {own}, "aversion": {"0"}, "czxid": {"1"}}, 409, znode.CodeMadeAnew, "", []string{"node.acl conflict"}},
		{"no entry", url.Values{"acl": {" "}, "aversion": {"0"}}, 400, znode.CodeACLEmpty, "", tried},
		{"no perms", url.Values{"acl": {"world:anyone"}, "aversion": {"0"}}, 400, znode.CodeACLForm, "", tried},
		{"a hidden digest", url.Values{"acl": {"digest:bob:x:cdrwa"}, "aversion": {"0"}}, 400, znode.CodeACLHidden, "", tried},
		{"a scheme that the server does not know", url.Values{"acl": {own + ",nobody:x:r"}, "aversion": {"0"}}, 400, znode.CodeInvalidACL, "", []string{"node.acl intent", "node.acl failed"}},
		{"nobody sets it again", url.Values{"acl": {"world:anyone:cdrw"}, "aversion": {"0"}}, 400, znode.CodeACLWarned, "", tried},
		{"so it is meant", url.Values{"acl": {"world:anyone:cdrw"}, "aversion": {"0"}, "anyway": {"locks_everybody_out"}}, 200, "", "world:anyone:cdrw", set},
		{"another one is meant", url.Values{"acl": {"world:anyone:cdrw"}, "aversion": {"0"}, "anyway": {"opens_to_anybody"}}, 400, znode.CodeACLWarned, "", tried},
	} {
		for _, form := range []string{"page", "JSON"} {
			path := p.create("/"+test.name+" as "+form, []byte("data"), open)
			before := p.aclOf(path)
			var got answer
			if form == "JSON" {
				got = v.post(t, link("acl", path), test.form, "Accept", "application/json")
				if test.status == http.StatusOK {
					if done := decode[changes.JSON](t, got); got.status != http.StatusOK || done.Path != path || done.Stat == nil || done.Stat.Aversion != 1 {
						t.Errorf("%s: %d %s", test.name, got.status, got.body)
					}
				} else if answer := decode[errorAnswer](t, got); got.status != test.status || answer.Error.Code != string(test.code) {
					t.Errorf("%s as JSON: %d %s", test.name, got.status, got.body)
				}
			} else {
				got = v.post(t, link("acl", path), test.form)
				if wanted := map[bool]int{true: 303, false: test.status}[test.status == 200]; got.status != wanted {
					t.Errorf("%s: %d, want %d: %.300q", test.name, got.status, wanted, pageText(t, got.body))
				}
			}
			want := test.want
			if want == "" {
				want = before
			}
			if now := p.aclOf(path); now != want {
				t.Errorf("%s as %s: the ACL is %s, want %s", test.name, form, now, want)
			}
			if recorded := changesOf(t, trail, path); !slices.Equal(recorded, test.recorded) {
				t.Errorf("%s as %s: recorded %q, want %q", test.name, form, recorded, test.recorded)
			}
		}
	}
}

// TestTheFormOfAnACL uses the form without script: it adds, changes and removes entries and makes a
// digest before it saves anything.
func TestTheFormOfAnACL(t *testing.T) {
	t.Parallel()
	c, trail := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "acl-form")
	path := p.create("/node", nil, open)
	fields := v.aclForm(t, path)
	if fields.Get("rows") != "1" || fields.Get("scheme-0") != "world" || fields.Get("id-0") != "anyone" || strings.Join(slices.Sorted(slices.Values(fields["perms-0"])), "") != "acdrw" {
		t.Errorf("the form is filled with %v", fields)
	}
	press := func(button string, more url.Values) url.Values {
		t.Helper()
		maps.Copy(fields, more)
		fields.Set("do", button)
		got := v.post(t, link("acl", path), fields)
		if got.status != http.StatusOK {
			t.Fatalf("%s: %d %.300q", button, got.status, pageText(t, got.body))
		}
		if strings.Contains(got.body, "s3cret") {
			t.Errorf("%s: the password is on the page", button)
		}
		return postedBy(t, got.body, "Save ACL")
	}
	fields = press("digest", url.Values{"user": {"bob"}, "password": {"s3cret!"}, "algorithm": {"SHA-256"}})
	if want := session.DigestAlgorithm("SHA-256").ID("bob", "s3cret!"); fields.Get("id-1") != want || fields.Get("scheme-1") != "digest" || len(fields["perms-1"]) != 5 {
		t.Errorf("a digest: %v", fields)
	}
	fields = press("remove-1", nil)
	fields = press("", url.Values{"user": {"bob"}, "password": {"s3cret!"}, "algorithm": {"SHA1"}}) // Save makes the digest first, too
	if fields.Get("id-1") != session.DigestID("bob", "s3cret!") {
		t.Errorf("a digest that was not added: %v", fields)
	}
	fields = press("add", nil)
	fields.Set("scheme-2", "auth")
	fields["perms-2"] = []string{"r", "a"}
	fields["perms-0"] = []string{"r"}
	fields.Del("do")
	if recorded := changesOf(t, trail, path); len(recorded) != 0 {
		t.Errorf("recorded before anything was saved: %q", recorded)
	}
	got := v.post(t, link("acl", path), fields)
	if got.status != http.StatusSeeOther || got.header.Get("Location") != link("tree", path)+"?tab=acl" {
		t.Errorf("%d %q %.300q", got.status, got.header.Get("Location"), pageText(t, got.body))
	}
	want := "world:anyone:r,digest:" + session.DigestID("bob", "s3cret!") + ":cdrwa,digest:" + session.DigestID(alice, alicePassword) + ":ra"
	if now := p.aclOf(path); now != want {
		t.Errorf("the ACL is %s, want %s", now, want)
	}
	entries, err := trail.Query(context.Background(), audit.Filter{Path: path, Event: audit.NodeACL})
	if err != nil || len(entries.Entries) != 2 || entries.Entries[0].Settings["acl_before"] != "world:anyone:cdrwa" ||
		entries.Entries[0].Settings["acl"] != "world:anyone:r,digest:bob:x:cdrwa,auth::ra" {
		t.Errorf("recorded %+v, %v", entries.Entries, err)
	}
}

// TestWarningsOfAnACL checks for each warning that it appears when it should, and only then.
func TestWarningsOfAnACL(t *testing.T) {
	t.Parallel()
	c, _ := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "acl-warn")
	own := "digest:" + session.DigestID(alice, alicePassword)
	for _, test := range []struct{ before, after, warned string }{
		{"world:anyone:cdrwa", own + ":cdrwa", ""},
		{"world:anyone:cdrwa", "auth::cdrwa", ""},
		{"world:anyone:cdrwa", "ip:127.0.0.1:cdrwa", ""}, // the console's own address
		{"world:anyone:cdrwa", "digest:" + session.DigestID("bob", "p") + ":cdrwa", "locks_you_out,hides_from_you"},
		{"world:anyone:cdrwa", "digest:" + session.DigestID("bob", "p") + ":a," + own + ":r", "locks_you_out"},
		{"world:anyone:cdrwa", own + ":cdwa", "hides_from_you"},
		{"world:anyone:cdrwa", "digest:bob:nohash:a," + own + ":r", "locks_everybody_out"},
		{"world:anyone:cdrwa", own + ":cdrw", "locks_everybody_out"},
		{own + ":cdrwa", own + ":cdrwa,world:anyone:r", "opens_to_anybody"},
		{own + ":cdrwa", own + ":cdrwa,ip:0.0.0.0/0:r", "opens_to_anybody"},
		{own + ":cdrwa,world:anyone:rw", own + ":cdrwa,world:anyone:r", ""},
	} {
		before, err := znode.ParseACL(test.before)
		if err != nil {
			t.Fatal(err)
		}
		path := p.create("/node", nil, before)
		got := v.post(t, link("acl", path), url.Values{"acl": {test.after}, "aversion": {"0"}})
		fields := postedBy(t, got.body, "Save ACL")
		if test.warned == "" && got.status != http.StatusSeeOther || test.warned != "" && got.status != http.StatusBadRequest {
			t.Errorf("from %s to %s: %d %.300q", test.before, test.after, got.status, pageText(t, got.body))
		}
		for code := range strings.SplitSeq(test.warned, ",") {
			if say := words.English.EditACL.Warnings[code]; code != "" && !strings.Contains(pageText(t, got.body), strings.SplitAfter(say(""), ":")[0]) {
				t.Errorf("from %s to %s: the page does not warn of %s: %q", test.before, test.after, code, pageText(t, got.body))
			}
		}
		if test.warned != "" {
			fields.Set("anyway", test.warned)
			if got := v.post(t, link("acl", path), fields); got.status != http.StatusSeeOther {
				t.Errorf("from %s to %s, confirmed: %d %.300q", test.before, test.after, got.status, pageText(t, got.body))
			}
		}
		p.remove(path)
	}
}

// postedBy returns what a browser submits with a button, except the button itself: only checked
// boxes and selected options.
func postedBy(t *testing.T, page, button string) url.Values {
	t.Helper()
	root, err := htmlparser.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for form := range root.Descendants() {
		if form.Data != "form" || !hasButton(form, button) {
			continue
		}
		posted := url.Values{}
		for field := range form.Descendants() {
			name, value := attribute(field, "name"), attribute(field, "value")
			switch {
			case name == "" || field.Data == "button" || attribute(field, "type") == "checkbox" && !hasAttribute(field, "checked"):
				continue
			case field.Data == "select":
				value = chosen(field)
			}
			posted.Add(name, value)
		}
		return posted
	}
	return nil
}

// chosen returns the selected option of a select.
func chosen(field *htmlparser.Node) string {
	first := ""
	for option := range field.Descendants() {
		if option.Data != "option" {
			continue
		}
		value := textOf(option)
		if hasAttribute(option, "value") {
			value = attribute(option, "value")
		}
		if hasAttribute(option, "selected") {
			return value
		}
		if first == "" {
			first = value
		}
	}
	return first
}

func hasAttribute(node *htmlparser.Node, name string) bool {
	return slices.ContainsFunc(node.Attr, func(a htmlparser.Attribute) bool { return a.Key == name })
}

// TestSetACLBelow checks that denied and missing znodes are reported and do not stop the others,
// and that the trail has one intent and one outcome for all.
func TestSetACLBelow(t *testing.T) {
	t.Parallel()
	for _, release := range []string{"3.4", "3.9"} {
		t.Run(release, func(t *testing.T) {
			t.Parallel()
			testSetACLBelow(t, zktest.RunRelease(t, release).Addr())
		})
	}
}

func testSetACLBelow(t *testing.T, server string) {
	c, trail := runWriting(t, people.Editor, server)
	v, p := c.alice(t), newPlace(t, server, "below")
	own, err := znode.ParseACL("digest:" + session.DigestID(alice, alicePassword) + ":cdrwa,world:anyone:r")
	if err != nil {
		t.Fatal(err)
	}
	bobs, err := znode.ParseACL("digest:" + session.DigestID("bob", "p") + ":cdrwa,world:anyone:r")
	if err != nil {
		t.Fatal(err)
	}
	for _, below := range []string{"/a", "/a/b", "/a/b/c"} {
		p.create(below, nil, open)
	}
	p.create("/same", nil, own)
	p.create("/bobs", nil, bobs)
	acl := znode.FormatACL(own)
	type review struct{ Review changes.ACLReviewJSON }
	preview := v.post(t, link("acl", p.root), url.Values{"acl": {acl}, "recursive": {"1"}, "review": {"1"}}, "Accept", "application/json")
	if got := decode[review](t, preview).Review; got.Changes+got.Denied != 5 || got.Same != 1 || got.Examples[0].Path != p.root || got.Examples[0].After != acl || got.Stopped != "" {
		t.Errorf("the preview is %s", preview.body)
	}
	if now := p.aclOf(p.root); now != znode.FormatACL(open) || len(changesOf(t, trail, p.root)) > 1 {
		t.Errorf("after the preview there is %s, %q", now, changesOf(t, trail, p.root))
	}
	form := v.aclForm(t, p.root)
	form.Set("acl", acl)
	form.Set("do", "below")
	page := v.post(t, link("acl", p.root), form)
	said := pageText(t, page.body)
	fields := url.Values{}
	for _, button := range []string{"Set 4 ACLs", "Set 5 ACLs"} { // 3.4 does not hide from alice what only bob may set
		if found := postedBy(t, page.body, button); found != nil {
			fields = found
		}
	}
	if page.status != http.StatusOK || fields.Get("recursive") != "1" || !strings.Contains(said, "+ "+acl) {
		t.Fatalf("%d %v %.500q", page.status, fields, said)
	}
	stale := maps.Clone(fields)
	stale.Set("changes", "3")
	if got := v.post(t, link("acl", p.root), stale); got.status != http.StatusConflict || !strings.Contains(pageText(t, got.body), "Look at them again") {
		t.Errorf("other changes than those of the preview: %d %.300q", got.status, pageText(t, got.body))
	}
	done := v.post(t, link("acl", p.root), fields)
	if said := pageText(t, done.body); done.status != http.StatusOK || !strings.Contains(said, "4 ACLs were set; 1 needed no change.") || !strings.Contains(said, p.root+"/bobs") {
		t.Errorf("the report: %d %q", done.status, said)
	}
	if again := v.post(t, link("acl", p.root), fields); again.status != done.status || again.body != done.body {
		t.Errorf("sent twice: %d %q", again.status, pageText(t, again.body))
	}
	for _, below := range []string{"", "/a", "/a/b", "/a/b/c", "/same"} {
		if now := p.aclOf(p.root + below); now != acl {
			t.Errorf("%s has %s", below, now)
		}
	}
	entries, err := trail.Query(context.Background(), audit.Filter{Path: p.root, Event: audit.NodeBatch})
	if err != nil || len(entries.Entries) != 2 {
		t.Fatalf("recorded %+v, %v", entries.Entries, err)
	}
	for _, entry := range entries.Entries {
		if batch := entry.Batch; !batch.Each || batch.Count != len(decode[review](t, preview).Review.Examples) || entry.Settings["mode"] != "replace" || strings.Contains(entry.Settings["acl"], session.DigestID(alice, alicePassword)) {
			t.Errorf("recorded %+v %+v", entry, batch)
		}
	}
	removed := v.post(t, link("acl", p.root), url.Values{"acl": {"world:anyone:r"}, "mode": {"remove"}, "recursive": {"1"}}, "Accept", "application/json")
	if got := decode[changes.ACLBelowJSON](t, removed); got.Changed != 5 || p.aclOf(p.root+"/a/b/c") != strings.TrimSuffix(acl, ",world:anyone:r") {
		t.Errorf("removed: %s, %s", removed.body, p.aclOf(p.root+"/a/b/c"))
	}
}

// TestTheUserDirectoryKeepsItsACLs checks that the user directory is skipped when the ACLs of
// everything above it are set.
func TestTheUserDirectoryKeepsItsACLs(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	v := r.member(t, "admin")
	before := r.tree(t)
	got := v.post(t, "/c/main/acl/", url.Values{"acl": {"world:anyone:r"}, "mode": {"add"}, "recursive": {"1"}, "review": {"1"}}, "Accept", "application/json")
	if got.status != http.StatusOK || strings.Contains(got.body, "/zkweb/users") || strings.Contains(got.body, `"/zookeeper`) {
		t.Errorf("%d %s", got.status, got.body)
	}
	if now := r.tree(t); now != before {
		t.Errorf("a review changed something: %s", now)
	}
}
