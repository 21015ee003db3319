package nodes

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"zkweb/web/views/viewtest"
	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/payload/show"
	"zkweb/zkconn/znode"
)

// withText returns the page of a znode that holds a text.
func withText(t *testing.T, text string, view show.View) Page {
	page := testNode(t)
	page.Data.Result = show.Decode(format.Read(znode.Root, []byte(text)), view)
	return page
}

func linesOf(n int) string {
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, "line %d\n", i+1)
	}
	return text.String()
}

// TestLinesAreLinkedTo where there are not too many for a page without a scroller.
func TestLinesAreLinkedTo(t *testing.T) {
	root := viewtest.Render(t, withText(t, linesOf(maxOpenLines), show.Best))
	lines := viewtest.All(root, viewtest.HasClass("l"))
	if len(lines) != maxOpenLines { // the empty line at the end is none
		t.Fatalf("%d lines", len(lines))
	}
	if last := lines[maxOpenLines-1]; viewtest.Attr(last, "id") != "L2000" || viewtest.Attr(viewtest.All(last, viewtest.IsTag("a"))[0], "href") != "#L2000" || viewtest.Text(last) != "line 2000" {
		t.Errorf("the last line is %q at %q", viewtest.Text(last), viewtest.Attr(last, "id"))
	}
	if pre := viewtest.One(t, root, "the code", viewtest.HasClass("code")); viewtest.HasClass("long")(pre) {
		t.Error("2,000 lines have a scroller")
	}
	for name, page := range map[string]Page{"2,001 lines": withText(t, linesOf(maxOpenLines+1), show.Best), "hex": withText(t, linesOf(100), show.Hex)} {
		pre := viewtest.One(t, viewtest.Render(t, page), "the code", viewtest.HasClass("code"))
		if links := viewtest.All(pre, viewtest.IsTag("a")); len(links) > 0 || viewtest.HasClass("long")(pre) != (name != "hex") {
			t.Errorf("%s: %d links", name, len(links))
		}
	}
}

func TestToolsOfData(t *testing.T) {
	id := func(id string) func(*html.Node) bool { return viewtest.HasAttr("id", id) }
	for _, test := range []struct {
		text string
		view show.View
		want string
	}{
		{"short", show.Best, ""},
		{linesOf(6), show.Best, "wrap find-in"},
		{strings.Repeat("x", 501), show.Best, "wrap find-in"},
		{"a:\n  b: 1\nc: 2\nd: 3\ne: 4\nf: 5\n", show.Best, "wrap find-in fold"},
		{linesOf(60), show.Hex, "find-in"},
	} {
		root := viewtest.Render(t, withText(t, test.text, test.view))
		var got []string
		for _, tool := range []string{"wrap", "find-in", "fold"} {
			if len(viewtest.All(root, id(tool))) > 0 {
				got = append(got, tool)
			}
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%.20q as %s has %q, want %s", test.text, test.view, got, test.want)
		}
	}
}

// TestCopiedLinkKeepsTheQuery: whoever gets it sees the same.
func TestCopiedLinkKeepsTheQuery(t *testing.T) {
	page := testNode(t)
	page.Query = Query{View: show.Hex, Filter: "o", Sort: "-bytes"}
	button := viewtest.One(t, viewtest.Render(t, page), "the button", func(n *html.Node) bool { return n.Data == "button" && viewtest.Text(n) == "Copy link" })
	if got := viewtest.Attr(button, "data-copy-url"); got != "/zk/c/main/tree/services/orders?q=o&sort=-bytes&view=hex" {
		t.Errorf("it copies %q", got)
	}
}

// BenchmarkLongPage renders a page with 2,000 lines of JSON.
func BenchmarkLongPage(b *testing.B) {
	text := `{"items": [` + strings.TrimSuffix(strings.Repeat(`{"name": "a", "n": 1},`, 500), ",") + `]}`
	page := withText(&testing.T{}, text, show.Best)
	if lines := len(page.Data.Result.Lines); lines < 1900 || lines > maxOpenLines+10 {
		b.Fatalf("%d lines", lines)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := page.Render(b.Context(), io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
