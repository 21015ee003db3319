package trail

import (
	"testing"
	"time"

	"zkweb/web/views/viewtest"
)

// testAudit returns the trail with what somebody did whose every word is hostile.
func testAudit() Page {
	at := time.Date(2026, 1, 2, 3, 4, 5, 678e6, time.UTC)
	return Page{
		Shell:  viewtest.Shell(),
		Query:  Query{User: viewtest.HostileName, Path: "/a/" + viewtest.HostileName, Event: "node.set", Outcome: "conflict", Cluster: "main", From: at, To: at.Add(time.Hour), After: "7"},
		Events: []string{"node.read", "node.set"}, Outcomes: []string{"ok", "conflict"}, Within: []string{"main", "other"},
		Entries: []Entry{
			{
				Seq: 41, Time: at, Event: "node.set", Outcome: "conflict", Who: viewtest.HostileName, Verified: true, Role: "editor", Address: "192.0.2.1", Cluster: "main",
				Path: "/a/" + viewtest.HostileName, URL: "/zk/c/main/tree/a", Target: viewtest.HostileName, Why: viewtest.HostileName, Reason: viewtest.HostileName, Facts: []Fact{{"Request", viewtest.HostileName}},
			},
			{Seq: 40, Time: at, Event: "console.start", Outcome: "ok", Nobody: true},
		},
		Next: "40", Partial: true,
	}
}

// testReport has a section that could not be read to its end.
func testReport() Report {
	at := viewtest.Now.Add(-time.Hour)
	people := People{More: true, Rows: []PersonRow{
		{Cluster: "main", Who: viewtest.HostileName, Roles: []string{"viewer", viewtest.HostileName}, Addresses: []string{viewtest.HostileName}, SignIns: 2, First: at, Last: at.Add(time.Minute), Looked: 1234},
		{Cluster: "other", Refused: 1},
	}}
	return Report{
		Shell: viewtest.Shell(), Query: ReportQuery{From: at, To: viewtest.Now}, Within: []string{"main", "other"}, By: viewtest.HostileName, HeadSeq: 7, HeadHash: "abc",
		People: func() People { return people },
		Sections: []Section{
			{"changed", func() Rows { return Rows{Entries: testAudit().Entries, More: true, Problem: viewtest.HostileName} }},
			{"revealed", func() Rows { return Rows{} }},
		},
	}
}

// everyPage returns each page in each of its guises, by name.
func everyPage() map[string]viewtest.Page {
	revealed := Page{Shell: viewtest.Shell(), Query: Query{Revealed: "/a/" + viewtest.HostileName}, Entries: []Entry{{Event: "node.read", Outcome: "ok", Times: 12, First: viewtest.Now}}}
	return map[string]viewtest.Page{
		"trail": testAudit(), "empty trail": Page{Shell: viewtest.Shell()}, "revealed": revealed,
		"report": testReport(), "empty report": Report{Shell: viewtest.Shell(), People: func() People { return People{Problem: viewtest.HostileName} }},
	}
}

func TestTablesAndControlsHaveNames(t *testing.T) { viewtest.Named(t, everyPage()) }

func TestNoPageHoldsInlineStyleOrScript(t *testing.T) { viewtest.NoInlineStyleOrScript(t, everyPage()) }

func TestNoPageShowsDeceivingCharacters(t *testing.T) { viewtest.NoDeceivingCharacters(t, everyPage()) }
