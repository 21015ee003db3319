package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"zkweb/auth/people"
	"zkweb/web/handlers/changes"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

func TestDelete(t *testing.T) {
	t.Parallel()
	c, trail := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "delete")
	deleted := []string{"node.delete intent", "node.delete ok"}
	conflict := []string{"node.delete intent", "node.delete conflict"}
	for _, test := range []struct {
		name     string
		children []string
		sets     int // how often the data is set before
		version  string
		status   int
		kind     string
		recorded []string
		says     string
		button   string // on the page that is shown again
	}{
		{"childless", nil, 0, "0", 303, "", deleted, "", ""},
		{"of a later version", nil, 2, "2", 303, "", deleted, "", ""},
		{"中文 %2F?", nil, 0, "0", 303, "", deleted, "", ""},
		{"with a child", []string{"a"}, 0, "0", 409, "conflict", conflict, sentence(znode.CodeHasChildren, "children", "1"), ""},
		{"with children", []string{"a", "b"}, 0, "0", 409, "conflict", conflict, sentence(znode.CodeHasChildren, "children", "2"), ""},
		{"of a version that moved on", nil, 1, "0", 409, "conflict", conflict, "has changed since you read it", "Delete version 1"},
		{"of any version", nil, 0, "-1", 400, "invalid", []string{"node.delete failed"}, sentence(znode.CodeVersion), ""},
		{"of no version", nil, 0, "", 400, "invalid", []string{"node.delete failed"}, sentence(znode.CodeVersion), ""},
	} {
		for _, form := range []string{"page", "JSON"} {
			path := p.create("/"+test.name+" as "+form, []byte("data"), open)
			for _, child := range test.children {
				p.create("/"+test.name+" as "+form+"/"+child, nil, open)
			}
			for range test.sets {
				p.set(path, []byte("more"))
			}
			headers := []string(nil)
			if form == "JSON" {
				headers = []string{"Accept", "application/json"}
			}
			got := v.post(t, link("delete", path), url.Values{"version": {test.version}}, headers...)
			if _, _, there := p.get(path); there != (test.status != 303) {
				t.Errorf("%s as %s: %d, and the znode is there: %v", test.name, form, got.status, there)
			}
			if got := changesOf(t, trail, path); !slices.Equal(got, test.recorded) {
				t.Errorf("%s as %s: recorded %q, want %q", test.name, form, got, test.recorded)
			}
			if form == "JSON" {
				checkChange(t, got, test.status, http.StatusOK, test.kind, changes.JSON{Path: path})
				continue
			}
			checkChangePage(t, got, test.status, link("tree", p.root), test.says)
			if test.button != "" && formFields(t, got.body, test.button) == nil {
				t.Errorf("%s: no button %q", test.name, test.button)
			}
		}
	}
}

func TestDeleteAsksFirst(t *testing.T) {
	t.Parallel()
	c, _ := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "ask")
	path := p.create("/node", []byte("four"), open)
	got := v.get(t, link("delete", path))
	said := pageText(t, got.body)
	for _, want := range []string{"node", "version 0", "4 bytes", "no children"} {
		if !strings.Contains(said, want) {
			t.Errorf("the page says %q, want %q in it", said, want)
		}
	}
	if _, _, there := p.get(path); got.status != 200 || !there || formFields(t, got.body, "Delete version 0")["version"] != "0" {
		t.Errorf("%d, the znode is there: %v", got.status, there)
	}
	got = v.get(t, link("delete", p.root))
	if said := pageText(t, got.body); got.status != 200 || !strings.Contains(said, "2 znodes") || formFields(t, got.body, "Delete version 0") != nil || formFields(t, got.body, "Delete 2 znodes") == nil {
		t.Errorf("with a child: %d %q", got.status, said)
	}
	if got := v.get(t, link("delete", p.root+"/absent")); got.status != 404 {
		t.Errorf("absent: %d", got.status)
	}
	got = v.post(t, link("delete", p.root+"/absent"), url.Values{"version": {"0"}})
	if got.status != 404 || !strings.Contains(pageText(t, got.body), "There is no such znode.") || formFields(t, got.body, "Delete version 0") != nil {
		t.Errorf("absent: %d %q", got.status, pageText(t, got.body))
	}
}

