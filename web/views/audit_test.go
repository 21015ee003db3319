package views

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestAuditPage(t *testing.T) {
	root := render(t, testAudit())
	want := map[string]string{
		"user": hostileName, "path": "/a/" + hostileName, "event": "node.set", "outcome": "conflict", "cluster": "main",
		"from": "2026-01-02T03:04:05", "to": "2026-01-02T04:04:05",
	}
	form := one(t, root, "the filter", hasClass("filters"))
	if attr(form, "action") != "/zk/audit" || attr(form, "method") != "" {
		t.Errorf("the filter leads to %q by %q", attr(form, "action"), attr(form, "method"))
	}
	for _, field := range all(form, func(n *html.Node) bool { return attr(n, "name") != "" }) {
		value := attr(field, "value")
		if field.Data == "select" {
			value = attr(one(t, field, "what is chosen", func(n *html.Node) bool { _, ok := attribute(n, "selected"); return ok }), "value")
		}
		if name := attr(field, "name"); value != want[name] {
			t.Errorf("%s is %q, want %q", name, value, want[name])
		}
		delete(want, attr(field, "name"))
	}
	if len(want) > 0 {
		t.Errorf("the filter lacks %v", want)
	}
	const query = "from=2026-01-02T03%3A04%3A05.678&outcome=conflict&path="
	links := map[string]string{}
	for _, link := range all(one(t, root, "the page", isTag("main")), isTag("a")) {
		links[text(link)] = attr(link, "href")
	}
	for label, parts := range map[string][]string{
		"Export CSV": {query, "&format=csv", "&to=2026-01-02T04%3A04%3A05.678"}, "Export JSON lines": {query, "&format=jsonl"},
		"Search older entries": {query, "after=40&"}, "Newest": {query}, "Show all": {"/zk/audit"}, "Sessions": {"/zk/sessions"},
	} {
		for _, part := range parts {
			if !strings.Contains(links[label], part) {
				t.Errorf("%s leads to %q, want %q in it", label, links[label], part)
			}
		}
	}
	var rows []string
	for _, row := range all(one(t, root, "the entries", isTag("tbody")), isTag("tr")) {
		rows = append(rows, text(one(t, row, "what", hasClass("outcome"))))
	}
	if !slices.Equal(rows, []string{"conflict", "ok"}) {
		t.Errorf("the rows are %q", rows)
	}
}

func TestAuditQueryIsWhatTheURLSays(t *testing.T) {
	for _, test := range []struct {
		query AuditQuery
		want  string
	}{
		{AuditQuery{}, ""},
		{AuditQuery{User: "a b", After: "7"}, "?after=7&user=a+b"},
		{testAudit().Query.as("csv").from(""), "?cluster=main&event=node.set&format=csv&from=2026-01-02T03%3A04%3A05.678&outcome=conflict&path=" + url.QueryEscape("/a/"+hostileName) + "&to=2026-01-02T04%3A04%3A05.678&user=" + url.QueryEscape(hostileName)},
	} {
		if got := test.query.String(); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

func TestAuditSaysWhatIsNotThere(t *testing.T) {
	filtered := AuditQuery{User: "bob"}
	for _, test := range []struct {
		page        AuditPage
		none, older string
	}{
		{AuditPage{}, "The trail is empty.", "Older"},
		{AuditPage{Query: filtered}, "matches this filter", "Older"},
		{AuditPage{Query: filtered.from("7")}, "no older entries", "Older"},
		{AuditPage{Query: filtered, Partial: true}, "so far", "Search older entries"},
	} {
		if none := noEntries(test.page); !strings.Contains(none, test.none) {
			t.Errorf("%+v says %q, want %q in it", test.page.Query, none, test.none)
		}
		if older := olderWords(test.page); older != test.older {
			t.Errorf("%+v leads on with %q, want %q", test.page.Query, older, test.older)
		}
	}
}

// TestAuditTellsWhoseSessionEnded: it is what an admin looks for in such a row.
func TestAuditTellsWhoseSessionEnded(t *testing.T) {
	page := AuditPage{Shell: testShell(), Entries: []AuditEntry{{Event: "session.end", Outcome: "ok", Target: "digest:bob in console session ABCD"}}}
	if got := spaced(one(t, render(t, page), "what", hasClass("where"))); got != "of digest:bob in console session ABCD" {
		t.Errorf("it says %q", got)
	}
}
