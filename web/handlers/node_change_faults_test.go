package handlers

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/web/handlers/changes"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// hookedTrail is a trail that calls a function before it writes an intent.
type hookedTrail struct {
	*audit.Trail
	before func() error
}

func (h *hookedTrail) Append(ctx context.Context, entry audit.Entry) (int64, error) {
	if entry.Outcome == audit.Intent {
		if err := h.before(); err != nil {
			return 0, err
		}
	}
	return h.Trail.Append(ctx, entry)
}

// hook calls before at each intent.
func hook(before func() error) func(*Config) {
	return func(config *Config) {
		config.Rules.Trail = &hookedTrail{config.Rules.Trail.(*audit.Trail), before}
	}
}

// change is a form that a test posts, and what its page contains when it is shown again.
type change struct {
	door, path string
	fields     map[string]string
	button     string
}

func everyChange(p *place) []change {
	return []change{
		{"create", p.root, map[string]string{"name": "new", "data": "\ntyped"}, "Create"},
		{"set", p.root + "/node", map[string]string{"version": "0", "data": "\ntyped"}, "Review changes"},
		{"delete", p.root + "/node", map[string]string{"version": "0"}, "Delete version 0"},
	}
}

// about returns the path of the znode that is changed.
func (c change) about() string {
	if c.door == "create" {
		return c.path + "/" + c.fields["name"]
	}
	return c.path
}

// keeps reports whether a page contains what was typed.
func (c change) keeps(t *testing.T, page string) bool {
	t.Helper()
	again := formFields(t, page, c.button)
	for name, value := range c.fields {
		if again[name] != value {
			return false
		}
	}
	return again != nil
}

func TestChangesWhileSuspended(t *testing.T) {
	t.Parallel()
	proxy := zktest.RunProxy(t, zookeeper.Addr())
	c, trail := runWriting(t, people.Editor, proxy.Addr())
	c.hurries()
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "suspended")
	p.create("/node", []byte("before"), open)
	if err := proxy.Refuse(); err != nil {
		t.Fatal(err)
	}
	for _, change := range everyChange(p) {
		got := v.postForm(t, link(change.door, change.path), change.fields, nil)
		if got.status != 503 || got.header.Get("Retry-After") == "" || !change.keeps(t, got.body) {
			t.Errorf("%s: %d, Retry-After %q, %.600q", change.door, got.status, got.header.Get("Retry-After"), pageText(t, got.body))
		}
		if strings.Contains(got.body, "data-reload") {
			t.Errorf("%s: the page would reload itself and lose what was typed", change.door)
		}
		got = v.postForm(t, link(change.door, change.path), change.fields, nil, "Accept", "application/json")
		if failed := decode[errorAnswer](t, got); got.status != 503 || failed.Error.Kind != "unavailable" {
			t.Errorf("%s: %d %+v", change.door, got.status, failed)
		}
		recorded := changesOf(t, trail, change.about())
		want := []string{"node." + change.door + " failed", "node." + change.door + " failed"}
		if len(recorded) < 2 || !slices.Equal(recorded[len(recorded)-2:], want) || slices.Contains(recorded, "node."+change.door+" intent") {
			t.Errorf("%s: recorded %q, want %q in the end, and no intent", change.door, recorded, want)
		}
	}
	if data, stat, there := p.get(p.root + "/node"); !there || string(data) != "before" || stat.Version != 0 {
		t.Errorf("%q in version %d, there: %v", data, stat.Version, there)
	}
}

// TestChangesWithoutAnAnswer loses ZooKeeper's answers once a change has been sent.
func TestChangesWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	proxy := zktest.RunProxy(t, zookeeper.Addr())
	c, trail := runWriting(t, people.Editor, proxy.Addr(), hook(func() error { proxy.Blackhole(); return nil }))
	c.hurries()
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "unanswered")
	p.create("/node", []byte("before"), open)
	for _, change := range everyChange(p) {
		got := v.postForm(t, link(change.door, change.path), change.fields, nil)
		said := pageText(t, got.body)
		if got.status != 504 || !change.keeps(t, got.body) || !strings.Contains(said, "The change was sent, but no answer came") || !strings.Contains(got.body, `href="`+link("tree", change.path)+`" target="_blank"`) {
			t.Errorf("%s: %d %.600q", change.door, got.status, said)
		}
		event := "node." + change.door
		if got, want := changesOf(t, trail, change.about()), []string{event + " intent", event + " unknown"}; !slices.Equal(got[max(0, len(got)-2):], want) {
			t.Errorf("%s: recorded %q, want %q", change.door, got, want)
		}
		if err := proxy.Resume(); err != nil {
			t.Fatal(err)
		}
		eventually(t, "the connection is back", func() bool { return v.get(t, link("tree", p.root)).status == 200 })
		if _, stat, _ := p.get(p.root + "/node"); stat.Version > 1 {
			t.Errorf("%s: the data was set %d times", change.door, stat.Version)
		}
	}
}

// TestNoChangeWithoutARecord fills the trail's disk.
func TestNoChangeWithoutARecord(t *testing.T) {
	t.Parallel()
	full := &znode.Error{Kind: znode.Unavailable, Code: znode.CodeTrailFull, Cause: errors.New("write")}
	c, _ := runWriting(t, people.Editor, zookeeper.Addr(), hook(func() error { return full }))
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "unrecorded")
	p.create("/node", []byte("before"), open)
	for _, change := range everyChange(p) {
		got := v.postForm(t, link(change.door, change.path), change.fields, nil)
		if said := pageText(t, got.body); got.status != 503 || !change.keeps(t, got.body) || !strings.Contains(said, "Nothing was changed") || !strings.Contains(said, "its disk is full") {
			t.Errorf("%s: %d %.600q", change.door, got.status, said)
		}
	}
	data, stat, there := p.get(p.root + "/node")
	if _, _, created := p.get(p.root + "/new"); created || !there || string(data) != "before" || stat.Version != 0 {
		t.Errorf("%q in version %d, there: %v; created: %v", data, stat.Version, there, created)
	}
}