func TestSpecialZnodesAreNotDeleted(t *testing.T) {
	t.Parallel()
	c, _ := runWriting(t, people.Admin, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "special")
	for _, path := range []string{"/", "/zookeeper", "/zookeeper/config", "/zookeeper/quota"} {
		for _, got := range []answer{v.get(t, link("delete", path)), v.post(t, link("delete", path), url.Values{"version": {"0"}})} {
			if got.status != 400 || !strings.Contains(pageText(t, got.body), sentence(znode.CodeNeverDeleted)) || formFields(t, got.body, "Delete version 0") != nil {
				t.Errorf("%s: %d %.300q", path, got.status, pageText(t, got.body))
			}
		}
		if got := v.get(t, link("tree", path)); got.status != 200 || strings.Contains(got.body, `href="`+link("delete", path)+`"`) {
			t.Errorf("the page of %s is %d and offers to delete it", path, got.status)
		}
	}
	// Below a chroot, an ordinary znode may have that name.
	p.create("/zookeeper", nil, open)
	c, _ = runWriting(t, people.Admin, zookeeper.Addr()+p.root)
	v = c.alice(t)
	if got := v.post(t, "/c/main/delete/zookeeper", url.Values{"version": {"0"}}); got.status != 303 {
		t.Errorf("%d %.300q", got.status, pageText(t, got.body))
	}
	if got := v.post(t, "/c/main/delete/", url.Values{"version": {"0"}}); got.status != 400 {
		t.Errorf("the chroot itself: %d", got.status)
	}
}

func TestDeleteOfAnEphemeral(t *testing.T) {
	t.Parallel()
	c, _ := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "ephemeral")
	path := p.create("/e", nil, open, znode.ModeEphemeral)
	if got := v.get(t, link("delete", path)); !strings.Contains(pageText(t, got.body), "may create it again") {
		t.Errorf("%.300q", pageText(t, got.body))
	}
	if got := v.post(t, link("delete", path), url.Values{"version": {"0"}}); got.status != 303 {
		t.Errorf("%d", got.status)
	}
}

// TestTheQuestionShowsWhatIsDeleted checks that the page shows the data, but no secret.
func TestTheQuestionShowsWhatIsDeleted(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	got := r.member(t, "editor").get(t, "/c/main/delete/app/db")
	if !strings.Contains(got.body, "shop") || strings.Contains(got.body, secretValue) {
		t.Errorf("the page is\n%s", got.body)
	}
	boss := []znode.ACL{{Scheme: "digest", ID: session.DigestID("boss", bossPassword), Perms: znode.PermAll}}
	if _, err := znode.Create(r.context, r.boss, parsePath(t, "/app/closed"), []byte("unseen"), boss, znode.ModePersistent); err != nil {
		t.Fatal(err)
	}
	if got := r.member(t, "editor").get(t, "/c/main/delete/app/closed"); got.status != http.StatusOK || strings.Contains(got.body, "unseen") {
		t.Errorf("%d\n%s", got.status, got.body)
	}
}

