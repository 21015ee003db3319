package viewtest

import (
	"testing"

	"golang.org/x/net/html"
)

// Named fails if tables, headers, links, buttons or fields have no name, if regions share a name,
// or if something that scrolls cannot be reached by keyboard: people who use screen readers could
// not identify or reach them.
func Named(t *testing.T, pages map[string]Page) {
	for name, page := range pages {
		root := Render(t, page)
		for _, element := range All(root, needsName) {
			if !hasName(root, element) {
				t.Errorf("%s: <%s> has no name: %v", name, element.Data, element.Attr)
			}
		}
		regions := map[string]bool{}
		for _, region := range All(root, HasAttr("role", "region")) {
			label := Attr(region, "aria-label")
			if regions[label] && label != "" {
				t.Errorf("%s: two regions are %q", name, label)
			}
			regions[label] = true
		}
		for _, scroller := range All(root, HasClass("scroller")) {
			if Attr(scroller, "tabindex") != "0" || !isLabelled(root, scroller) {
				t.Errorf("%s: what scrolls cannot be reached, or has no name: %v", name, scroller.Attr)
			}
		}
	}
}

func needsName(node *html.Node) bool {
	if _, hidden := Attribute(node, "hidden"); hidden || Attr(node, "aria-hidden") == "true" {
		return false
	}
	switch node.Data {
	case "table", "th", "a", "button", "summary", "select", "textarea":
		return true
	case "input":
		return Attr(node, "type") != "hidden"
	}
	return false
}

func hasName(root, element *html.Node) bool {
	if labelled := isLabelled(root, element); labelled || Attr(element, "aria-labelledby") != "" {
		return labelled
	}
	switch element.Data {
	case "table":
		return says(element, IsTag("caption"))
	case "input", "select", "textarea":
		id := Attr(element, "id")
		return id != "" && says(root, HasAttr("for", id)) || labelled(element)
	}
	return Text(element) != "" || len(All(element, func(node *html.Node) bool { return Attr(node, "aria-label")+Attr(node, "alt") != "" })) > 0
}

// isLabelled reports whether an element has a name by its attributes.
func isLabelled(root, element *html.Node) bool {
	id := Attr(element, "aria-labelledby")
	return Attr(element, "aria-label") != "" || Attr(element, "title") != "" || id != "" && says(root, HasAttr("id", id))
}

// says reports whether an element below root for which match returns true has text.
func says(root *html.Node, match func(*html.Node) bool) bool {
	for _, node := range All(root, match) {
		if Text(node) != "" {
			return true
		}
	}
	return false
}

// labelled reports whether a field is in a label with text.
func labelled(field *html.Node) bool {
	for above := range field.Ancestors() {
		if above.Data == "label" {
			return Text(above) != ""
		}
	}
	return false
}
