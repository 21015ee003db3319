package handlers

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"zkweb/auth/people"
	"zkweb/web/handlers/changes"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// createJSON creates a znode like a script.
func (v *visitor) createJSON(t *testing.T, parent string, fields ...string) answer {
	t.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return v.post(t, link("create", parent), form, "Accept", "application/json")
}

// TestCreateInEveryMode checks that each mode works if the server supports it, and else fails with
// an error that says so.
func TestCreateInEveryMode(t *testing.T) {
	t.Parallel()
	for release, can := range map[string][]string{
		"3.4": {"persistent", "sequential", "ephemeral", "ephemeral_sequential"},
		"3.9": {"persistent", "sequential", "ephemeral", "ephemeral_sequential", "container", "ttl"},
	} {
		t.Run(release, func(t *testing.T) {
			t.Parallel()
			server := zktest.RunRelease(t, release, zktest.Config{JavaProperties: map[string]string{"zookeeper.extendedTypesEnabled": "true"}})
			c, trail := runWriting(t, people.Editor, server.Addr())
			v, p := c.alice(t), newPlace(t, server.Addr(), "modes")
			missing := map[string]znode.Code{"container": znode.CodeNoContainers, "ttl": znode.CodeNoTTL}
			for _, mode := range []string{"persistent", "sequential", "ephemeral", "ephemeral_sequential", "container", "ttl"} {
				got := v.createJSON(t, p.root, "name", mode, "data", "x", "mode", mode, "ttl", "3600000")
				form := v.get(t, link("create", p.root)).body
				if strings.Contains(form, `<option value="`+mode+`"`) != slices.Contains(can, mode) || strings.Contains(form, "Container: ") != slices.Contains(can, "container") {
					t.Errorf("%s: the form does not offer what the server has, and that alone", mode)
				}
				if !slices.Contains(can, mode) {
					ttl := map[string]string{"ttl": `,"ttl":3600000`}[mode]
					for way, got := range map[string]answer{"a form": got, "a transaction": v.multi(t, `{"op":"create","path":"`+p.root+`/it","mode":"`+mode+`"`+ttl+`}`)} {
						if failed := decode[errorAnswer](t, got); got.status != 400 || failed.Error.Code != string(missing[mode]) {
							t.Errorf("%s by %s: %d %+v, want %s", mode, way, got.status, failed, missing[mode])
						}
					}
					continue
				}
				made := decode[changes.JSON](t, got)
				sequential := strings.HasSuffix(mode, "sequential")
				if data, stat, there := p.get(made.Path); got.status != 201 || !there || string(data) != "x" || (stat.EphemeralOwner != 0) != strings.HasPrefix(mode, "ephemeral") ||
					(made.Path != p.root+"/"+mode) != sequential {
					t.Errorf("%s: %d %q with owner %#x", mode, got.status, made.Path, stat.EphemeralOwner)
				}
				if got := changesOf(t, trail, made.Path); !slices.Contains(got, "node.create ok") {
					t.Errorf("%s: recorded %q", mode, got)
				}
			}
		})
	}
}

// TestAnEphemeralZnodeLivesAsLongAsItsSignIn checks that an ephemeral znode ends with the sign-in
// that created it, and not with another one of the same person, by the form and in a transaction.
func TestAnEphemeralZnodeLivesAsLongAsItsSignIn(t *testing.T) {
	t.Parallel()
	c, _ := runWriting(t, people.Editor, zookeeper.Addr())
	v, other, p := c.alice(t), c.alice(t), newPlace(t, zookeeper.Addr(), "lives")
	for visitor, name := range map[*visitor]string{v: "mine", other: "others"} {
		if got := visitor.postForm(t, link("create", p.root), map[string]string{"name": name, "data": "", "mode": "ephemeral"}, nil); got.status != 303 {
			t.Fatalf("%s: %d %.300q", name, got.status, pageText(t, got.body))
		}
		if page := visitor.get(t, link("tree", p.root+"/"+name)); page.status != 200 || !strings.Contains(pageText(t, page.body), "Created.") {
			t.Errorf("%s: the page after it says %.200q", name, pageText(t, page.body))
		}
	}
	if got := v.multi(t, `{"op":"create","path":"`+p.root+`/plain"}`, `{"op":"create","path":"`+p.root+`/together","mode":"ephemeral"}`); got.status != 200 {
		t.Fatalf("a transaction: %d %s", got.status, got.body)
	}
	_, mine, _ := p.get(p.root + "/mine")
	if _, together, _ := p.get(p.root + "/together"); together.EphemeralOwner != mine.EphemeralOwner {
		t.Errorf("the owners of one sign-in are %#x and %#x", mine.EphemeralOwner, together.EphemeralOwner)
	}
	if _, others, _ := p.get(p.root + "/others"); mine.EphemeralOwner == 0 || mine.EphemeralOwner == others.EphemeralOwner {
		t.Errorf("the owners are %#x and %#x", mine.EphemeralOwner, others.EphemeralOwner)
	}
	if got := v.post(t, "/logout", nil); got.status != http.StatusSeeOther {
		t.Fatalf("sign-out: %d", got.status)
	}
	eventually(t, "that the znode goes with its sign-in", func() bool { _, _, there := p.get(p.root + "/mine"); return !there })
	if _, _, there := p.get(p.root + "/others"); !there {
		t.Error("the znode of the other sign-in was deleted as well")
	}
}