// TestDeleteWithoutRead checks that DELETE on the parent is sufficient. Servers that return nothing
// without READ do not return the version either, so the form asks for it.
func TestDeleteWithoutRead(t *testing.T) {
	t.Parallel()
	server := zktest.RunRelease(t, "3.9").Addr()
	c, trail := runWriting(t, people.Editor, server)
	v, p := c.alice(t), newPlace(t, server, "blind")
	bobs := []znode.ACL{{Scheme: "digest", ID: session.DigestID("bob", "p"), Perms: znode.PermAll}, {Scheme: "world", ID: "anyone", Perms: znode.PermWrite}}
	for _, name := range []string{"/one", "/any", "/script"} {
		p.create(name, []byte("data"), bobs)
		p.set(p.root+name, []byte("more")) // version 1
	}
	if got := v.find(t, p.root+"?name=script"); !slices.Equal(got.paths(), []string{p.root + "/script"}) || got.hits[0].Stat != nil {
		t.Errorf("found by its name: %+v", got)
	}
	if page := v.get(t, "/c/main/find"+p.root+"?name=script"); !strings.Contains(pageText(t, page.body), p.root+"/script may not be read") {
		t.Errorf("the page: %s", pageText(t, page.body))
	}
	isThere := func(name string) bool {
		t.Helper()
		names, _, err := p.session.GetChildren(t.Context(), mustPath(t, p.root))
		if err != nil {
			t.Fatal(err)
		}
		return slices.Contains(names, name)
	}
	one, anyone := link("delete", p.root+"/one"), link("delete", p.root+"/any")
	asks := func(got answer, status int, typed string) {
		t.Helper()
		fields := formFields(t, got.body, "Delete the znode")
		if version, asked := fields["version"]; got.status != status || !asked || version != typed || !strings.Contains(pageText(t, got.body), "gives you no READ") {
			t.Errorf("%d, the form has %v: %.600q", got.status, fields, pageText(t, got.body))
		}
	}
	asks(v.get(t, one), 200, "")
	asks(v.post(t, one, url.Values{"version": {"0"}}), 409, "0")
	asks(v.post(t, one, url.Values{"version": {"what"}}), 400, "what")
	if got := v.post(t, one, url.Values{"version": {"-1"}, "collect": {"1"}}); got.status != 400 {
		t.Errorf("any version in a transaction: %d", got.status)
	}
	if !isThere("one") {
		t.Fatal("another version than that which was typed is deleted")
	}
	checkChangePage(t, v.post(t, one, url.Values{"version": {"1"}}), 303, link("tree", p.root), "")
	checkChangePage(t, v.post(t, anyone, url.Values{"version": {"-1"}}), 303, link("tree", p.root), "")
	if got := v.post(t, link("delete", p.root+"/script"), url.Values{"version": {"-1"}}, "Accept", jsonType); got.status != 200 {
		t.Errorf("as JSON: %d %s", got.status, got.body)
	}
	for _, name := range []string{"one", "any", "script"} {
		if isThere(name) {
			t.Errorf("%s is still there", name)
		}
	}
	if got, want := changesOf(t, trail, p.root+"/any"), []string{"node.delete intent", "node.delete ok"}; !slices.Equal(got, want) {
		t.Errorf("recorded %q, want %q", got, want)
	}
	// A person with ADMIN on the znode may know its version.
	p.create("/admin", nil, []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAdmin}})
	if got := v.get(t, link("delete", p.root+"/admin")); got.status != 200 || formFields(t, got.body, "Delete version 0")["version"] != "0" {
		t.Errorf("with ADMIN: %d %.300q", got.status, pageText(t, got.body))
	}
}

// TestTheDeletePagePromisesNoUndo checks that the page promises no undo to people who may not read
// the znode, since its data is not kept.
func TestTheDeletePagePromisesNoUndo(t *testing.T) {
	t.Parallel()
	r := runKeeping(t)
	r.restrict(t, "/app/blind", znode.ACL{Scheme: "world", ID: "anyone", Perms: znode.PermAdmin})
	v := r.member(t, "editor")
	for path, says := range map[string]string{"/app/blind": "It cannot be undone.", "/app/b": "It can be undone while this console keeps what was there."} {
		if got := v.get(t, "/c/main/delete"+path); got.status != 200 || !strings.Contains(pageText(t, got.body), says) {
			t.Errorf("%s: %d %q", path, got.status, pageText(t, got.body))
		}
	}
}
