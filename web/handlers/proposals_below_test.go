package handlers

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"zkweb/auth/audit"
	"zkweb/auth/proposals"
	"zkweb/web/handlers/changes"
	web "zkweb/web/handlers/jobs"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// planned returns whether a plan says that it becomes a proposal, and the code of why it cannot.
func planned(t *testing.T, got answer) (approval bool, code string) {
	t.Helper()
	var plan struct {
		Approval bool
		Error    *struct{ Code string }
	}
	if err := json.Unmarshal([]byte(got.body), &plan); err != nil {
		t.Fatal(got.status, got.body, err)
	}
	if plan.Error != nil {
		code = plan.Error.Code
	}
	return plan.Approval, code
}

// TestAllBelowBecomesOneProposal deletes, copies, moves and imports subtrees, and sets ACLs below.
// The plan says first that it becomes a proposal, the proposal has all of it, and applying it does
// what was planned.
func TestAllBelowBecomesOneProposal(t *testing.T) {
	t.Parallel()
	a := runApproving(t)
	editor, admin := a.member(t, "editor"), a.member(t, "admin")
	file := editor.do(t, http.MethodPost, "/c/main/export/app", "format=jsonl", formType...).body
	for _, way := range []struct {
		name string
		plan func() answer
		page func() string
		do   func() answer
		ops  []string
		want []string // of everything at and below /app, once it is applied
	}{
		{
			"copy", func() answer { return editor.getJSON(t, "/c/main/copy/team?to=/app/team") },
			func() string { return editor.get(t, "/c/main/copy/team?to=/app/team").body },
			func() answer {
				return editor.post(t, "/c/main/copy/team", url.Values{"to": {"/app/team"}, "comment": {"why"}}, "Accept", jsonType)
			},
			[]string{"create /app/team", "create /app/team/x", "create /app/team/y", "create /app/team/y/z"},
			[]string{"/app", "/app/a", "/app/a/deep", "/app/b", "/app/db", "/app/team", "/app/team/x", "/app/team/y", "/app/team/y/z", "/app/token"},
		},
		{
			"move", func() answer { return editor.getJSON(t, "/c/main/move/app/a?to=/app/c") },
			func() string { return editor.get(t, "/c/main/move/app/a?to=/app/c").body },
			func() answer {
				return editor.post(t, "/c/main/move/app/a", url.Values{"to": {"/app/c"}, "comment": {"why"}}, "Accept", jsonType)
			},
			[]string{"create /app/c", "create /app/c/deep", "delete /app/a/deep", "delete /app/a"},
			[]string{"/app", "/app/b", "/app/c", "/app/c/deep", "/app/db", "/app/team", "/app/team/x", "/app/team/y", "/app/team/y/z", "/app/token"},
		},
		{
			"delete", func() answer { return editor.getJSON(t, "/c/main/delete/app?child=c&child=team") },
			func() string { return editor.get(t, "/c/main/delete/app?child=c&child=team").body },
			func() answer {
				return editor.post(t, "/c/main/delete/app", url.Values{"child": {"team", "c"}, "recursive": {"1"}, "comment": {"why"}}, "Accept", jsonType)
			},
			[]string{"delete /app/team/y/z", "delete /app/team/y", "delete /app/team/x", "delete /app/team", "delete /app/c/deep", "delete /app/c"},
			[]string{"/app", "/app/b", "/app/db", "/app/token"},
		},
		{
			"import", func() answer {
				return editor.upload(t, "/c/main/import/app", file, jsonType, [2]string{"dry_run", "1"})
			},
			func() string {
				return editor.upload(t, "/c/main/import/app", file, "text/html", [2]string{"dry_run", "1"}).body
			},
			func() answer {
				return editor.upload(t, "/c/main/import/app", file, jsonType, [2]string{"comment", "why"})
			},
			[]string{"create /app/a", "create /app/a/deep"},
			[]string{"/app", "/app/a", "/app/a/deep", "/app/b", "/app/db", "/app/token"},
		},
	} {
		if approval, code := planned(t, way.plan()); !approval || code != "" {
			t.Errorf("%s: the plan says %v %q", way.name, approval, code)
		}
		if page := way.page(); !strings.Contains(pageText(t, page), "need another person’s approval") || !strings.Contains(page, `name="comment"`) || !strings.Contains(page, ">Propose</button>") {
			t.Errorf("%s: the page does not say so: %q", way.name, pageText(t, page))
		}
		before := a.state(t, "/app")
		got := way.do()
		id := decode[map[string]string](t, got)["proposal"]
		if got.status != 202 || !slices.Equal(a.state(t, "/app"), before) {
			t.Fatalf("%s: %d %s, and it is %q", way.name, got.status, got.body, a.state(t, "/app"))
		}
		p := admin.proposal(t, id)
		var ops []string
		for _, op := range p.Ops {
			ops = append(ops, op.Op+" "+op.Path)
		}
		if !slices.Equal(ops, way.ops) || p.Comment != "why" || p.Stale {
			t.Errorf("%s: %+v", way.name, p)
		}
		if page := pageText(t, admin.get(t, "/proposals/"+id).body); !strings.Contains(page, fmt.Sprintf("%d changes below", len(way.ops))) {
			t.Errorf("%s: its page does not say how much it is: %q", way.name, page)
		}
		if got := admin.decides(t, id, "apply"); got.status != 200 {
			t.Fatalf("%s: %d %s", way.name, got.status, got.body)
		}
		var paths []string
		for _, line := range a.state(t, "/app") {
			path, _, _ := strings.Cut(line, " ")
			paths = append(paths, path)
		}
		if !slices.Equal(paths, way.want) {
			t.Errorf("%s: applied there is %q, want %q", way.name, paths, way.want)
		}
	}
	for _, path := range []string{"/app/a/deep", "/app/db"} {
		if data, _, err := a.boss.Get(a.context, parsePath(t, path)); err != nil || len(data) == 0 {
			t.Errorf("%s holds %q, %v", path, data, err)
		}
	}
}

