package viewtest

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"zkweb/web/views"
)

// NoInlineStyleOrScript fails if a page has something that the console's Content-Security-Policy
// blocks, since it would not work.
func NoInlineStyleOrScript(t *testing.T, pages map[string]Page) {
	for name, page := range pages {
		for _, element := range All(Render(t, page), func(*html.Node) bool { return true }) {
			switch element.Data {
			case "style", "iframe", "object", "embed", "base":
				t.Errorf("%s holds a %s element", name, element.Data)
			case "script":
				if !strings.HasPrefix(Attr(element, "src"), "/zk/static/") || Text(element) != "" {
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

// NoDeceivingCharacters fails if a page has characters that deceive a reader. They are allowed only
// where a program reads them back: in the values of fields, and in what is copied.
func NoDeceivingCharacters(t *testing.T, pages map[string]Page) {
	exact := map[string]bool{"value": true, "data-copy": true}
	for name, page := range pages {
		for node := range Render(t, page).Descendants() {
			if node.Type == html.TextNode && node.Parent.Data != "textarea" && strings.ContainsFunc(strings.Map(dropLayout, node.Data), views.Deceives) {
				t.Errorf("%s shows %q", name, node.Data)
			}
			for _, a := range node.Attr {
				if !exact[a.Key] && strings.ContainsFunc(a.Val, views.Deceives) {
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
