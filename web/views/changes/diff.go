package changes

import (
	"html"
	"strings"

	"zkweb/web/views"
	"zkweb/web/words"
)

// DiffKind is what would become of a line.
type DiffKind string

// The kinds.
const (
	DiffSame    DiffKind = "same"
	DiffRemoved DiffKind = "removed"
	DiffAdded   DiffKind = "added"
	DiffGap     DiffKind = "gap" // no line: same lines are left out here
)

// DiffLine is one line of a comparison of two texts.
type DiffLine struct {
	Kind    DiffKind
	Text    string // without its line end
	Unended bool   // there is no line end after it: it is the last
}

var diffSigns = map[DiffKind]string{DiffSame: " ", DiffRemoved: "-", DiffAdded: "+", DiffGap: "⋯"}

// diffHTML is the lines, one span each, as codeHTML's. What tells them apart is
// the sign; the colour only helps.
func diffHTML(w *words.Words, lines []DiffLine) string {
	var out strings.Builder
	out.WriteString("<code>")
	for _, line := range lines {
		out.WriteString(`<span class="d ` + string(line.Kind) + `">` + diffSigns[line.Kind] + " " + views.TokenHTML(line.Text))
		if line.Unended {
			out.WriteString(`<span class="t-note">` + html.EscapeString(w.Set.NoLineEnd) + `</span>`)
		}
		out.WriteString("\n</span>")
	}
	out.WriteString("</code>")
	return out.String()
}