func TestChangesFromElsewhere(t *testing.T) {
	t.Parallel()
	c, _ := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "elsewhere")
	p.create("/node", []byte("before"), open)
	for _, change := range everyChange(p) {
		for _, headers := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"}} {
			if got := v.postForm(t, link(change.door, change.path), change.fields, nil, headers...); got.status != 403 || !strings.Contains(got.body, "so nothing was done") {
				t.Errorf("%s with %q: %d", change.door, headers, got.status)
			}
		}
		next := url.QueryEscape(link(change.door, change.path))
		got := c.visitor(t).postForm(t, link(change.door, change.path), change.fields, nil)
		if typed := change.fields["data"]; typed == "" && (got.status != 303 || got.header.Get("Location") != "/login?next="+next) ||
			typed != "" && (got.status != 401 || !strings.Contains(got.body, strings.TrimSpace(typed)) || !strings.Contains(got.body, "/login?next="+next)) {
			t.Errorf("%s by a stranger: %d to %q, %.600q", change.door, got.status, got.header.Get("Location"), pageText(t, got.body))
		}
		if got := c.visitor(t).get(t, link(change.door, change.path)); got.status != 303 || got.header.Get("Location") != "/login?next="+next {
			t.Errorf("the form of %s for a stranger: %d to %q", change.door, got.status, got.header.Get("Location"))
		}
		if got := v.do(t, "PUT", link(change.door, change.path), ""); got.status != 405 {
			t.Errorf("PUT of %s: %d", change.door, got.status)
		}
		if got := v.get(t, link(change.door, change.path)+"/"); got.status != 308 || got.header.Get("Location") != link(change.door, change.path) {
			t.Errorf("the form of %s with a slash: %d to %q", change.door, got.status, got.header.Get("Location"))
		}
	}
	for name, header := range map[string]string{"no form": "text/plain", "no boundary": "multipart/form-data", "JSON": "application/json"} {
		if got := v.do(t, "POST", link("set", p.root+"/node"), "version=0&data=x", "Content-Type", header); got.status != 400 {
			t.Errorf("%s: %d", name, got.status)
		}
	}
	long := strings.Repeat("9", changes.MaxShortBytes+1)
	for name, form := range map[string][2]string{
		"plain":     {"application/x-www-form-urlencoded", "data=x&version=0&revealed=" + long},
		"multipart": {"multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"revealed\"\r\n\r\n" + long + "\r\n--b\r\nContent-Disposition: form-data; name=\"data\"\r\n\r\nx\r\n--b--\r\n"},
	} {
		got := v.do(t, "POST", link("set", p.root+"/node"), form[1], "Content-Type", form[0], "Accept", "application/json")
		if failed := decode[errorAnswer](t, got).Error; got.status != 400 || failed.Message != "A field of this form is over 4,096 bytes long." {
			t.Errorf("%s: a long field: %d %+v", name, got.status, failed)
		}
	}
	cut := "--b\r\nContent-Disposition: form-data; name=\"version\"\r\n\r\n0\r\n--b\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"f\"\r\n\r\nhalf"
	if got := v.do(t, "POST", link("set", p.root+"/node"), cut, "Content-Type", "multipart/form-data; boundary=b"); got.status != 400 {
		t.Errorf("a form that ends too early: %d", got.status)
	}
	many := strings.Repeat("--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n\r\n", changes.MaxParts+1) + "--b--\r\n"
	if got := v.do(t, "POST", link("set", p.root+"/node"), many, "Content-Type", "multipart/form-data; boundary=b"); got.status != 400 {
		t.Errorf("a form of many parts: %d", got.status)
	}
	if data, stat, there := p.get(p.root + "/node"); !there || string(data) != "before" || stat.Version != 0 {
		t.Errorf("%q in version %d, there: %v", data, stat.Version, there)
	}
}

// TestOffersOfThePage checks which buttons a znode's page has.
func TestOffersOfThePage(t *testing.T) {
	t.Parallel()
	p := newPlace(t, zookeeper.Addr(), "buttons")
	for _, role := range people.Roles {
		for _, allowWrites := range []bool{true, false} {
			c, _ := runWriting(t, role, zookeeper.Addr(), func(config *Config) { config.Rules.AllowWrites = allowWrites })
			v := c.alice(t)
			page := v.get(t, link("tree", p.root))
			want := allowWrites && (role == people.Editor || role == people.Admin)
			for _, door := range []string{"create", "set", "delete"} {
				if offered := strings.Contains(page.body, `href="`+link(door, p.root)+`"`); offered != want {
					t.Errorf("%s, writes allowed %v: %s is offered: %v", role, allowWrites, door, offered)
				}
				status := map[bool]int{true: 200, false: 404}[allowWrites]
				if allowWrites && !want {
					status = 403
				}
				if got := v.get(t, link(door, p.root)); got.status != status {
					t.Errorf("%s, writes allowed %v: the form of %s is %d, want %d", role, allowWrites, door, got.status, status)
				}
			}
		}
	}
}
