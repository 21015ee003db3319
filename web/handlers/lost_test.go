package handlers

import (
	"net/http"
	"strings"
	"testing"

	"zkweb/auth/people"
	"zkweb/zkconn/znode"
)

// TestALostPathKeepsTheTextAndTheTree checks that the text stays in the path box, beside the tree
// of the previous page or of the nearest existing znode.
func TestALostPathKeepsTheTextAndTheTree(t *testing.T) {
	t.Parallel()
	c := runMain(t)
	v := c.anonymous(t)
	for _, test := range []struct {
		name, path, referer string
		status              int
		code                znode.Code
		box, tree           string
	}{
		{"typed", "/c/main/go?path=a%2F..%2Fx", "/c/main/tree/a/b?view=hex", 400, znode.CodePathRelative, "a/../x", "/c/main/tree/a/b/c"},
		{"typed on no page", "/c/main/go?path=a%2F..%2Fx", "", 400, znode.CodePathRelative, "a/../x", "/c/main/tree/many"},
		{"typed on a page that is gone", "/c/main/go?path=a%2F..%2Fx", "/c/main/tree/gone", 400, znode.CodePathRelative, "a/../x", "/c/main/tree/many"},
		{"not there", "/c/main/tree/a/b/none/of/it", "", 404, znode.CodeNoNode, "/a/b/none/of/it", "/c/main/tree/a/b/c"},
	} {
		got := v.get(t, test.path, "Referer", c.url+test.referer)
		if got.status != test.status || !strings.Contains(got.body, `value="`+test.box+`"`) {
			t.Errorf("%s: %d, the box holds %q: %t", test.name, got.status, test.box, strings.Contains(got.body, `value="`+test.box+`"`))
		}
		if test.tree != "" && !strings.Contains(got.body, `href="`+test.tree+`"`) {
			t.Errorf("%s: no tree with %s", test.name, test.tree)
		}
		if failed := decode[errorAnswer](t, v.getJSON(t, test.path)).Error; failed.Code != string(test.code) {
			t.Errorf("%s: as JSON %+v", test.name, failed)
		}
	}
	if title := pageText(t, v.get(t, "/c/main/tree/a?limit=9999").body); strings.Contains(title, "Not a path") || !strings.Contains(title, sentence(znode.CodeLimit, "max", "1000")) {
		t.Errorf("a limit that is too large: %s", title)
	}
}

// TestADeniedPathKeepsTheTextAndTheTree checks that the tree is the one where the person starts,
// whether or not the znode exists.
func TestADeniedPathKeepsTheTextAndTheTree(t *testing.T) {
	t.Parallel()
	c := runTeam(t, nil)
	c.add(t, "confined", people.Viewer, "/app/a")
	v := c.member(t, "confined")
	for _, path := range []string{"/app/b", "/nothing", "/zookeeper/config"} {
		got := v.get(t, "/c/main/tree"+path)
		if got.status != http.StatusForbidden || !strings.Contains(got.body, `value="`+path+`"`) || !strings.Contains(got.body, `id="tree"`) ||
			!strings.Contains(got.body, `href="/c/main/tree/app/a"`) || strings.Contains(got.body, `href="/c/main/tree/app/b"`) {
			t.Errorf("%s is answered with %d: %.3000s", path, got.status, got.body)
		}
	}
}
