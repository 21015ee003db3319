// Package viewtest renders views and inspects the result, for tests.
package viewtest

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Page is a component that renders itself.
type Page interface {
	Render(ctx context.Context, w io.Writer) error
}

// Render renders a page and parses the result as a browser does.
func Render(t *testing.T, page Page) *html.Node {
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

// All returns the elements below root for which match returns true, in document order.
func All(root *html.Node, match func(*html.Node) bool) []*html.Node {
	var found []*html.Node
	for node := range root.Descendants() {
		if node.Type == html.ElementNode && match(node) {
			found = append(found, node)
		}
	}
	return found
}

// One returns the only element for which all of matches return true.
func One(t *testing.T, root *html.Node, what string, matches ...func(*html.Node) bool) *html.Node {
	t.Helper()
	found := All(root, func(node *html.Node) bool {
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

// Attr returns the value of an attribute, "" if there is none.
func Attr(node *html.Node, name string) string {
	value, _ := Attribute(node, name)
	return value
}

func Attribute(node *html.Node, name string) (string, bool) {
	for _, a := range node.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// Text returns the text in an element, with each run of white space as one space.
func Text(node *html.Node) string {
	var out strings.Builder
	for below := range node.Descendants() {
		if below.Type == html.TextNode {
			out.WriteString(below.Data)
		}
	}
	return strings.Join(strings.Fields(out.String()), " ")
}

func IsTag(tag string) func(*html.Node) bool {
	return func(node *html.Node) bool { return node.Data == tag }
}

func HasClass(class string) func(*html.Node) bool {
	return func(node *html.Node) bool {
		for _, name := range strings.Fields(Attr(node, "class")) {
			if name == class {
				return true
			}
		}
		return false
	}
}

func HasAttr(name, value string) func(*html.Node) bool {
	return func(node *html.Node) bool {
		got, ok := Attribute(node, name)
		return ok && got == value
	}
}

func Texts(nodes []*html.Node) []string {
	said := make([]string, len(nodes))
	for i, node := range nodes {
		said[i] = Text(node)
	}
	return said
}

// Spaced is like Text, with spaces between elements.
func Spaced(node *html.Node) string {
	var parts []string
	for below := range node.Descendants() {
		if below.Type == html.TextNode {
			parts = append(parts, strings.Fields(below.Data)...)
		}
	}
	return strings.Join(parts, " ")
}

// IsSection matches sections.
func IsSection(node *html.Node) bool { return node.Data == "section" }
