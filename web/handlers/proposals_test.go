package handlers

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/auth/proposals"
	"zkweb/auth/vault"
	pages "zkweb/web/handlers/proposals"
	"zkweb/web/handlers/site"
	"zkweb/web/handlers/undo"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// approvingTeam is a recorded team in whose cluster changes at and below /app need approval.
type approvingTeam struct {
	*recordedTeam
	shelf *vault.Shelf
}

func runApproving(t *testing.T) *approvingTeam {
	t.Helper()
	a := &approvingTeam{}
	a.recordedTeam = runRecorded(t, func(config *Config) { a.shelf = approving(t, config, "/app") })
	a.add(t, "second", people.Admin, "/")
	return a
}

// approving makes changes at and below a path need approval, and returns the shelf with the
// proposals.
func approving(t *testing.T, config *Config, at string) *vault.Shelf {
	t.Helper()
	file := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(file, []byte(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32))), 0o600); err != nil {
		t.Fatal(err)
	}
	key, err := vault.ReadKey(file)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := vault.Open(t.TempDir(), key, config.Logger)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := kept.Close(); err != nil {
			t.Error(err)
		}
	})
	var places people.Approval
	if err := places.Add(at); err != nil {
		t.Fatal(err)
	}
	shelf := kept.Shelf("proposals", vault.Bounds{MaxAge: time.Hour, MaxBytes: 1 << 20})
	config.Rules.Previous = kept.Shelf("previous", vault.Bounds{MaxAge: time.Hour, MaxBytes: 1 << 20})
	config.Rules.Approvals = map[string]people.Approval{"main": places}
	if config.Rules.Proposals, err = proposals.Open(t.Context(), shelf, config.Logger); err != nil {
		t.Fatal(err)
	}
	return shelf
}

// proposes posts a change that must become a proposal, and returns its ID.
func (v *visitor) proposes(t *testing.T, target string, form url.Values) string {
	t.Helper()
	got := v.post(t, target, form, "Accept", "application/json")
	id := decode[map[string]string](t, got)["proposal"]
	if got.status != 202 || id == "" {
		t.Fatalf("%s: %d %s", target, got.status, got.body)
	}
	return id
}

func (v *visitor) proposal(t *testing.T, id string) pages.JSON {
	t.Helper()
	return decode[pages.JSON](t, v.getJSON(t, "/proposals/"+id))
}

// decides posts a decision on a proposal like a script.
func (v *visitor) decides(t *testing.T, id, do string) answer {
	t.Helper()
	return v.post(t, "/proposals/"+id, url.Values{"do": {do}, "comment": {"as agreed"}}, "Accept", "application/json")
}

func (a *approvingTeam) data(t *testing.T, path string) string {
	t.Helper()
	data, _, err := a.boss.Get(a.context, parsePath(t, path))
	if err != nil {
		return string(znode.CodeOf(err))
	}
	return string(data)
}