// TestACLsBelowBecomeOneProposal checks ACLs, each of which is set by itself.
func TestACLsBelowBecomeOneProposal(t *testing.T) {
	t.Parallel()
	a := runApproving(t)
	editor, admin := a.member(t, "editor"), a.member(t, "admin")
	form := url.Values{"acl": {"world:anyone:cdrwa,ip:127.0.0.9:r"}, "aversion": {"0"}, "recursive": {"1"}, "comment": {"why"}}
	asked := func(field string) url.Values {
		more := url.Values{field: {"1"}}
		for name, values := range form {
			more[name] = values
		}
		return more
	}
	review := decode[map[string]changes.ACLReviewJSON](t, editor.post(t, "/c/main/acl/app", asked("review"), "Accept", jsonType))["review"]
	if !review.Approval || review.Error != nil || review.Changes != 6 {
		t.Errorf("%+v", review)
	}
	if page := editor.post(t, "/c/main/acl/app", asked("review")).body; !strings.Contains(page, ">Propose</button>") || !strings.Contains(page, `value="why"`) {
		t.Errorf("the preview does not say so: %q", pageText(t, page))
	}
	set := func(path string) string {
		entries, _, err := a.boss.GetACLs(a.context, parsePath(t, path))
		if err != nil {
			t.Fatal(err)
		}
		return znode.FormatACL(entries)
	}
	id, before := editor.proposes(t, "/c/main/acl/app", form), a.head(t)
	if again := editor.proposes(t, "/c/main/acl/app", form); again != id {
		t.Error("proposed twice it is two")
	}
	if got := set("/app/a/deep"); got != "world:anyone:cdrwa" {
		t.Fatalf("proposed, it is %s", got)
	}
	other := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}, {Scheme: "ip", ID: "127.0.0.8", Perms: znode.PermRead}}
	if _, err := zktest.SetACL(a.context, a.boss, parsePath(t, "/app/b"), other, znode.AnyVersion); err != nil {
		t.Fatal(err)
	}
	if got := admin.decides(t, id, "apply"); got.status != 409 || !admin.proposal(t, id).Stale || set("/app/a") != "world:anyone:cdrwa" {
		t.Errorf("when one is another by now: %d %s", got.status, got.body)
	}
	again := editor.proposes(t, "/proposals/"+id, url.Values{"do": {"anew"}})
	if got := admin.decides(t, again, "apply"); got.status != 200 {
		t.Errorf("%d %s", got.status, got.body)
	}
	for _, path := range []string{"/app", "/app/a", "/app/a/deep", "/app/b", "/app/db", "/app/token"} {
		if got := set(path); got != "world:anyone:cdrwa,ip:127.0.0.9:r" {
			t.Errorf("%s: %s", path, got)
		}
	}
	a.head(t)
	var change int64
	for _, entry := range a.entries(t, before) {
		if entry.Event == audit.NodeBatch && entry.Outcome == audit.Intent {
			if change = entry.Seq; entry.User != "admin" || entry.Proposal == 0 || entry.Batch.Count != 6 || !entry.Batch.Each {
				t.Errorf("%+v", entry)
			}
		}
	}
	if got := admin.post(t, undoOf(change), nil, "Accept", jsonType); got.status != 200 || set("/app/b") != znode.FormatACL(other) || set("/app/a/deep") != "world:anyone:cdrwa" {
		t.Errorf("taken back: %d %s", got.status, got.body)
	}
}

