package nodes

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"zkweb/web/views/viewtest"
)

func TestTheLineOfALock(t *testing.T) {
	panel := viewtest.One(t, viewtest.Render(t, testRecipe(t, "worker")), "the recipe", viewtest.HasClass("recipe"))
	facts := viewtest.All(viewtest.One(t, panel, "the facts", viewtest.HasClass("facts")), func(n *html.Node) bool { return n.Parent.Data == "p" && n.Data == "span" })
	if got, want := viewtest.Texts(facts), []string{"Held by worker", "came 12 min. ago", "20 wait"}; !slices.Equal(got, want) {
		t.Errorf("it says %q, want %q", got, want)
	}
	var rows []string
	for _, row := range viewtest.All(panel, viewtest.IsTag("tr")) {
		rows = append(rows, viewtest.Spaced(row))
	}
	want := []string{
		"Place Who Wants to State Came Session",
		"1 worker read holds it 12 min. ago 0x100000000000007",
		"2 worker0000000001 write waits for 1 12 min. ago no session: stays until it is deleted",
		"3 worker0000000002 read waits for 2",
	}
	if !slices.Equal(rows, want) {
		t.Errorf("the rows are %q, want %q", rows, want)
	}
	if more := viewtest.Text(viewtest.One(t, panel, "the rest", viewtest.HasClass("note"))); more != "18 more stand in line, of 21 in all." {
		t.Errorf("of the rest it says %q", more)
	}
	link := viewtest.One(t, viewtest.One(t, panel, "the links", viewtest.IsTag("ul")), "the link", viewtest.IsTag("a"))
	if got := viewtest.Attr(link, "href"); got != "/zk/c/main/tree/services/orders/worker" {
		t.Errorf("the link leads to %q", got)
	}
}

// TestAHolderIsNamedOnce where its name is its address.
func TestAHolderIsNamedOnce(t *testing.T) {
	page := testRecipe(t, "10.20.3.1")
	holder := &page.Recipe.Line.Contenders[0]
	for id, want := range map[string]string{"10.20.3.1": "Held by 10.20.3.1", "worker-0": "Held by worker-0 (10.20.3.1)"} {
		holder.ID, holder.Address = id, "10.20.3.1:51234"
		panel := viewtest.One(t, viewtest.Render(t, page), "the recipe", viewtest.HasClass("recipe"))
		if got := viewtest.Text(viewtest.One(t, panel, "the facts", viewtest.HasClass("facts"))); !strings.HasPrefix(got, want+" came") {
			t.Errorf("of %s it says %q, want %q", id, got, want)
		}
	}
}

// TestAnElectionAndLeases have words of their own.
func TestAnElectionAndLeases(t *testing.T) {
	page := testRecipe(t, "worker")
	line := page.Recipe.Line
	for _, test := range []struct {
		kind    string
		limit   int
		holders int
		want    string
	}{
		{"lock", 0, 1, "Held by worker came 12 min. ago 20 wait"},
		{"election", 0, 1, "Led by worker came 12 min. ago 20 wait"},
		{"leases", 0, 21, "Held by worker and 20 more came 12 min. ago 21 leases"},
		{"leases", 30, 21, "Held by worker and 20 more came 12 min. ago 21 of 30 leases"},
		{"leases", 0, 20, "Held by worker and 19 more came 12 min. ago 20 leases 1 waits"},
	} {
		line.Kind, line.Limit, line.Holders = test.kind, test.limit, test.holders
		panel := viewtest.One(t, viewtest.Render(t, page), "the recipe", viewtest.HasClass("recipe"))
		if got := viewtest.Spaced(viewtest.One(t, panel, "the facts", viewtest.HasClass("facts"))); got != test.want {
			t.Errorf("%s: it says %q, want %q", test.kind, got, test.want)
		}
	}
}