// TestEachChangeBecomesAProposal checks all ways to make a change. Nothing is changed before
// another person applies the proposal, and then it is.
func TestEachChangeBecomesAProposal(t *testing.T) {
	t.Parallel()
	a := runApproving(t)
	editor, admin := a.member(t, "editor"), a.member(t, "admin")
	undone := a.change(t, admin, "/c/main/set/app/token", url.Values{"data": {"to be taken back"}, "version": {"0"}})
	acl := func(t *testing.T) string {
		entries, _, err := a.boss.GetACLs(a.context, parsePath(t, "/app/b"))
		if err != nil {
			t.Fatal(err)
		}
		return znode.FormatACL(entries)
	}
	quota := func(t *testing.T) string { return a.data(t, "/zookeeper/quota/app/zookeeper_limits") }
	for _, way := range []struct {
		name    string
		propose func(t *testing.T) string
		state   func(t *testing.T) string
		before  string
		after   string
		event   audit.Event
	}{
		{"set", func(t *testing.T) string {
			return editor.proposes(t, "/c/main/set/app/a", url.Values{"data": {"new"}, "version": {"0"}, "comment": {"the old one is wrong"}})
		}, func(t *testing.T) string { return a.data(t, "/app/a") }, "data of /app/a", "new", audit.NodeSet},
		{"create", func(t *testing.T) string {
			return editor.proposes(t, "/c/main/create/app", url.Values{"name": {"made/below"}, "parents": {"1"}, "data": {"x"}})
		}, func(t *testing.T) string { return a.data(t, "/app/made/below") }, "no_node", "x", audit.NodeBatch},
		{"ACL", func(t *testing.T) string {
			return editor.proposes(t, "/c/main/acl/app/b", url.Values{"acl": {"world:anyone:cdrwa,ip:127.0.0.9:r"}, "aversion": {"0"}})
		}, acl, "world:anyone:cdrwa", "world:anyone:cdrwa,ip:127.0.0.9:r", audit.NodeACL},
		{"quota", func(t *testing.T) string {
			return editor.proposes(t, "/c/main/quota/app", url.Values{"count": {"500"}})
		}, quota, "no_node", "count=500,bytes=-1", audit.NodeQuota},
		{"undo of a quota", func(t *testing.T) string {
			a.head(t)
			for _, entry := range slices.Backward(a.entries(t, 0)) {
				if entry.Event == audit.NodeQuota && entry.Outcome == audit.OK {
					return editor.proposes(t, undoOf(entry.Seq), nil)
				}
			}
			return ""
		}, quota, "count=500,bytes=-1", "no_node", audit.NodeQuota},
		{"undo", func(t *testing.T) string {
			return editor.proposes(t, undoOf(undone), nil)
		}, func(t *testing.T) string { return a.data(t, "/app/token") }, "to be taken back", secretToken, audit.NodeSet},
		{"multi", func(t *testing.T) string {
			got := editor.multi(t, `{"op":"check","path":"/team/x","version":0}`, `{"op":"set","path":"/app/b","version":0,"data":{"encoding":"null"}}`)
			return decode[map[string]string](t, got)["proposal"]
		}, func(t *testing.T) string { return a.data(t, "/app/b") }, "data of /app/b", "", audit.NodeBatch},
		{"transaction", func(t *testing.T) string {
			editor.collects(t, "/c/main/set/team/x", url.Values{"data": {"both"}, "version": {"0"}})
			editor.collects(t, "/c/main/set/app/db", url.Values{"data": {"both"}, "version": {"0"}})
			got := editor.applied(t)
			if left := editor.collected(t); got.status != 303 || len(left.Ops) != 0 {
				t.Fatalf("%d, %+v is left", got.status, left)
			}
			return strings.TrimPrefix(got.header.Get("Location"), "/proposals/")
		}, func(t *testing.T) string { return a.data(t, "/team/x") }, "data of /team/x", "both", audit.NodeBatch},
		{"delete", func(t *testing.T) string {
			return editor.proposes(t, "/c/main/delete/app/a/deep", url.Values{"version": {"0"}})
		}, func(t *testing.T) string { return a.data(t, "/app/a/deep") }, "data of /app/a/deep", "no_node", audit.NodeDelete},
	} {
		before := a.head(t)
		id := way.propose(t)
		if got := way.state(t); got != way.before {
			t.Fatalf("%s: proposed, it is %q", way.name, got)
		}
		waits := admin.proposal(t, id)
		if waits.State != "open" || waits.By != "editor" || waits.Own || waits.Stale {
			t.Errorf("%s: %+v", way.name, waits)
		}
		if got := editor.decides(t, id, "apply"); got.status != 403 || decode[failedOp](t, got).Error.Code != string(znode.CodeProposalOwn) {
			t.Errorf("%s: by whoever has proposed it: %d %s", way.name, got.status, got.body)
		}
		if got := admin.decides(t, id, "apply"); got.status != 200 {
			t.Errorf("%s: applied: %d %s", way.name, got.status, got.body)
		}
		if got := way.state(t); got != way.after {
			t.Errorf("%s: applied, it is %q, want %q", way.name, got, way.after)
		}
		if got := admin.decides(t, id, "apply"); got.status != 409 || decode[failedOp](t, got).Error.Code != string(znode.CodeProposalOver) {
			t.Errorf("%s: twice: %d %s", way.name, got.status, got.body)
		}
		a.leavesATrail(t, way.name, before, id, way.event)
		if over := editor.proposal(t, id); over.State != "applied" || over.Decision == nil || over.Decision.By != "admin" || over.Decision.Comment != "as agreed" {
			t.Errorf("%s: %+v", way.name, over)
		}
	}
	for entry := range a.config.Rules.Trail.Entries(a.context, audit.Filter{}) {
		if entry.User == "editor" && entry.Outcome == audit.OK && strings.HasPrefix(string(entry.Event), "node.") && entry.Zxid != 0 {
			t.Errorf("the editor has changed something: %+v", entry)
		}
	}
}

