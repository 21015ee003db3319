package guard

import (
	"testing"

	"zkweb/zkconn/znode"
)

// TestAnACLThatCannotBeReadIsNotKept: the others are set all the same, and of its znode it is
// said that it is another where it is.
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