// TestAProposalSaysWhatItLeavesOut checks that, like the plan, it names what the proposer may not
// read and what is not imported from a file.
func TestAProposalSaysWhatItLeavesOut(t *testing.T) {
	t.Parallel()
	a := runApproving(t)
	editor, admin := a.member(t, "editor"), a.member(t, "admin")
	file := editor.do(t, http.MethodPost, "/c/main/export/app", "format=jsonl", formType...).body
	closed := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermCreate | znode.PermDelete | znode.PermWrite}}
	for _, path := range []string{"/app/a", "/team/y"} {
		if _, err := zktest.SetACL(a.context, a.boss, parsePath(t, path), closed, znode.AnyVersion); err != nil {
			t.Fatal(err)
		}
	}
	if err := znode.Delete(a.context, a.boss, parsePath(t, "/app/b"), znode.AnyVersion); err != nil {
		t.Fatal(err)
	}
	if plan := editor.getJSON(t, "/c/main/copy/team?to=/app/team").body; !strings.Contains(plan, `"denied_paths":["/team/y"]`) {
		t.Errorf("the plan of a copy says %s", plan)
	}
	if page := pageText(t, editor.get(t, "/c/main/copy/team?to=/app/team").body); !strings.Contains(page, "of which you may not read everything./team/y") {
		t.Errorf("its page says %q", page)
	}
	imported := editor.upload(t, "/c/main/import/app", file, jsonType, [2]string{"on_conflict", "overwrite"})
	for of, id := range map[string]string{
		"/app/team/y": editor.proposes(t, "/c/main/copy/team", url.Values{"to": {"/app/team"}}),
		"/app/a":      editor.proposes(t, "/c/main/acl/app", url.Values{"acl": {"world:anyone:cdrwa,ip:127.0.0.9:r"}, "recursive": {"1"}}),
		"/app/a ":     decode[map[string]string](t, imported)["proposal"],
	} {
		p := admin.proposal(t, id)
		if len(p.Left) == 0 || p.Left[0].Path != strings.TrimSpace(of) || p.Left[0].Code == "" || p.Left[0].Message == "" {
			t.Errorf("%s: %+v", of, p)
			continue
		}
		page := pageText(t, admin.get(t, "/proposals/"+id).body)
		if !strings.Contains(page, "It leaves out") || !strings.Contains(page, p.Left[0].Path+" "+p.Left[0].Message) {
			t.Errorf("%s: the page says %q", of, page)
		}
	}
}

