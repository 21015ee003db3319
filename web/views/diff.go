package views

import "zkweb/web/words"

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

// DiffMarkup returns the lines, one span each. What tells them apart is the sign; the
// colour only helps.
func DiffMarkup(w *words.Words, lines []DiffLine) Markup {
	var m Markup
	m.Raw("<code>")
	for _, line := range lines {
		m.Raw(`<span class="d `)
		m.Text(string(line.Kind))
		m.Raw(`">`)
		m.Text(diffSigns[line.Kind] + " ")
		m.Data(line.Text)
		if line.Unended {
			m.Raw(`<span class="t-note">`)
			m.Text(w.Set.NoLineEnd)
			m.Raw("</span>")
		}
		m.Raw("\n</span>")
	}
	m.Raw("</code>")
	return m
}