// leavesATrail checks that proposal, decision and change are in the trail and refer to each other.
func (a *approvingTeam) leavesATrail(t *testing.T, name string, before int64, id string, event audit.Event) {
	t.Helper()
	a.head(t)
	var made, decided int64
	changed := map[audit.Outcome]bool{}
	for _, entry := range a.entries(t, before) {
		switch {
		case entry.Event == audit.ProposalMake && entry.Outcome == audit.Intent:
			if made = entry.Seq; entry.User != "editor" || entry.Settings["id"] != id || entry.Settings["change"] != string(event) {
				t.Errorf("%s: %+v", name, entry)
			}
			if name == "set" && entry.Reason != "the old one is wrong" {
				t.Errorf("the reason is %q", entry.Reason)
			}
		case entry.Event == audit.ProposalApply && entry.Outcome == audit.Intent:
			if decided = entry.Seq; entry.User != "admin" || entry.Proposal != made || entry.Reason != "as agreed" {
				t.Errorf("%s: %+v, of %d", name, entry, made)
			}
		case entry.Event == event && entry.Proposal != 0:
			if changed[entry.Outcome] = true; entry.Proposal != made || entry.Approval != decided || entry.User != "admin" {
				t.Errorf("%s: %+v, of %d, by %d", name, entry, made, decided)
			}
		}
	}
	if made == 0 || decided == 0 || !changed[audit.Intent] || !changed[audit.OK] {
		t.Errorf("%s: proposed with %d, decided with %d, changed with %v", name, made, decided, changed)
	}
}

// TestWhoseChangesNeedApproval also checks who sees a proposal and may decide on it.
func TestWhoseChangesNeedApproval(t *testing.T) {
	t.Parallel()
	a := runApproving(t)
	a.add(t, "other", people.Editor, "/")
	a.add(t, "elsewhere", people.Admin, "/team")
	form := func() url.Values { return url.Values{"data": {"by me"}, "version": {"0"}} }
	for who, status := range map[string]int{"viewer": 403, "reader": 403, "auditor": 403, "elsewhere": 403} {
		if got := a.member(t, who).post(t, "/c/main/set/app/a", form(), "Accept", "application/json"); got.status != status {
			t.Errorf("%s: %d %s", who, got.status, got.body)
		}
	}
	editor := a.member(t, "editor")
	if got := editor.post(t, "/c/main/set/team/y", form(), "Accept", "application/json"); got.status != 200 {
		t.Errorf("where none is needed: %d %s", got.status, got.body)
	}
	if got := a.member(t, "second").post(t, "/c/main/set/app/b", form(), "Accept", "application/json"); got.status != 200 {
		t.Errorf("an admin: %d %s", got.status, got.body)
	}
	review := editor.post(t, "/c/main/set/app/a", url.Values{"data": {"by me"}, "version": {"0"}, "review": {"1"}})
	if !strings.Contains(pageText(t, review.body), "need another person’s approval") || !strings.Contains(review.body, `name="comment"`) {
		t.Error("the form does not say that it becomes a proposal")
	}
	page := editor.post(t, "/c/main/set/app/a", form())
	to := page.header.Get("Location")
	id := strings.TrimPrefix(to, "/proposals/")
	if page.status != 303 || id == to {
		t.Fatalf("%d to %q", page.status, to)
	}
	for who, status := range map[string]int{"viewer": 404, "reader": 404, "auditor": 404, "other": 404, "elsewhere": 404, "editor": 200, "admin": 200, "second": 200} {
		v := a.member(t, who)
		if got := v.getJSON(t, "/proposals/"+id); got.status != status {
			t.Errorf("%s sees it with %d", who, got.status)
		}
		listed := strings.Contains(v.getJSON(t, "/proposals").body, id)
		if listed != (status == 200) {
			t.Errorf("%s has it in the list: %v", who, listed)
		}
		if status == 200 {
			continue
		}
		for _, do := range []string{"apply", "reject", "anew"} {
			if got := v.decides(t, id, do); got.status != 404 {
				t.Errorf("%s may %s: %d %s", who, do, got.status, got.body)
			}
		}
	}
	if bar := a.member(t, "admin").get(t, "/c/main/tree/team").body; !strings.Contains(bar, `href="/proposals">Proposals <b>1</b>`) {
		t.Error("the bar does not say that one waits")
	}
	if bar := editor.get(t, "/c/main/tree/team").body; strings.Contains(bar, "Proposals <b>") || !strings.Contains(bar, `href="/proposals"`) {
		t.Error("a proposal waits for its own proposer, or nothing links to it")
	}
	a.write(t, "editor", `{"role":"admin","paths":["/"]}`)
	if got := editor.decides(t, id, "apply"); got.status != 403 || decode[failedOp](t, got).Error.Code != string(znode.CodeProposalOwn) {
		t.Errorf("by whoever has proposed it, an admin by now: %d %s", got.status, got.body)
	}
	second := a.member(t, "second")
	a.write(t, "second", `{"role":"editor","paths":["/"]}`)
	if got := second.decides(t, id, "apply"); got.status != 404 {
		t.Errorf("by who was an admin: %d %s", got.status, got.body)
	}
	a.holds(t, "/app/a", "data of /app/a")
	if got := a.visitor(t).get(t, "/proposals/"+id); got.status != 303 || !strings.HasPrefix(got.header.Get("Location"), "/login") {
		t.Errorf("signed out: %d", got.status)
	}
}

