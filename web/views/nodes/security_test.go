package nodes

import (
	"bytes"
	"testing"

	"golang.org/x/net/html"

	"zkweb/web/views/viewtest"
)

func TestTablesAndControlsHaveNames(t *testing.T) { viewtest.Named(t, everyPage(t)) }

func TestNoPageHoldsInlineStyleOrScript(t *testing.T) {
	viewtest.NoInlineStyleOrScript(t, everyPage(t))
}

func TestNoPageShowsDeceivingCharacters(t *testing.T) {
	viewtest.NoDeceivingCharacters(t, everyPage(t))
}

func TestHostileNamesAreText(t *testing.T) {
	root := viewtest.Render(t, hostileNode(t))
	const shown = `<img src=x onerror=alert(1)>"'⟨U+202E⟩gnp⟨U+200B⟩`
	if images := viewtest.All(root, viewtest.IsTag("img")); len(images) != 1 {
		t.Errorf("%d images, want the icon alone", len(images))
	}
	if got := viewtest.Text(viewtest.One(t, root, "the heading", viewtest.IsTag("h1"))); got != shown {
		t.Errorf("the heading is %q, want %q", got, shown)
	}
	cells := viewtest.All(root, func(n *html.Node) bool { return n.Data == "td" && viewtest.HasClass("c-name")(n) })
	if got := viewtest.Texts(cells); len(got) != 2 || got[0] != shown || got[1] != shown {
		t.Errorf("the rows are called %q, want %q twice", got, shown)
	}
	if got := viewtest.Text(viewtest.One(t, root, "the data", viewtest.HasClass("code"))); got != "<script>alert(1)</script>␛[31m⟨U+202E⟩" {
		t.Errorf("the data is %q", got)
	}
	if got := viewtest.Attr(viewtest.One(t, root, "the filter", viewtest.HasAttr("name", "q")), "value"); got != viewtest.HostileName {
		t.Errorf("the filter holds %q, want what was typed", got)
	}
}

func TestPagesAreSmall(t *testing.T) {
	page := testNode(t)
	page.Children.Rows = page.Children.Rows[:1]
	for len(page.Children.Rows) < 100 {
		page.Children.Rows = append(page.Children.Rows, page.Children.Rows[0])
	}
	var out bytes.Buffer
	if err := page.Render(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	if out.Len() > 80<<10 {
		t.Errorf("a page of 100 children weighs %d bytes", out.Len())
	}
}
