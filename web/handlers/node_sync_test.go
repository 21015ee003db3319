package handlers

import (
	"strings"
	"testing"

	"zkweb/auth/people"
	"zkweb/zkconn/wire"
	"zkweb/zkconn/zktest"
)

// TestSyncBeforeReading checks that a sync is made if the URL asks for one, and only then.
func TestSyncBeforeReading(t *testing.T) {
	t.Parallel()
	way := zktest.RunCounter(t, zookeeper.Addr())
	c, _ := runWriting(t, people.Editor, way.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "sync")
	path := p.create("/node", []byte("data"), open)
	for _, door := range []string{"tree", "raw", "stat"} {
		before := way.Operations()[wire.OpSync]
		v.get(t, link(door, path))
		if got := way.Operations()[wire.OpSync]; got != before {
			t.Errorf("%s asks for %d syncs unasked", door, got-before)
		}
		if got := v.get(t, link(door, path)+"?sync=1"); got.status != 200 || way.Operations()[wire.OpSync] != before+1 {
			t.Errorf("%s: %d after %d syncs", door, got.status, way.Operations()[wire.OpSync]-before)
		}
	}
	if page := v.get(t, link("tree", path)+"?tab=data").body; !strings.Contains(page, `href="`+link("tree", path)+`?tab=data&amp;sync=1"`) {
		t.Error("the page does not link to itself after a sync")
	}
}

// TestAPageSaysOnceWhatWasDone checks that a page reports once what its reader has done.
func TestAPageSaysOnceWhatWasDone(t *testing.T) {
	t.Parallel()
	c, _ := runWriting(t, people.Editor, zookeeper.Addr())
	v, other, p := c.alice(t), c.alice(t), newPlace(t, zookeeper.Addr(), "done")
	says := func(v *visitor, path string, headers ...string) string {
		t.Helper()
		said := pageText(t, v.get(t, link("tree", path), headers...).body)
		for _, sentence := range []string{"Created.", "Saved as version 1."} {
			if strings.Contains(said, sentence) {
				return sentence
			}
		}
		return ""
	}
	path := p.root + "/node"
	v.postForm(t, link("create", p.root), map[string]string{"name": "node", "data": "a"}, nil)
	if got := says(v, path); got != "Created." {
		t.Errorf("after the create, the page says %q", got)
	}
	v.postForm(t, link("set", path), map[string]string{"version": "0", "data": "b"}, nil)
	for _, page := range []struct{ name, got, want string }{
		{"somebody else", says(other, path), ""},
		{"another znode", says(v, p.root), ""},
		{"the page by itself", says(v, path, "Zkweb-Unattended", "1"), ""},
		{"who saved", says(v, path), "Saved as version 1."},
		{"who saved, again", says(v, path), ""},
	} {
		if page.got != page.want {
			t.Errorf("%s is told %q, want %q", page.name, page.got, page.want)
		}
	}
}
