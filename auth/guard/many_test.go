package guard

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"zkweb/auth/people"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/znode"
)

// TestGuardReadsMany checks that reading znodes together gives the same results as reading each,
// except that nothing is recorded.
func TestGuardReadsMany(t *testing.T) {
	g := newGuarded(t, people.Auditor, true, "/app", "/team/y", "/hidden/open", "/absent/deep", "/team/gone")
	refused := znode.Denied
	type want struct {
		path                    string
		stat, data, acl, listed znode.Kind
		names                   []string
	}
	wants := []want{
		{"/", "", refused, refused, "", []string{"app", "hidden", "team"}},
		{"/app", "", "", "", "", []string{"a", "b", "unread"}},
		{"/app/a", "", "", "", "", []string{"deep"}},
		{"/app/none", znode.NotFound, znode.NotFound, znode.NotFound, znode.NotFound, nil},
		{"/app/unread", "", refused, "", refused, nil}, // by ZooKeeper
		{"/apple", refused, refused, refused, refused, nil},
		{"/team", "", refused, refused, "", []string{"y"}},
		{"/team/x", refused, refused, refused, refused, nil},
		{"/team/none", refused, refused, refused, refused, nil},
		{"/team/y", "", "", "", "", []string{"z"}},
		{"/hidden", "", refused, refused, "", []string{"open"}},
		{"/hidden/other", refused, refused, refused, refused, nil},
		{"/absent", znode.NotFound, refused, refused, znode.NotFound, nil},
		{"/zookeeper", refused, refused, refused, refused, nil},
	}
	var reads []znode.Read
	for _, w := range wants {
		for _, kind := range []znode.ReadKind{znode.ReadStat, znode.ReadData, znode.ReadACL, znode.ReadNames} {
			reads = append(reads, znode.Read{Path: path(t, w.path), Kind: kind, Small: true})
		}
	}
	results := g.ReadMany(testContext(t), reads)
	for i, w := range wants {
		stat, data, acl, listed := results[4*i], results[4*i+1], results[4*i+2], results[4*i+3]
		got := []znode.Kind{znode.KindOf(stat.Err), znode.KindOf(data.Err), znode.KindOf(acl.Err), znode.KindOf(listed.Err)}
		if expected := []znode.Kind{w.stat, w.data, w.acl, w.listed}; !slices.Equal(got, expected) {
			t.Errorf("%s: stat, data, ACL, names give %q, want %q", w.path, got, expected)
		}
		var names []string
		for j := range listed.Names.Len() {
			names = append(names, listed.Names.At(j))
		}
		if !slices.Equal(names, w.names) || data.Err != nil && data.Data != nil || acl.Err != nil && acl.ACL != nil || stat.Data != nil {
			t.Errorf("%s: children %q, want %q; data %q, ACL %v", w.path, names, w.names, data.Data, acl.ACL)
		}
		if w.data == "" && data.Data == nil && w.path != "/team/y" {
			t.Errorf("%s: no data", w.path)
		}
	}
	if recorded := g.trail.take(); len(recorded) > 0 {
		t.Errorf("recorded %+v", recorded)
	}
}

func TestGuardMasksMany(t *testing.T) {
	g := newGuarded(t, people.Auditor, true, "/app")
	node := path(t, "/app/config")
	if _, err := znode.Create(testContext(t), g.session, node, []byte(`{"password": "hunter2"}`), []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}, znode.ModePersistent); err != nil {
		t.Fatal(err)
	}
	got := g.ReadMany(testContext(t), []znode.Read{{Path: node, Kind: znode.ReadData}, {Path: node, Kind: znode.ReadStat, Small: true}})
	if data := string(got[0].Data); !strings.Contains(data, mask.Text) || strings.Contains(data, "hunter2") || got[0].Stat.DataLength == 0 {
		t.Errorf("the data is %q, %v", data, got[0].Err)
	}
	if got[1].Data != nil || got[1].Err != nil {
		t.Errorf("a stat brings %q, %v", got[1].Data, got[1].Err)
	}
	refused := g.ReadMany(testContext(t), []znode.Read{{Path: path(t, "/apple"), Kind: znode.ReadData}})[0]
	if !errors.Is(refused.Err, people.ErrPolicy) {
		t.Errorf("outside: %v", refused.Err)
	}
}
