package sessions

import (
	"slices"
	"testing"
	"time"

	"zkweb/web/views/viewtest"
	"zkweb/zkconn/znode"
)

// everyPage returns each page in each of its guises, by name.
func everyPage(t *testing.T) map[string]viewtest.Page {
	rows := []Row{
		{Session: 0x100000000000001, Address: "192.0.2.1:4711", Server: "zk1:2181", Ours: true, Who: viewtest.HostileName, Since: viewtest.Now.Add(-time.Hour), LastSeen: viewtest.Now, Timeout: 10 * time.Second, Received: 1234, Ephemerals: 2, Watches: 1500},
		{Session: 2, Gone: true}, {Session: 3, Own: true, Ours: true, Address: viewtest.HostileName, Server: viewtest.HostileName},
	}
	all := Page{Shell: viewtest.Shell(), Query: Query{Limit: 100}, Rows: rows, Matched: 1500, Total: 5000, Next: 100, Ephemerals: true, Held: 100000, Asked: viewtest.Now,
		Servers: []Server{{Address: viewtest.HostileName, Connections: 1, Paths: 2, Watches: 3}}, Missing: []string{viewtest.HostileName}}
	watched := all
	watched.Query.Watched, watched.Query.Watches, watched.Query.Watching = true, true, viewtest.Path(t, "/a")
	none := Page{Shell: viewtest.Shell(), Query: Query{Filter: viewtest.HostileName, After: 100, Limit: 100}}
	holds := Paths{Shown: []znode.Path{viewtest.Path(t, "/<b>"), viewtest.Path(t, "/zero\u200bwidth")}, Hidden: 3, Total: 205, Next: 105}
	one := SessionPage{Shell: viewtest.Shell(), Query: Query{Watches: true, Limit: 100}, Row: rows[0], LifeURL: "/c/main/changes/", Told: true, Old: viewtest.HostileName, Holds: holds, Watches: holds, Asked: viewtest.Now, Missing: []string{viewtest.HostileName}}
	return map[string]viewtest.Page{
		"all": all, "watched": watched, "none": none, "one": one,
		"untold": SessionPage{Shell: viewtest.Shell(), Row: rows[1], Query: Query{Filter: viewtest.HostileName}},
	}
}

// TestRequestsOfAnUnknownConnection checks that a session whose connection no server tells is not
// said to have sent no requests.
func TestRequestsOfAnUnknownConnection(t *testing.T) {
	for want, row := range map[string]Row{"–": {Session: 2}, "0": {Session: 3, Server: "zk1:2181"}, "1,234": {Session: 3, Server: "zk1:2181", Received: 1234}} {
		if got := row.requests(); got != want {
			t.Errorf("the requests of %+v are %q, want %q", row, got, want)
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

// TestAFilterLeavesOutWhatThereIs: a session is not said to hold nothing when no path of its has
// what the filter asks for.
func TestAFilterLeavesOutWhatThereIs(t *testing.T) {
	page := SessionPage{Shell: viewtest.Shell(), Told: true, Query: Query{Watches: true}}
	w := page.Words.Sessions
	for filter, want := range map[string][]string{"": {w.HoldsNone, w.WatchesNone}, "db": {w.NoPath, w.NoPath}} {
		page.Query.Filter = filter
		said := viewtest.Texts(viewtest.All(viewtest.Render(t, page), viewtest.HasClass("empty")))
		if !slices.Equal(said, want) {
			t.Errorf("with the filter %q the page says %q, want %q", filter, said, want)
		}
	}
}