// TestWhatIsProposedTwiceIsProposedOnce checks two clicks at the same moment, and a form that is
// submitted again while the proposal waits.
func TestWhatIsProposedTwiceIsProposedOnce(t *testing.T) {
	t.Parallel()
	a := runApproving(t)
	editor, admin, before := a.member(t, "editor"), a.member(t, "admin"), a.head(t)
	for name, form := range map[string]struct {
		target string
		form   url.Values
	}{
		"a set":   {"/c/main/set/app/a", url.Values{"data": {"new"}, "version": {"0"}, "comment": {"why"}}},
		"a quota": {"/c/main/quota/app", url.Values{"count": {"500"}}},
	} {
		clicks := make([]string, 4)
		var together sync.WaitGroup
		for i := range clicks {
			together.Go(func() { clicks[i] = editor.post(t, form.target, form.form).header.Get("Location") })
		}
		together.Wait()
		clicks = append(clicks, "/proposals/"+editor.proposes(t, form.target, form.form))
		if all := slices.Compact(clicks); len(all) != 1 || !strings.HasPrefix(all[0], "/proposals/") {
			t.Errorf("%s: its clicks lead to %q", name, all)
		}
	}
	made := 0
	for _, entry := range a.entries(t, before) {
		if entry.Event == audit.ProposalMake && entry.Outcome == audit.OK {
			made++
		}
	}
	if made != 2 {
		t.Errorf("%d are on record, want 2", made)
	}
	set := editor.proposes(t, "/c/main/set/app/a", url.Values{"data": {"new"}, "version": {"0"}, "comment": {"why"}})
	if anew := editor.proposes(t, "/proposals/"+set, url.Values{"do": {"anew"}}); anew != set || admin.proposal(t, set).State != "open" {
		t.Errorf("proposed anew, while nothing has changed, %s is %s, which is %s", set, anew, admin.proposal(t, set).State)
	}
	queued := url.Values{"name": {"job-"}, "mode": {"sequential"}, "data": {"x"}}
	if first, second := editor.proposes(t, "/c/main/create/app", queued), editor.proposes(t, "/c/main/create/app", queued); first == second {
		t.Error("two sequential znodes of a script are one")
	}
	queued.Set("once", "of the form")
	click := func() string { return editor.post(t, "/c/main/create/app", queued).header.Get("Location") }
	if first, second := click(), click(); first != second || !strings.HasPrefix(first, "/proposals/") {
		t.Errorf("the clicks of a form for a sequential znode lead to %q and %q", first, second)
	}
	if got := admin.decides(t, set, "apply"); got.status != 200 {
		t.Errorf("%d %s", got.status, got.body)
	}
	a.holds(t, "/app/a", "new")
}

