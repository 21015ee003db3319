// Package viewtest renders views and looks into what came out. For tests.
package viewtest

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Page is what renders itself.
type Page interface {
	Render(ctx context.Context, w io.Writer) error
}

// Render returns a page as a browser would parse it.
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

// All returns the elements below root for which match holds, in document order.
func All(root *html.Node, match func(*html.Node) bool) []*html.Node {
	var found []*html.Node
	for node := range root.Descendants() {
		if node.Type == html.ElementNode && match(node) {
			found = append(found, node)
		}
	}
	return found
}

// One returns the only element for which all of matches hold.
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

// Attr returns an attribute's value, "" when there is none.
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

// Text returns the text in an element as a reader sees it: white space runs are one.
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

// Spaced is like Text, with a space between elements, as they stand apart on the page.
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