// TestCreateAsAsked checks the fields of the form beside name and data.
func TestCreateAsAsked(t *testing.T) {
	t.Parallel()
	c, trail := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "asked")
	for _, test := range []struct {
		name   string
		fields []string
		code   znode.Code
		path   string
		data   []byte
		acl    string // "" for the parent's
	}{
		{"null", []string{"name", "null", "null", "1"}, "", "/null", nil, ""},
		{"empty", []string{"name", "empty", "data", ""}, "", "/empty", []byte{}, ""},
		{"an ACL", []string{"name", "acl", "data", "", "acl", "world:anyone:r, auth::cdrwa"}, "", "/acl", []byte{}, "world:anyone:r"},
		{"parents", []string{"name", "x/y/z", "parents", "1", "data", "deep"}, "", "/x/y/z", []byte("deep"), ""},
		{"parents that are there", []string{"name", "x/y/w", "parents", "1", "data", "deep"}, "", "/x/y/w", []byte("deep"), ""},
		{"GBK", []string{"name", "gbk", "encoding", "gbk", "data", "中"}, "", "/gbk", []byte{0xd6, 0xd0}, ""},
		{"a slash without parents", []string{"name", "v/w", "data", ""}, znode.CodePathNameSlash, "", nil, ""},
		{"no kind", []string{"name", "n", "mode", "eternal"}, znode.CodeModeUnknown, "", nil, ""},
		{"no TTL", []string{"name", "n", "mode", "ttl"}, znode.CodeTTL, "", nil, ""},
		{"a TTL of nothing", []string{"name", "n", "mode", "ttl", "ttl", "0"}, znode.CodeTTL, "", nil, ""},
		{"TTLs are not enabled", []string{"name", "n", "mode", "ttl", "ttl", "1000"}, znode.CodeNoTTL, "", nil, ""},
		{"no ACL", []string{"name", "n", "acl", "world"}, znode.CodeACLForm, "", nil, ""},
		{"what is there with its parents", []string{"name", "x/y", "parents", "1"}, znode.CodeNodeExists, "", nil, ""},
	} {
		got := v.createJSON(t, p.root, test.fields...)
		if test.code != "" {
			if failed := decode[errorAnswer](t, got); failed.Error.Code != string(test.code) {
				t.Errorf("%s: %+v, want %s", test.name, failed, test.code)
			}
			continue
		}
		data, _, there := p.get(p.root + test.path)
		if got.status != 201 || !there || !bytes.Equal(data, test.data) || (data == nil) != (test.data == nil) {
			t.Errorf("%s: %d, %#v is stored", test.name, got.status, data)
		}
		if page := v.getJSON(t, link("tree", p.root+test.path)).body; test.acl != "" && !strings.Contains(page, `"acl":[{"scheme":"world","id":"anyone","perms":"r"}`) {
			t.Errorf("%s: %s", test.name, page)
		}
	}
	if got := changesOf(t, trail, p.root+"/x"); !slices.Contains(got, "node.batch ok") {
		t.Errorf("recorded %q", got)
	}
}

// TestWhoeverTypesAnACLIsAskedBeforeItLocksOut checks that the page warns about an ACL that locks
// everybody out, and that a script is not asked.
func TestWhoeverTypesAnACLIsAskedBeforeItLocksOut(t *testing.T) {
	t.Parallel()
	c, _ := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "lockouts")
	for i, test := range []struct{ acl, warned string }{
		{"world:anyone:cdrwa", ""},
		{"auth::cdrwa", ""},
		{"auth::cdra", ""},
		{"auth::rw", "locks_everybody_out"},
		{"ip:203.0.113.7:cdrwa", "locks_you_out,hides_from_you"},
		{"auth::cda", "hides_from_you"},
	} {
		name := fmt.Sprint("n", i)
		form := url.Values{"name": {name}, "data": {"kept"}, "acl": {test.acl}}
		got := v.post(t, link("create", p.root), form)
		_, _, there := p.get(p.root + "/" + name)
		if asked := strings.Contains(got.body, `name="anyway" value="`+test.warned+`"`); there == (test.warned != "") || asked != (test.warned != "") {
			t.Errorf("%s: %d, asked %t, created %t", test.acl, got.status, asked, there)
		}
		if test.warned == "" {
			continue
		}
		if !strings.Contains(got.body, "kept") || !strings.Contains(got.body, `value="`+test.acl+`"`) {
			t.Errorf("%s: what was typed is lost", test.acl)
		}
		form.Set("anyway", test.warned)
		if got := v.post(t, link("create", p.root), form); got.status != http.StatusSeeOther {
			t.Errorf("%s, confirmed: %d", test.acl, got.status)
		}
		form.Set("name", name+"-by-script")
		form.Del("anyway")
		if got := v.post(t, link("create", p.root), form, "Accept", "application/json"); got.status != http.StatusCreated {
			t.Errorf("%s, by a script: %d %s", test.acl, got.status, got.body)
		}
	}
}

