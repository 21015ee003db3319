package history

import (
	"strings"
	"testing"
	"time"

	"zkweb/web/views"
	"zkweb/web/views/viewtest"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

func testRows(t *testing.T, name string) []Row {
	length := 3
	row := Row{
		Zxid: 0x10, Time: viewtest.Now, Op: "set", Version: 1, Session: 0x20, Who: name, Sure: "console", Multi: 2, Path: viewtest.Path(t, "/a/"+name),
		URL: "/c/main/tree/a?at=0x10", VersionsURL: "/c/main/versions/a", SessionURL: "/c/main/changes/?session=0x20", RestoreURL: "/c/main/set/a?restore=0x10", BringURL: "/c/main/bring-back/a?deleted=0x10",
		Length: &length, Hidden: true, Diff: []views.DiffLine{{Kind: views.DiffAdded, Text: "</pre>" + name}},
	}
	acl := row
	acl.Op, acl.NewLife, acl.Together, acl.ACL = "acl", true, true, []znode.ACL{{Scheme: "<b>", ID: name, Perms: znode.PermAll}}
	gone := row
	gone.Op, gone.Cause, gone.Problem, gone.Note = "delete", "expired", name, name
	return []Row{row, acl, gone}
}

// everyPage returns the pages in various states, by name.
func everyPage(t *testing.T) map[string]viewtest.Page {
	past := viewtest.Shell()
	past.Links.At, past.Past = "0x10", &views.Past{Zxid: 0x10, Time: viewtest.Now, NowURL: "/c/main/tree/a", CompareURL: "/c/main/compare/a?at=0x10"}
	pages := map[string]viewtest.Page{}
	for kind, name := range map[string]string{"": "bob", "hostile ": viewtest.HostileName} {
		held := []Held{{Name: name, Who: name, Sure: "audit", Session: 1, From: viewtest.Now}, {Name: name, From: viewtest.Now, To: viewtest.Now, OrLater: true}}
		complete := Complete{Any: true, Proof: "digest", Gaps: []Gap{{Cause: "snapshot", From: viewtest.Now, To: viewtest.Now}, {To: viewtest.Now}}, Newest: viewtest.Now, Full: true}
		pages[kind+"versions"] = VersionsPage{Shell: past, Path: viewtest.Path(t, "/a"), Rows: testRows(t, name), Complete: complete, Held: held, Older: "/c/main/versions/a?before=0x10"}
		pages[kind+"changes"] = ChangesPage{
			Shell: viewtest.Shell(), Path: viewtest.Path(t, "/a"), Query: Query{Who: name, After: "0x1.0"}, Verbs: []string{"set"}, Rows: testRows(t, name), Complete: complete,
			Bars: []Bar{{From: viewtest.Now, To: viewtest.Now.Add(time.Second), Count: 3}, {}}, Older: "0x1.1",
			Session: &Session{ID: 1, Who: name, Sure: "session", Timeout: time.Second, Opened: viewtest.Now, Closed: viewtest.Now, Expired: true, Ephemerals: held},
		}
	}
	pages["no changes"] = ChangesPage{Shell: viewtest.Shell(), Path: viewtest.Path(t, "/a"), Session: &Session{ID: 1}}
	pages["a session that is not looked through"] = ChangesPage{Shell: viewtest.Shell(), Path: viewtest.Path(t, "/a"), Session: &Session{ID: 1, EphemeralsCut: true}}
	pages["no changes so far"] = ChangesPage{Shell: viewtest.Shell(), Path: viewtest.Path(t, "/a"), Older: "0x4000.0"}
	pages["no versions"] = VersionsPage{Shell: viewtest.Shell(), Path: viewtest.Path(t, "/a")}
	pages["a refused query"] = ChangesPage{Shell: viewtest.Shell(), Path: viewtest.Path(t, "/a"), Problem: &views.Problem{Kind: znode.Invalid, Message: "No."}}
	return pages
}

// TestWhatIsNotListedIsTold checks that a page says that holders of a lock, or ephemeral znodes of
// a session, are not listed.
func TestWhatIsNotListedIsTold(t *testing.T) {
	held := []Held{{Name: "lock-1", From: viewtest.Now}}
	told := words.English.History.HeldMost(len(held))
	for _, cut := range []bool{false, true} {
		none := ChangesPage{Shell: viewtest.Shell(), Path: viewtest.Path(t, "/a"), Session: &Session{ID: 1, EphemeralsCut: cut}}
		if says := strings.Contains(viewtest.Text(viewtest.Render(t, none)), words.English.History.HeldNone); says != cut {
			t.Errorf("a session of which none was found, cut %v: it says so: %v", cut, says)
		}
		lock := VersionsPage{Shell: viewtest.Shell(), Path: viewtest.Path(t, "/a"), Held: held, HeldCut: cut}
		if says := strings.Contains(viewtest.Text(viewtest.Render(t, lock)), told); says != cut {
			t.Errorf("a lock, cut %v: it says so: %v", cut, says)
		}
		older := map[bool]string{true: "50"}[cut]
		session := ChangesPage{Shell: viewtest.Shell(), Path: viewtest.Path(t, "/a"), Query: Query{Session: "0x1"}, Session: &Session{ID: 1, Ephemerals: held, EphemeralsCut: cut, Older: older}}
		if leads := len(viewtest.All(viewtest.Render(t, session), viewtest.HasAttr("href", session.Links.Changes(session.Cluster, session.Path)+"?held=50&session=0x1"))) > 0; leads != cut {
			t.Errorf("a session, cut %v: it leads to the others: %v", cut, leads)
		}
	}
}

// TestNothingWithAGapIsCalledComplete checks that each proof of completeness has another wording
// for a list with gaps.
func TestNothingWithAGapIsCalledComplete(t *testing.T) {
	said := words.English.History
	for proof, whole := range said.Proofs {
		complete := Complete{Any: proof != "", Proof: proof, Newest: viewtest.Now}
		if got := complete.proof(viewtest.Shell()); got != whole {
			t.Errorf("%s, without a gap: %q", proof, got)
		}
		complete.Gaps = []Gap{{To: viewtest.Now}}
		if got := complete.proof(viewtest.Shell()); strings.HasPrefix(whole, "Complete") && (got == whole || !strings.Contains(got, "gaps below")) {
			t.Errorf("%s, with a gap: %q", proof, got)
		}
	}
}

func TestTablesAndControlsHaveNames(t *testing.T) { viewtest.Named(t, everyPage(t)) }

func TestNoPageHoldsInlineStyleOrScript(t *testing.T) {
	viewtest.NoInlineStyleOrScript(t, everyPage(t))
}

func TestNoPageShowsDeceivingCharacters(t *testing.T) {
	viewtest.NoDeceivingCharacters(t, everyPage(t))
}