// TestAProposalShowsAllOfItsChanges checks that a proposal is shown in full, so that nobody
// approves what they do not see.
func TestAProposalShowsAllOfItsChanges(t *testing.T) {
	t.Parallel()
	a := runApproving(t)
	ops := make([]string, proposals.MaxOps)
	for i := range ops {
		ops[i] = fmt.Sprintf(`{"op":"create","path":"/app/many-%d","data":"text %[1]d of many"}`, i)
	}
	got := a.member(t, "editor").multi(t, ops...)
	id := decode[map[string]string](t, got)["proposal"]
	said := pageText(t, a.member(t, "admin").get(t, "/proposals/"+id).body)
	for i := range ops {
		if want := fmt.Sprintf("+ text %d of many", i); !strings.Contains(said, want) {
			t.Fatalf("of %d changes it does not show %q", len(ops), want)
		}
	}
}

// TestAProposalIsDecidedOnce checks decisions by two people at the same moment. The proposer must
// never decide, by any sign-in, even if they may no longer make changes.
func TestAProposalIsDecidedOnce(t *testing.T) {
	t.Parallel()
	a := runApproving(t)
	id := a.member(t, "editor").proposes(t, "/c/main/set/app/a", url.Values{"data": {"mine"}, "version": {"0"}})
	a.write(t, "editor", `{"role":"admin","paths":["/"]}`)
	if got := a.member(t, "editor").decides(t, id, "apply"); got.status != 403 {
		t.Errorf("by its proposer with another sign-in: %d %s", got.status, got.body)
	}
	a.write(t, "editor", `{"role":"viewer","paths":["/"]}`)
	both := []*visitor{a.member(t, "admin"), a.member(t, "second")}
	answers := make([]int, len(both))
	var together sync.WaitGroup
	for i, v := range both {
		together.Go(func() {
			answers[i] = v.post(t, "/proposals/"+id, url.Values{"do": {"apply"}}, "Accept", "application/json").status
		})
	}
	together.Wait()
	if slices.Sort(answers); !slices.Equal(answers, []int{200, 409}) {
		t.Errorf("answered %v", answers)
	}
	if _, stat, err := a.boss.Get(a.context, parsePath(t, "/app/a")); err != nil || stat.Version != 1 {
		t.Errorf("it is at version %d, %v", stat.Version, err)
	}
	a.holds(t, "/app/a", "mine")
}