// TestCreateBelowWhatIsMissing checks that the parent in the URL is created, too.
func TestCreateBelowWhatIsMissing(t *testing.T) {
	t.Parallel()
	c, _ := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "missing")
	if failed := decode[errorAnswer](t, v.createJSON(t, p.root+"/a/b", "name", "c", "data", "")); failed.Error.Code != string(znode.CodeParentGone) {
		t.Errorf("without parents: %+v", failed)
	}
	if got := v.createJSON(t, p.root+"/a/b", "name", "c", "data", "", "parents", "1"); got.status != 201 {
		t.Errorf("%d %s", got.status, got.body)
	}
	if _, _, there := p.get(p.root + "/a/b/c"); !there {
		t.Error("it is not there")
	}
}

// TestCreateLikeANeighbour checks that the form is filled from another znode, without secrets.
func TestCreateLikeANeighbour(t *testing.T) {
	t.Parallel()
	c, _ := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "like")
	p.create("/one", []byte("a=1\n"), open)
	p.create("/secret", []byte("password=hunter2\n"), open)
	page := v.get(t, link("tree", p.root+"/one")).body
	if !strings.Contains(page, `href="`+link("create", p.root)+`?like=one"`) {
		t.Error("the znode's page does not link to it")
	}
	form := v.get(t, link("create", p.root)+"?like=one")
	fields := formFields(t, form.body, "Create")
	if fields["name"] != "one" || fields["data"] != "a=1\n" || !strings.Contains(pageText(t, form.body), "Create one like one") {
		t.Errorf("the form is %q", fields)
	}
	fields["name"] = "two"
	if got := v.postForm(t, link("create", p.root), fields, nil); got.status != 303 {
		t.Errorf("%d %.300q", got.status, pageText(t, got.body))
	}
	if data, _, _ := p.get(p.root + "/two"); string(data) != "a=1\n" {
		t.Errorf("%q is stored", data)
	}
	if form := v.get(t, link("create", p.root)+"?like=secret"); strings.Contains(form.body, "hunter2") || formFields(t, form.body, "Create")["data"] != "" || !strings.Contains(pageText(t, form.body), "not copied") {
		t.Errorf("a secret is copied: %q", formFields(t, form.body, "Create"))
	}
	if got := v.get(t, link("create", p.root)+"?like=nobody"); got.status != 404 {
		t.Errorf("like what is not there: %d", got.status)
	}
}

// TestAFormSentTwiceCreatesOneSequentialZnode checks that neither a second click nor a submission
// from the browser's history creates another znode.
func TestAFormSentTwiceCreatesOneSequentialZnode(t *testing.T) {
	t.Parallel()
	c, _ := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "twice")
	form := func() map[string]string {
		return map[string]string{"name": "task-", "data": "x", "mode": "sequential", "once": filledIn(t, v.get(t, link("create", p.root)).body)["once"][0]}
	}
	fields := form()
	var clicked [3]answer
	var clicks sync.WaitGroup
	for i := range clicked {
		clicks.Go(func() { clicked[i] = v.postForm(t, link("create", p.root), fields, nil) })
	}
	clicks.Wait()
	again := v.postForm(t, link("create", p.root), fields, nil)
	for _, got := range append(clicked[:], again) {
		if got.status != http.StatusSeeOther || got.header.Get("Location") != again.header.Get("Location") {
			t.Errorf("%d to %q, want %q", got.status, got.header.Get("Location"), again.header.Get("Location"))
		}
	}
	if other := v.postForm(t, link("create", p.root), form(), nil); other.status != http.StatusSeeOther || other.header.Get("Location") == again.header.Get("Location") {
		t.Errorf("another form: %d to %q", other.status, other.header.Get("Location"))
	}
	if _, stat, _ := p.get(p.root); stat.NumChildren != 2 {
		t.Errorf("there are %d znodes", stat.NumChildren)
	}
}
