package handlers

import (
	"strings"
	"testing"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/znode"
)

// TestValuesOfChildren checks that values are shown by their beginning, masked, on the page and as
// JSON, and are recorded once for all of them.
func TestValuesOfChildren(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	r.add(t, "vic", people.Viewer, "/app")
	r.make(t, "/app/values", "", znode.ModePersistent)
	for path, data := range map[string]string{
		"/app/values/config": `{"port": 1, "password": "hunter2"}`, "/app/values/db_password": "hunter2",
		"/app/values/empty": "", "/app/values/large": strings.Repeat("x", 20<<10), "/app/values/long": strings.Repeat("y ", 100), "/app/values/bytes": "\x00\x01\xff",
	} {
		r.make(t, path, data, znode.ModePersistent)
	}
	v := r.member(t, "vic")
	before := r.head(t)
	want := map[string]string{
		"config": `{ "port": 1, "password": "` + mask.Text + `" }`, "db_password": mask.Text,
		"empty": "", "long": strings.Repeat("y ", 60) + "…", "bytes": "0001ff",
	}
	children := decode[nodeAnswer](t, v.getJSON(t, "/c/main/tree/app/values?value=1")).node(t).Children
	for _, child := range children.Items {
		text, told := want[child.Name]
		if told != (child.Value != nil) || told && *child.Value != text {
			t.Errorf("%s holds %v, want %q", child.Name, child.Value, text)
		}
	}
	page := v.get(t, "/c/main/tree/app/values?value=1&sort=-bytes").body
	for _, want := range []string{"<code>0001ff</code>", "<small>20 KiB</small>", "<code>" + mask.Text + "</code>"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	if strings.Contains(page, "hunter2") {
		t.Error("the page shows a secret")
	}
	looks := 0
	for _, entry := range r.entries(t, before) {
		if entry.Event == audit.NodeRead && entry.Path == "/app/values" && entry.Settings["values"] == "children" {
			looks++
		} else if strings.HasPrefix(entry.Path, "/app/values/") {
			t.Errorf("%s %s is on record by itself", entry.Event, entry.Path)
		}
	}
	if looks != 1 {
		t.Errorf("%d looks at the list are on record, want 1", looks)
	}
	if without := decode[nodeAnswer](t, v.getJSON(t, "/c/main/tree/app/values")).node(t).Children; without.Items[0].Value != nil {
		t.Error("values are shown without being asked for")
	}
}
