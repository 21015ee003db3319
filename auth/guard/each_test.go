package guard

import (
	"strings"
	"testing"

	"zkweb/zkconn/znode"
)

// TestAnACLThatCannotBeReadIsNotKept checks that the other ACLs are set nevertheless, and that a
// conflict about the unreadable znode is still found.
func TestAnACLThatCannotBeReadIsNotKept(t *testing.T) {
	t.Parallel()
	g, kept := newKeeping(t)
	ctx := testContext(t)
	closed := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermWrite}}
	_, err := znode.Create(ctx, g.session, path(t, "/app/closed"), nil, closed, znode.ModePersistent)
	must(t, err)
	now, err := g.session.Exists(ctx, path(t, "/app/closed"))
	must(t, err)
	set := func(at string, czxid int64) znode.Op {
		return znode.Op{Kind: znode.OpSetACL, Path: path(t, at), ACL: closed, Version: 0, Czxid: czxid}
	}
	errs, _, err := g.ApplyEach(ctx, nil, []znode.Op{set("/app/closed", now.Czxid), set("/app/closed", now.Czxid-1), set("/app/a", 0)})
	if err != nil || znode.KindOf(errs[0]) != znode.Denied || znode.CodeOf(errs[1]) != znode.CodeMadeAnew || errs[2] != nil {
		t.Errorf("%v, %v", errs, err)
	}
	if len(kept.all) != 1 {
		t.Errorf("kept: %q", kept.all)
	}
}

// TestAnACLReadBeforeIsKeptWhereItIsTheOneReplaced checks that a kept ACL has the version and czxid
// of the replaced one. Another ACL must not be brought back.
func TestAnACLReadBeforeIsKeptWhereItIsTheOneReplaced(t *testing.T) {
	t.Parallel()
	g, kept := newKeeping(t)
	ctx := testContext(t)
	set := func(at string, version int32, otherZnode int64) znode.Op {
		now, err := g.session.Exists(ctx, path(t, at))
		must(t, err)
		was := []znode.ACL{{Scheme: "ip", ID: "10.0.0.1" + strings.ReplaceAll(at, "/", "-"), Perms: znode.PermAll}}
		return znode.Op{Kind: znode.OpSetACL, Path: path(t, at), ACL: openACL, Was: was, Version: version, Czxid: now.Czxid * otherZnode}
	}
	errs, _, err := g.ApplyEach(ctx, nil, []znode.Op{set("/app/a", 0, 1), set("/app/b", znode.AnyVersion, 1), set("/team/x", 0, 0)})
	if err != nil || errs[0] != nil || errs[1] != nil || errs[2] != nil || len(kept.all) != 1 {
		t.Fatal(errs, err, len(kept.all))
	}
	for _, value := range kept.all {
		for at, want := range map[string]bool{"-app-a": true, "-app-b": false, "-team-x": false} {
			if strings.Contains(string(value), "10.0.0.1"+at) != want {
				t.Errorf("the ACL of %s is kept: %t in %s", at, !want, value)
			}
		}
	}
}
