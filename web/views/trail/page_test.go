package trail

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"zkweb/web/views/viewtest"
)

func TestAuditPage(t *testing.T) {
	root := viewtest.Render(t, testAudit())
	want := map[string]string{
		"user": viewtest.HostileName, "path": "/a/" + viewtest.HostileName, "event": "node.set", "outcome": "conflict", "cluster": "main",
		"from": "2026-01-02T03:04:05", "to": "2026-01-02T04:04:05",
	}
	form := viewtest.One(t, root, "the filter", viewtest.HasClass("filters"))
	if viewtest.Attr(form, "action") != "/zk/audit" || viewtest.Attr(form, "method") != "" {
		t.Errorf("the filter leads to %q by %q", viewtest.Attr(form, "action"), viewtest.Attr(form, "method"))
	}
	for _, field := range viewtest.All(form, func(n *html.Node) bool { return viewtest.Attr(n, "name") != "" }) {
		value := viewtest.Attr(field, "value")
		if field.Data == "select" {
			value = viewtest.Attr(viewtest.One(t, field, "what is chosen", func(n *html.Node) bool { _, ok := viewtest.Attribute(n, "selected"); return ok }), "value")
		}
		if name := viewtest.Attr(field, "name"); value != want[name] {
			t.Errorf("%s is %q, want %q", name, value, want[name])
		}
		delete(want, viewtest.Attr(field, "name"))
	}
	if len(want) > 0 {
		t.Errorf("the filter lacks %v", want)
	}
	const query = "from=2026-01-02T03%3A04%3A05.678&outcome=conflict&path="
	links := map[string]string{}
	for _, link := range viewtest.All(viewtest.One(t, root, "the page", viewtest.IsTag("main")), viewtest.IsTag("a")) {
		links[viewtest.Text(link)] = viewtest.Attr(link, "href")
	}
	for label, parts := range map[string][]string{
		"Export CSV": {query, "&format=csv", "&to=2026-01-02T04%3A04%3A05.678"}, "Export JSON lines": {query, "&format=jsonl"},
		"Search older entries": {query, "after=40&"}, "Newest": {query}, "Show all": {"/zk/audit"}, "Sign-ins": {"/zk/sessions"},
	} {
		for _, part := range parts {
			if !strings.Contains(links[label], part) {
				t.Errorf("%s leads to %q, want %q in it", label, links[label], part)
			}
		}
	}
	var rows []string
	for _, row := range viewtest.All(viewtest.One(t, root, "the entries", viewtest.IsTag("tbody")), viewtest.IsTag("tr")) {
		rows = append(rows, viewtest.Text(viewtest.One(t, row, "what", viewtest.HasClass("outcome"))))
	}
	if !slices.Equal(rows, []string{"conflict", "ok"}) {
		t.Errorf("the rows are %q", rows)
	}
}

func TestAuditQueryIsWhatTheURLSays(t *testing.T) {
	for _, test := range []struct {
		query Query
		want  string
	}{
		{Query{}, ""},
		{Query{User: "a b", After: "7"}, "?after=7&user=a+b"},
		{testAudit().Query.as("csv").from(""), "?cluster=main&event=node.set&format=csv&from=2026-01-02T03%3A04%3A05.678&outcome=conflict&path=" + url.QueryEscape("/a/"+viewtest.HostileName) + "&to=2026-01-02T04%3A04%3A05.678&user=" + url.QueryEscape(viewtest.HostileName)},
	} {
		if got := test.query.String(); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

func TestAuditSaysWhatIsNotThere(t *testing.T) {
	filtered := Query{User: "bob"}
	for _, test := range []struct {
		page        Page
		none, older string
	}{
		{Page{}, "The trail is empty.", "Older"},
		{Page{Query: filtered}, "matches this filter", "Older"},
		{Page{Query: filtered.from("7")}, "no older entries", "Older"},
		{Page{Query: filtered, Partial: true}, "so far", "Search older entries"},
	} {
		test.page.Shell = viewtest.Shell()
		if none := test.page.noEntries(); !strings.Contains(none, test.none) {
			t.Errorf("%+v says %q, want %q in it", test.page.Query, none, test.none)
		}
		if older := test.page.older(); older != test.older {
			t.Errorf("%+v leads on with %q, want %q", test.page.Query, older, test.older)
		}
	}
}

// TestAuditTellsWhoseSessionEnded: it is what an admin looks for in such a row.
func TestAuditTellsWhoseSessionEnded(t *testing.T) {
	page := Page{Shell: viewtest.Shell(), Entries: []Entry{{Event: "session.end", Outcome: "ok", Target: "digest:bob in console session ABCD"}}}
	if got := viewtest.Spaced(viewtest.One(t, viewtest.Render(t, page), "what", viewtest.HasClass("where"))); got != "of digest:bob in console session ABCD" {
		t.Errorf("it says %q", got)
	}
}

// TestSpansOfTime: the spans that are asked for most keep the filter, in UTC
// until the script makes days of the reader's.
func TestSpansOfTime(t *testing.T) {
	page := Page{Shell: viewtest.Shell(), Query: Query{User: "bob", After: "7"}}
	var got []string
	for _, link := range viewtest.All(viewtest.One(t, viewtest.Render(t, page), "the spans", viewtest.HasClass("spans")), viewtest.IsTag("a")) {
		got = append(got, viewtest.Text(link)+" "+viewtest.Attr(link, "data-span")+" "+viewtest.Attr(link, "href"))
	}
	if want := []string{
		"Last hour hour /zk/audit?from=2026-01-02T02%3A04%3A05&user=bob",
		"Today today /zk/audit?from=2026-01-02T00%3A00%3A00&user=bob",
		"Yesterday yesterday /zk/audit?from=2026-01-01T00%3A00%3A00&to=2026-01-02T00%3A00%3A00&user=bob",
	}; !slices.Equal(got, want) {
		t.Errorf("the spans are %q, want %q", got, want)
	}
}
