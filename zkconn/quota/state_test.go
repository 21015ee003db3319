package quota

import (
	"context"
	"slices"
	"strings"
	"testing"

	"zkweb/zkconn/znode"
)

// tree is a set of znodes in memory that share one ACL.
type tree struct {
	znode.Reader
	nodes  map[string]string
	acl    []znode.ACL
	aclErr error
	gone   string // path of a znode that is listed but does not exist
}

func (t tree) GetChildren(_ context.Context, path znode.Path) ([]string, znode.Stat, error) {
	if _, there := t.nodes[path.String()]; !there {
		return nil, znode.Stat{}, &znode.Error{Kind: znode.NotFound}
	}
	var names []string
	for node := range t.nodes {
		if name, below := strings.CutPrefix(node, path.String()+"/"); below && !strings.Contains(name, "/") {
			names = append(names, name)
		}
	}
	return names, znode.Stat{}, nil
}

func (t tree) Get(_ context.Context, path znode.Path) ([]byte, znode.Stat, error) {
	data, there := t.nodes[path.String()]
	if !there || path.String() == t.gone {
		return nil, znode.Stat{}, &znode.Error{Kind: znode.NotFound}
	}
	return []byte(data), znode.Stat{Version: 3, Mzxid: 9}, nil
}

func (t tree) GetACLs(context.Context, znode.Path) ([]znode.ACL, znode.Stat, error) {
	return t.acl, znode.Stat{}, t.aclErr
}

func (t tree) ReadMany(ctx context.Context, reads []znode.Read) []znode.ReadResult {
	var results []znode.ReadResult
	for _, read := range reads {
		names, stat, err := t.GetChildren(ctx, read.Path)
		results = append(results, znode.ReadResult{Names: znode.NamesOf(names), Stat: stat, Err: err})
	}
	return results
}

// TestOps checks the changes for a quota of /a/b, by which znodes of quotas exist.
func TestOps(t *testing.T) {
	open := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}
	kinds := map[znode.OpKind]string{znode.OpCreate: "create", znode.OpSet: "set", znode.OpDelete: "delete"}
	two := Limits{Count: 2, Bytes: None, HardCount: None, HardBytes: None}
	for name, test := range map[string]struct {
		there  []string
		limits Limits
		code   znode.Code
		want   []string
	}{
		"the first quota":       {nil, two, "", []string{"create /a", "create /a/b", "create /a/b/zookeeper_limits", "create /a/b/zookeeper_stats"}},
		"beside another":        {[]string{"/a", "/a/c", "/a/c/zookeeper_limits"}, two, "", []string{"create /a/b", "create /a/b/zookeeper_limits", "create /a/b/zookeeper_stats"}},
		"half of one":           {[]string{"/a", "/a/b", "/a/b/zookeeper_stats"}, two, "", []string{"create /a/b/zookeeper_limits"}},
		"another one":           {[]string{"/a", "/a/b", "/a/b/zookeeper_stats", "/a/b/zookeeper_limits"}, two, "", []string{"set /a/b/zookeeper_limits"}},
		"one above":             {[]string{"/a", "/a/zookeeper_limits"}, two, znode.CodeQuotaAbove, nil},
		"one below":             {[]string{"/a", "/a/b", "/a/b/c", "/a/b/c/zookeeper_limits"}, two, znode.CodeQuotaBelow, nil},
		"none in place of none": {nil, NoLimits, "", nil},
		"none in place of the only one": {[]string{"/a", "/a/b", "/a/b/zookeeper_stats", "/a/b/zookeeper_limits"}, NoLimits, "",
			[]string{"delete /a/b/zookeeper_stats", "delete /a/b/zookeeper_limits", "delete /a/b", "delete /a"}},
		"none, beside another": {[]string{"/a", "/a/c", "/a/b", "/a/b/zookeeper_limits"}, NoLimits, "", []string{"delete /a/b/zookeeper_limits", "delete /a/b"}},
	} {
		quotas := tree{nodes: map[string]string{root: ""}, acl: open}
		for _, path := range test.there {
			quotas.nodes[root+path] = "count=1,bytes=1"
		}
		state := read(t, quotas)
		ops, err := state.Ops(test.limits)
		var did []string
		for _, op := range ops {
			did = append(did, kinds[op.Kind]+" "+strings.TrimPrefix(op.Path.String(), root))
			if op.Kind == znode.OpCreate && !slices.Equal(op.ACL, open) {
				t.Errorf("%s: the ACL of %s is %v", name, op.Path, op.ACL)
			}
		}
		if znode.CodeOf(err) != test.code || !slices.Equal(did, test.want) {
			t.Errorf("%s: %q, %v, want %q", name, did, err, test.want)
		}
	}
}

// TestAQuotaIsReadThoughNotAllIs checks that a quota is read even if its ACL is denied or its
// statistics are gone, and that a new quota does not copy an ACL that is hidden.
func TestAQuotaIsReadThoughNotAllIs(t *testing.T) {
	nodes := map[string]string{root: "", root + "/a": "", root + "/a/b": "", root + "/a/b/zookeeper_limits": "count=1,bytes=-1", root + "/a/b/zookeeper_stats": "count=1,bytes=5"}
	denied := tree{nodes: nodes, aclErr: &znode.Error{Kind: znode.Denied}, gone: root + "/a/b/zookeeper_stats"}
	if state := read(t, denied); !state.There || state.Limits.Count != 1 || state.Used != NoLimits || state.Version != 3 || state.Mzxid != 9 {
		t.Errorf("the state is %+v", state)
	}
	for _, hidden := range [][]znode.ACL{nil, {{Scheme: "digest", ID: "alice:x", Perms: znode.PermAll}}} {
		state := read(t, tree{nodes: map[string]string{root: ""}, acl: hidden})
		ops, err := state.Ops(Limits{Count: 2, Bytes: None, HardCount: None, HardBytes: None})
		if err != nil || len(ops) != 4 || len(ops[0].ACL) != 2 || ops[0].ACL[0].Scheme != "auth" {
			t.Errorf("with the ACL %v above: %+v, %v", hidden, ops, err)
		}
	}
}

func read(t *testing.T, quotas tree) State {
	t.Helper()
	path, err := znode.ParsePath("/a/b")
	if err != nil {
		t.Fatal(err)
	}
	state, err := Read(t.Context(), quotas, path)
	if err != nil {
		t.Fatal(err)
	}
	return state
}