// TestAStaleProposalIsNotApplied checks that a stale proposal can be proposed anew.
func TestAStaleProposalIsNotApplied(t *testing.T) {
	t.Parallel()
	a := runApproving(t)
	editor, admin := a.member(t, "editor"), a.member(t, "admin")
	set := editor.proposes(t, "/c/main/set/app/a", url.Values{"data": {"mine"}, "version": {"0"}, "comment": {"why"}})
	made := editor.proposes(t, "/c/main/create/app", url.Values{"name": {"new"}, "data": {"mine"}})
	gone := editor.proposes(t, "/c/main/delete/app/b", url.Values{"version": {"0"}})
	ctx := a.context
	if _, err := a.boss.Apply(ctx, znode.Op{Kind: znode.OpSet, Path: parsePath(t, "/app/a"), Data: []byte("theirs"), Version: 0},
		znode.Op{Kind: znode.OpCreate, Path: parsePath(t, "/app/new"), Data: []byte("theirs"), ACL: open},
		znode.Op{Kind: znode.OpDelete, Path: parsePath(t, "/app/b")},
		znode.Op{Kind: znode.OpCreate, Path: parsePath(t, "/app/b"), Data: []byte("anew"), ACL: open}); err != nil {
		t.Fatal(err)
	}
	for name, id := range map[string]string{"set": set, "create": made, "delete of what was made anew": gone} {
		if !admin.proposal(t, id).Stale {
			t.Errorf("%s: not said to be stale", name)
		}
		if got := admin.decides(t, id, "apply"); got.status != 409 {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
		page := admin.get(t, "/proposals/"+id).body
		if !strings.Contains(pageText(t, page), "This can no longer be applied") || strings.Contains(page, `value="apply"`) {
			t.Errorf("%s: the page does not say so, or offers it", name)
		}
	}
	a.holds(t, "/app/a", "theirs")
	a.holds(t, "/app/b", "anew")
	if got := admin.decides(t, set, "anew"); got.status != 403 {
		t.Errorf("anew by another: %d %s", got.status, got.body)
	}
	again := editor.proposes(t, "/proposals/"+set, url.Values{"do": {"anew"}})
	if old := admin.proposal(t, set); old.State != "rejected" {
		t.Errorf("proposed anew, the old one is %+v", old)
	}
	if page := pageText(t, admin.get(t, "/proposals/"+again).body); !strings.Contains(page, "- theirs") || !strings.Contains(page, "+ mine") || !strings.Contains(page, "why") {
		t.Errorf("%q", page)
	}
	if got := admin.decides(t, again, "apply"); got.status != 200 {
		t.Errorf("%d %s", got.status, got.body)
	}
	a.holds(t, "/app/a", "mine")
	if got := editor.decides(t, made, "anew"); got.status != 409 {
		t.Errorf("proposing anew to create an existing znode: %d %s", got.status, got.body)
	}
	if got := editor.decides(t, made, "reject"); got.status != 200 || admin.proposal(t, made).State != "rejected" {
		t.Errorf("withdrawn: %d", got.status)
	}
	if got := admin.decides(t, gone, "reject"); got.status != 200 || editor.proposal(t, gone).Decision.By != "admin" {
		t.Errorf("rejected: %d", got.status)
	}
	if got := editor.post(t, "/c/main/set/app/a", url.Values{"data": {"x"}, "version": {"0"}}, "Accept", "application/json"); got.status != 409 {
		t.Errorf("proposed of an old version: %d %s", got.status, got.body)
	}
}

// TestWhatCannotBeProposed checks that it is refused, with a hint about who can do it.
func TestWhatCannotBeProposed(t *testing.T) {
	t.Parallel()
	a := runApproving(t)
	v := a.member(t, "editor")
	before := a.head(t)
	for name, test := range map[string]struct {
		target string
		form   url.Values
		code   znode.Code
	}{
		"an ephemeral":         {"/c/main/create/app", url.Values{"name": {"e"}, "mode": {"ephemeral"}, "data": {""}}, znode.CodeOpEphemeral},
		"an ACL of whoever":    {"/c/main/create/app", url.Values{"name": {"e"}, "acl": {"auth::cdrwa"}, "data": {""}}, znode.CodeProposalAuth},
		"a mask":               {"/c/main/set/app/a", url.Values{"data": {"•masked•"}, "version": {"0"}}, znode.CodeHoldsMask},
		"its quota, by itself": {"/c/main/create/zookeeper/quota", url.Values{"name": {"app"}, "data": {""}, "acl": {"auth::r"}}, znode.CodeProposalAuth},
	} {
		got := v.post(t, test.target, test.form, "Accept", "application/json")
		if failed := decode[failedOp](t, got); got.status < 400 || failed.Error.Code != string(test.code) {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
	if got := v.getJSON(t, "/proposals"); strings.Contains(got.body, `"id"`) {
		t.Errorf("there are proposals: %s", got.body)
	}
	a.head(t)
	refused := 0
	for _, entry := range a.entries(t, before) {
		if entry.Event == audit.ProposalMake && entry.Outcome != audit.OK {
			refused++
		}
		if entry.Outcome == audit.OK && entry.Zxid != 0 {
			t.Errorf("changed: %+v", entry)
		}
	}
	if refused < 3 {
		t.Errorf("%d refusals are on record", refused)
	}
}

// TestNothingOfAnEditorLeavesWithoutApproval checks a console where all changes need approval.
// Whatever an editor sends to any URL becomes a proposal or nothing, and the console sends only
// reads to ZooKeeper.
func TestNothingOfAnEditorLeavesWithoutApproval(t *testing.T) {
	t.Parallel()
	c := runCountedTeam(t, true, func(config *Config) { approving(t, config, "/") })
	c.add(t, "editor", people.Editor, "/")
	tree := c.tree(t)
	c.walk(t, "editor")
	c.checkOnlyRead(t, "editor", tree)
	made := map[string]bool{}
	for _, p := range c.config.Rules.Proposals.All() {
		for _, op := range p.Ops {
			made[site.OpNames[op.Kind]] = true
		}
	}
	for _, change := range []string{"set", "create", "delete"} {
		if !made[change] {
			t.Errorf("the walk has proposed no %s: the test looks at the wrong addresses", change)
		}
	}
}

// TestAProposalTellsNobodyMore checks that a proposal shows no more than the page of the znode:
// secrets are masked on both sides.
func TestAProposalTellsNobodyMore(t *testing.T) {
	t.Parallel()
	a := runApproving(t)
	editor, admin := a.member(t, "editor"), a.member(t, "admin")
	id := editor.proposes(t, "/c/main/set/app/token", url.Values{"data": {"tok-new-4711"}, "version": {"0"}})
	for who, v := range map[string]*visitor{"editor": editor, "admin": admin} {
		page := v.get(t, "/proposals/"+id)
		if page.status != 200 || strings.Contains(page.body, secretToken) || strings.Contains(page.body, "tok-new") || !strings.Contains(page.body, "•masked•") {
			t.Errorf("%s: %d %q", who, page.status, pageText(t, page.body))
		}
		if got := v.getJSON(t, "/proposals/"+id); strings.Contains(got.body, "tok-") {
			t.Errorf("%s: %s", who, got.body)
		}
	}
	ids, err := a.shelf.IDs(a.context)
	if err != nil || !slices.Contains(ids, id) {
		t.Fatalf("%q, %v", ids, err)
	}
	if strings.Contains(a.lines.String(), "tok-new") || strings.Contains(a.logged.String(), "tok-new") {
		t.Error("what is proposed is in the trail, or in the log")
	}
	if got := admin.decides(t, id, "reject"); got.status != 200 {
		t.Fatal(got.status)
	}
	if kept, err := a.shelf.Get(a.context, id); err != nil || bytes.Contains(kept, []byte(base64.StdEncoding.EncodeToString([]byte("tok-new-4711")))) {
		t.Errorf("what was rejected is still kept: %s, %v", kept, err)
	}

	hidden := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermWrite}}
	if _, err := zktest.SetACL(a.context, a.boss, parsePath(t, "/app/b"), hidden, znode.AnyVersion); err != nil {
		t.Fatal(err)
	}
	id = decode[map[string]string](t, editor.multi(t, `{"op":"set","path":"/app/b","version":0,"data":{"encoding":"utf-8","text":"unseen"}}`))["proposal"]
	if page := admin.get(t, "/proposals/"+id).body; strings.Contains(page, "unseen") {
		t.Error("who may not read the znode is shown what it would hold")
	}
	if got := admin.decides(t, id, "apply"); got.status != 403 || decode[failedOp](t, got).Error.Code != string(znode.CodeProposalUnseen) {
		t.Errorf("by who does not see it: %d %s", got.status, got.body)
	}
}

// TestProposalsOutliveTheConsole checks that proposals are applied by the next console.
func TestProposalsOutliveTheConsole(t *testing.T) {
	t.Parallel()
	a := runApproving(t)
	id := a.member(t, "editor").proposes(t, "/c/main/set/app/a", url.Values{"data": {"new"}, "version": {"0"}})
	over := a.member(t, "editor").proposes(t, "/c/main/delete/app/b", url.Values{"version": {"0"}})
	if got := a.member(t, "admin").decides(t, over, "reject"); got.status != 200 {
		t.Fatal(got.status)
	}
	again, err := proposals.Open(t.Context(), a.shelf, a.config.Logger)
	if err != nil {
		t.Fatal(err)
	}
	next := &team{run(t, func(config *Config) {
		config.Rules = a.config.Rules
		config.Rules.Proposals = again
	}, "main="+a.server.Addr()), a.server, a.boss, a.admin, a.context}
	admin := next.member(t, "admin")
	if got := admin.proposal(t, over); got.State != "rejected" || got.Decision.By != "admin" {
		t.Errorf("%+v", got)
	}
	got := admin.decides(t, id, "apply")
	if done := decode[pages.DoneJSON](t, got); got.status != 200 || done.Entry == 0 || done.Results[0].Path != "/app/a" {
		t.Errorf("%d %s", got.status, got.body)
	}
	a.holds(t, "/app/a", "new")
	undone := decode[undo.JSONDone](t, admin.post(t, undoOf(decode[pages.DoneJSON](t, got).Entry), nil, "Accept", "application/json"))
	if len(undone.Results) != 1 {
		t.Errorf("%+v", undone)
	}
}
