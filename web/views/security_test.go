package views

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// The console's Content-Security-Policy would drop all of this, and a page
// that needs it would be broken.
func TestNoPageHoldsInlineStyleOrScript(t *testing.T) {
	for name, page := range everyPage(t) {
		for _, element := range all(render(t, page), func(*html.Node) bool { return true }) {
			switch element.Data {
			case "style", "iframe", "object", "embed", "base":
				t.Errorf("%s holds a %s element", name, element.Data)
			case "script":
				if !strings.HasPrefix(attr(element, "src"), "/zk/static/console.") || text(element) != "" {
					t.Errorf("%s holds a script other than the console's own", name)
				}
			}
			for _, a := range element.Attr {
				switch {
				case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
					t.Errorf("%s: <%s> has the attribute %s=%q", name, element.Data, a.Key, a.Val)
				case (a.Key == "href" || a.Key == "src" || a.Key == "action") && !strings.HasPrefix(a.Val, "/") && !strings.HasPrefix(a.Val, "#"):
					t.Errorf("%s: <%s> leads to %s=%q, away from the console", name, element.Data, a.Key, a.Val)
				}
			}
		}
	}
}

// What deceives a reader may stand only where a program reads it back: in the
// values of fields and in what is copied.
func TestNoPageShowsDeceivingCharacters(t *testing.T) {
	exact := map[string]bool{"value": true, "data-copy": true}
	for name, page := range everyPage(t) {
		for node := range render(t, page).Descendants() {
			if node.Type == html.TextNode && node.Parent.Data != "textarea" && strings.ContainsFunc(strings.Map(dropLayout, node.Data), deceives) {
				t.Errorf("%s shows %q", name, node.Data)
			}
			for _, a := range node.Attr {
				if !exact[a.Key] && strings.ContainsFunc(a.Val, deceives) {
					t.Errorf("%s: <%s %s=%q>", name, node.Data, a.Key, a.Val)
				}
			}
		}
	}
}

func dropLayout(r rune) rune {
	if r == '\n' || r == '\t' {
		return -1
	}
	return r
}

func TestHostileNamesAreText(t *testing.T) {
	root := render(t, hostileNode(t))
	const shown = `<img src=x onerror=alert(1)>"'⟨U+202E⟩gnp⟨U+200B⟩`
	if images := all(root, isTag("img")); len(images) != 1 {
		t.Errorf("%d images, want the icon alone", len(images))
	}
	if got := text(one(t, root, "the heading", isTag("h1"))); got != shown {
		t.Errorf("the heading is %q, want %q", got, shown)
	}
	cells := all(root, func(n *html.Node) bool { return n.Data == "td" && hasClass("c-name")(n) })
	if got := texts(cells); len(got) != 2 || got[0] != shown || got[1] != shown {
		t.Errorf("the rows are called %q, want %q twice", got, shown)
	}
	if got := text(one(t, root, "the data", hasClass("code"))); got != "<script>alert(1)</script>␛[31m⟨U+202E⟩" {
		t.Errorf("the data is %q", got)
	}
	if got := attr(one(t, root, "the filter", hasAttr("name", "q")), "value"); got != hostileName {
		t.Errorf("the filter holds %q, want what was typed", got)
	}
}

func TestThePasswordHasNoWayBack(t *testing.T) {
	page := LoginPage{Shell: signedOutShell(), UserName: "alice", Problem: &Problem{}}
	if value, ok := attribute(one(t, render(t, page), "the password", hasAttr("name", "password")), "value"); ok {
		t.Errorf("the password's field holds %q", value)
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
