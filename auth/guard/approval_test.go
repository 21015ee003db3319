package guard

import (
	"strconv"
	"testing"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/auth/proposals"
	"zkweb/zkconn/quota"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// TestEveryWayThroughTheGuardNeedsApproval checks that an editor's changes need approval whichever
// method makes them, and that an admin's do not.
func TestEveryWayThroughTheGuardNeedsApproval(t *testing.T) {
	for _, role := range []people.Role{people.Editor, people.Admin} {
		g, _ := newKeeping(t)
		g.Person.Role = role
		before := g.change(t, znode.Op{Kind: znode.OpSet, Path: path(t, "/app/b"), Data: []byte("new"), Version: 0})
		var places people.Approval
		if err := places.Add("/app"); err != nil {
			t.Fatal(err)
		}
		g.rules.Approvals = map[string]people.Approval{g.entry.Cluster: places}
		ctx := testContext(t)
		set := znode.Op{Kind: znode.OpSet, Path: path(t, "/app/a"), Data: []byte("new"), Version: znode.AnyVersion}
		elsewhere := znode.Op{Kind: znode.OpSet, Path: path(t, "/apple"), Data: []byte("new"), Version: znode.AnyVersion}
		for _, way := range []struct {
			name string
			try  func() error
		}{
			{"alone", func() error { _, err := g.Apply(ctx, set); return err }},
			{"among others", func() error { _, err := g.Apply(ctx, elsewhere, set); return err }},
			{"over another session", func() error { _, err := g.Over(g.session, "0x1").Apply(ctx, set); return err }},
			{"each by itself", func() error {
				errs, _, err := g.ApplyEach(ctx, nil, []znode.Op{elsewhere, {Kind: znode.OpSetACL, Path: path(t, "/app/a"), ACL: openACL, Version: znode.AnyVersion}})
				if err != nil || errs[0] != nil {
					t.Errorf("%v, %v", errs, err)
				}
				return errs[1]
			}},
			{"a quota", func() error {
				state, err := g.Quota(ctx, path(t, "/app"))
				if err != nil {
					t.Fatal(err)
				}
				limits := quota.NoLimits
				limits.Count = 9
				_, err = g.SetQuota(ctx, state, limits)
				return err
			}},
			{"a quota's own znode", func() error {
				_, err := g.Apply(ctx, znode.Op{Kind: znode.OpCreate, Path: path(t, "/zookeeper/quota/app"), ACL: openACL})
				if role == people.Admin {
					return nil // nothing to do: the znode exists
				}
				return err
			}},
			{"taken back", func() error {
				undo, err := g.Undo(ctx, before)
				if err != nil {
					t.Fatal(err)
				}
				_, err = undo.Apply(ctx)
				return err
			}},
			{"said before", func() error { return g.Would(set) }},
		} {
			g.trail.take()
			err := way.try()
			want := znode.CodeNeedsApproval
			if role == people.Admin {
				want = ""
			}
			if codeOf(err) != want {
				t.Errorf("%s, %s: %v", role, way.name, err)
			}
			for _, entry := range g.trail.take() {
				if role == people.Editor && entry.Zxid != 0 && entry.Event == audit.NodeSet {
					t.Errorf("%s: changed: %+v", way.name, entry)
				}
			}
		}
		if role == people.Editor {
			if data, _, err := g.Get(ctx, path(t, "/app/a")); err != nil || string(data) != "one" {
				t.Errorf("/app/a holds %q, %v", data, err)
			}
			if _, err := g.Apply(ctx, znode.Op{Kind: znode.OpCheck, Path: path(t, "/app/a")}, elsewhere); err != nil {
				t.Errorf("a check is no change: %v", err)
			}
		}
	}
}

// TestWhoMayApproveIsCheapToTell checks that no op of a proposal is looked at if the role alone, or
// the root as path, decides. Each page asks about all open proposals.
func TestWhoMayApproveIsCheapToTell(t *testing.T) {
	p := proposals.Proposal{By: "bob"}
	for i := range proposals.MaxOps {
		p.Ops = append(p.Ops, znode.Op{Kind: znode.OpSet, Path: path(t, "/app/"+strconv.Itoa(i))})
	}
	p.Ops = append(p.Ops, znode.Op{Kind: znode.OpSet, Path: path(t, "/other")})
	all := []znode.Path{znode.Root}
	for _, row := range []struct {
		who   people.Person
		may   bool
		cheap bool
	}{
		{people.Person{User: "eve", Verified: true, Role: people.Admin, Paths: all}, true, true},
		{people.Person{User: "eve", Verified: true, Role: people.Editor, Paths: all}, false, true},
		{people.Person{User: "bob", Verified: true, Role: people.Admin, Paths: all}, false, true},
		{people.Person{User: "eve", Role: people.Admin, Paths: all}, false, true},
		{people.Person{User: "eve", Verified: true, Role: people.Admin, Paths: []znode.Path{path(t, "/app"), path(t, "/other")}}, true, false},
		{people.Person{User: "eve", Verified: true, Role: people.Admin, Paths: []znode.Path{path(t, "/app")}}, false, false},
	} {
		if may := MayApprove(row.who, p); may != row.may {
			t.Errorf("%+v: %v", row.who, may)
		}
		if made := testing.AllocsPerRun(10, func() { MayApprove(row.who, p) }); row.cheap && made > 0 {
			t.Errorf("%+v: %v allocations", row.who, made)
		}
	}
}

// TestAProposalFitsOneRequest checks that a proposal is refused if it could never be applied.
func TestAProposalFitsOneRequest(t *testing.T) {
	g, _ := newKeeping(t)
	set := znode.Op{Kind: znode.OpSet, Path: path(t, "/app/a"), Data: make([]byte, session.MaxData/2-10_000), Version: znode.AnyVersion}
	if err := g.mayPropose([]znode.Op{set, set}); err != nil {
		t.Error(err)
	}
	more := set
	more.Data = make([]byte, 20_000)
	if err := g.mayPropose([]znode.Op{set, set, more}); znode.KindOf(err) != znode.TooLarge {
		t.Errorf("%v, want TooLarge", err)
	}
}
