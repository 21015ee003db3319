package handlers

import (
	"testing"

	"zkweb/web/handlers/site"
)

// TestStatOfAZnode checks the stat by which a page checks whether it is current. People who may not
// see the stat on a page may not see it here.
func TestStatOfAZnode(t *testing.T) {
	t.Parallel()
	c := runMain(t)
	visitor, client := c.anonymous(t), reader(t)
	for path, status := range map[string]int{"/a/b": 200, "/private": 200, "/absent": 404} {
		got := visitor.get(t, "/c/main/stat"+path)
		if got.status != status {
			t.Errorf("%s: %d %s", path, got.status, got.body)
		}
		if status != 200 {
			continue
		}
		answered := decode[struct {
			Cluster, Path string
			Stat          site.JSONStat
		}](t, got)
		if answered.Cluster != "main" || answered.Path != path || answered.Stat != site.StatJSON(mustStat(t, client, path)) {
			t.Errorf("%s: %s", path, got.body)
		}
	}
	if got := c.visitor(t).get(t, "/c/main/stat/a/b"); got.status != 401 {
		t.Errorf("signed out: %d %s", got.status, got.body)
	}
}