// TestDataAndACLsAreProposedApart checks that a plan with both says so and does not offer a
// proposal, since ZooKeeper has no transaction for ACLs.
func TestDataAndACLsAreProposedApart(t *testing.T) {
	t.Parallel()
	a := runApproving(t)
	editor, admin := a.member(t, "editor"), a.member(t, "admin")
	file := editor.do(t, http.MethodPost, "/c/main/export/app", "format=jsonl", formType...).body
	other := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}, {Scheme: "ip", ID: "127.0.0.8", Perms: znode.PermRead}}
	for _, path := range []string{"/app/a", "/app/b"} {
		if _, err := zktest.SetACL(a.context, a.boss, parsePath(t, path), other, znode.AnyVersion); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := znode.Set(a.context, a.boss, parsePath(t, "/app/b"), []byte("other"), znode.AnyVersion); err != nil {
		t.Fatal(err)
	}
	overwrite, set := [2]string{"on_conflict", "overwrite"}, [2]string{"acl", "set"}
	approval, code := planned(t, editor.upload(t, "/c/main/import/app", file, jsonType, overwrite, set, [2]string{"dry_run", "1"}))
	page := editor.upload(t, "/c/main/import/app", file, "text/html", overwrite, set, [2]string{"dry_run", "1"}).body
	if !approval || code != string(znode.CodeProposalACLs) || !strings.Contains(pageText(t, page), "Propose the data first") || strings.Contains(page, `name="plan"`) {
		t.Errorf("the plan says %v %q and %q", approval, code, pageText(t, page))
	}
	a.fill(t, [2]string{"/team/b", "of a copy"})
	if _, code := planned(t, editor.post(t, "/c/main/copy/team/b", url.Values{"to": {"/app/b"}, "overwrite": {"1"}}, "Accept", jsonType)); code != string(znode.CodeProposalACLs) {
		t.Errorf("a copy that overwrites both: %q", code)
	}
	for _, way := range [][2]string{{"acl", "keep"}, set} {
		id := decode[map[string]string](t, editor.upload(t, "/c/main/import/app", file, jsonType, overwrite, way))["proposal"]
		if got := admin.decides(t, id, "apply"); got.status != 200 {
			t.Errorf("%v: %d %s", way, got.status, got.body)
		}
	}
	a.holds(t, "/app/b", "data of /app/b")
	if entries, _, err := a.boss.GetACLs(a.context, parsePath(t, "/app/b")); err != nil || znode.FormatACL(entries) != "world:anyone:cdrwa" {
		t.Errorf("its ACL is %v, %v", entries, err)
	}
}

