package nodes

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"zkweb/web/views/viewtest"
)

// TestAllTextIsInLandmarks: who goes from landmark to landmark misses nothing, such as
// that the trail cannot be written.
func TestAllTextIsInLandmarks(t *testing.T) {
	root := viewtest.Render(t, testSecret(t, Masked{Count: 1}))
	body := viewtest.One(t, root, "the body", viewtest.IsTag("body"))
	for node := range body.Descendants() {
		if text := strings.TrimSpace(node.Data); node.Type == html.TextNode && text != "" && !inLandmark(node) {
			t.Errorf("outside all landmarks: %.80s", text)
		}
	}
}

func inLandmark(node *html.Node) bool {
	for e := range node.Ancestors() {
		landmark := slices.Contains([]string{"header", "main", "nav", "section", "aside", "noscript"}, e.Data)
		if landmark || viewtest.HasClass("skip")(e) || viewtest.Attr(e, "role") == "dialog" {
			return true
		}
	}
	return false
}
