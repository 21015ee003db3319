package views

import (
	"bytes"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"
)

// render gives a page as a browser would parse it.
func render(t *testing.T, page templ.Component) *html.Node {
	t.Helper()
	var out bytes.Buffer
	if err := page.Render(t.Context(), &out); err != nil {
		t.Fatalf("rendering: %v", err)
	}
	root, err := html.Parse(&out)
	if err != nil {
		t.Fatalf("parsing what was rendered: %v", err)
	}
	return root
}

// all gives the elements below root for which match holds, in document order.
func all(root *html.Node, match func(*html.Node) bool) []*html.Node {
	var found []*html.Node
	for node := range root.Descendants() {
		if node.Type == html.ElementNode && match(node) {
			found = append(found, node)
		}
	}
	return found
}

// one gives the only element for which all of matches hold.
func one(t *testing.T, root *html.Node, what string, matches ...func(*html.Node) bool) *html.Node {
	t.Helper()
	found := all(root, func(node *html.Node) bool {
		for _, match := range matches {
			if !match(node) {
				return false
			}
		}
		return true
	})
	if len(found) != 1 {
		t.Fatalf("%d elements are %s, want 1", len(found), what)
	}
	return found[0]
}

// attr is an attribute's value, "" when there is none.
func attr(node *html.Node, name string) string {
	value, _ := attribute(node, name)
	return value
}

func attribute(node *html.Node, name string) (string, bool) {
	for _, a := range node.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// text is the text in an element as a reader sees it: white space runs are one.
func text(node *html.Node) string {
	var out strings.Builder
	for below := range node.Descendants() {
		if below.Type == html.TextNode {
			out.WriteString(below.Data)
		}
	}
	return strings.Join(strings.Fields(out.String()), " ")
}

func isTag(tag string) func(*html.Node) bool {
	return func(node *html.Node) bool { return node.Data == tag }
}

func hasClass(class string) func(*html.Node) bool {
	return func(node *html.Node) bool {
		for _, name := range strings.Fields(attr(node, "class")) {
			if name == class {
				return true
			}
		}
		return false
	}
}

func hasAttr(name, value string) func(*html.Node) bool {
	return func(node *html.Node) bool {
		got, ok := attribute(node, name)
		return ok && got == value
	}
}

func texts(nodes []*html.Node) []string {
	said := make([]string, len(nodes))
	for i, node := range nodes {
		said[i] = text(node)
	}
	return said
}