// TestAProposalForAllBelowIsOfThingsAsTheyWere checks that what others create or write below in the
// meantime is not deleted.
func TestAProposalForAllBelowIsOfThingsAsTheyWere(t *testing.T) {
	t.Parallel()
	a := runApproving(t)
	editor, admin := a.member(t, "editor"), a.member(t, "admin")
	below := editor.proposes(t, "/c/main/delete/app/a", url.Values{"recursive": {"1"}})
	moved := editor.proposes(t, "/c/main/move/app/b", url.Values{"to": {"/app/c"}})
	a.fill(t, [2]string{"/app/a/new", "theirs"})
	if _, err := znode.Set(a.context, a.boss, parsePath(t, "/app/b"), []byte("theirs"), znode.AnyVersion); err != nil {
		t.Fatal(err)
	}
	for name, id := range map[string]string{"a new child": below, "other data": moved} {
		if got := admin.decides(t, id, "apply"); got.status != 409 || !admin.proposal(t, id).Stale {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
	a.holds(t, "/app/a/deep", "data of /app/a/deep")
	a.holds(t, "/app/b", "theirs")
}

// TestMoreThanAProposalHolds checks that the plan refuses it, on record, before anything is typed,
// and that changes that need no approval work as usual even if parts of them might need it.
func TestMoreThanAProposalHolds(t *testing.T) {
	t.Parallel()
	a := runApproving(t)
	editor := a.member(t, "editor")
	many := [][2]string{{"/app/many", ""}, {"/other", ""}}
	for i := range proposals.MaxOps {
		many = append(many, [2]string{fmt.Sprintf("/app/many/%03d", i), "x"})
	}
	a.fill(t, many...)
	file := editor.do(t, http.MethodPost, "/c/main/export/app/many", "format=jsonl", formType...).body
	form := url.Values{"acl": {"world:anyone:r"}, "aversion": {"0"}, "recursive": {"1"}}
	before := a.head(t)
	for name, way := range map[string]struct {
		plan, do func() answer
		page     func() string
	}{
		"delete": {
			func() answer { return editor.getJSON(t, "/c/main/delete/app/many") },
			func() answer {
				return editor.post(t, "/c/main/delete/app/many", url.Values{"recursive": {"1"}}, "Accept", jsonType)
			},
			func() string { return editor.get(t, "/c/main/delete/app/many").body },
		},
		"copy": {
			func() answer { return editor.getJSON(t, "/c/main/copy/app/many?to=/app/more") },
			func() answer {
				return editor.post(t, "/c/main/copy/app/many", url.Values{"to": {"/app/more"}}, "Accept", jsonType)
			},
			func() string { return editor.get(t, "/c/main/copy/app/many?to=/app/more").body },
		},
		"move": {
			func() answer { return editor.getJSON(t, "/c/main/move/app/many?to=/more") },
			func() answer {
				return editor.post(t, "/c/main/move/app/many", url.Values{"to": {"/more"}}, "Accept", jsonType)
			},
			func() string { return editor.get(t, "/c/main/move/app/many?to=/more").body },
		},
		"import": {
			func() answer {
				return editor.upload(t, "/c/main/import/app/more", file, jsonType, [2]string{"dry_run", "1"})
			},
			func() answer { return editor.upload(t, "/c/main/import/app/more", file, jsonType) },
			func() string {
				return editor.upload(t, "/c/main/import/app/more", file, "text/html", [2]string{"dry_run", "1"}).body
			},
		},
		"ACLs": {
			func() answer {
				got := editor.post(t, "/c/main/acl/app", url.Values{"acl": form["acl"], "recursive": {"1"}, "review": {"1"}}, "Accept", jsonType)
				got.body = string(decode[map[string]json.RawMessage](t, got)["review"])
				return got
			},
			func() answer { return editor.post(t, "/c/main/acl/app", form, "Accept", jsonType) },
			func() string {
				return editor.post(t, "/c/main/acl/app", url.Values{"acl": form["acl"], "recursive": {"1"}, "review": {"1"}}).body
			},
		},
	} {
		if approval, code := planned(t, way.plan()); !approval || code != string(znode.CodeProposalTooLarge) {
			t.Errorf("%s: the plan says %v %q", name, approval, code)
		}
		if page := way.page(); !strings.Contains(pageText(t, page), "a proposal has room for 100 changes") || strings.Contains(page, "<button class=\"danger\"") || strings.Contains(page, `name="plan"`) || strings.Contains(page, `name="confirm"`) {
			t.Errorf("%s: the page does not say so, or offers it: %q", name, pageText(t, page))
		}
		got := way.do()
		if _, code := planned(t, got); got.status != 413 || code != string(znode.CodeProposalTooLarge) {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
	for _, entry := range a.entries(t, before) {
		if entry.Event == audit.ProposalMake || entry.Zxid != 0 {
			t.Errorf("%+v", entry)
		}
	}
	large := strings.Repeat("x", 600_000)
	a.fill(t, [2]string{"/app/large", large}, [2]string{"/app/large/too", large})
	if approval, code := planned(t, editor.getJSON(t, "/c/main/copy/app/large?to=/app/copy")); !approval || code != string(znode.CodeMultiTooLarge) {
		t.Errorf("for more data than fits into one request, the plan says %v %q", approval, code)
	}
	if got := editor.post(t, "/c/main/delete/", url.Values{"child": {"other", "lonely"}, "recursive": {"1"}}, "Accept", jsonType); got.status != 200 {
		t.Errorf("what needs no approval: %d %s", got.status, got.body)
	}
}

// TestTheUndoOfAJobLeavesWhatNeedsApproval checks that the plan says so first. The owner of the job
// was an admin when it was made.
func TestTheUndoOfAJobLeavesWhatNeedsApproval(t *testing.T) {
	t.Parallel()
	a := runApproving(t)
	v := a.member(t, "second")
	a.plenty(t, "/app/many")
	job := v.job(t, "/c/main/delete/app/many", url.Values{"recursive": {"1"}})
	a.write(t, "second", `{"role":"editor","paths":["/"]}`)
	review := decode[web.UndoJSON](t, v.getJSON(t, "/jobs/"+job.ID+"/undo")).Undo
	if review.Create != 0 || review.Stay != many+1 || len(review.Staying) == 0 || review.Staying[0].Error.Code != znode.CodeNeedsApproval {
		t.Errorf("%+v", review)
	}
	if undone := v.job(t, "/jobs/"+job.ID+"/undo", nil); undone.Failed != many+1 || len(a.state(t, "/app/many")) != 0 {
		t.Errorf("%+v, and there is %q", undone, a.state(t, "/app/many"))
	}
}
