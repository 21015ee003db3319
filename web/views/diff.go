package views

import (
	"unicode/utf8"

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

// DiffMarkup returns the lines, one span each. What tells them apart is the sign; the
// colour only helps. Of long lines that take each other's place it shows where they differ.
func DiffMarkup(w *words.Words, lines []DiffLine) Markup {
	var m Markup
	m.Raw("<code>")
	parts := partsOf(lines)
	for i, line := range lines {
		m.Raw(`<span class="d `)
		m.Text(string(line.Kind))
		m.Raw(`">`)
		m.Text(diffSigns[line.Kind] + " ")
		if parts[i] == nil {
			m.Data(line.Text)
		} else {
			m.parts(parts[i])
		}
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

// partsOf returns the parts of each line that takes another's place, or whose place is taken; nil
// for those that are shown as they are.
func partsOf(lines []DiffLine) [][]part {
	parts, left := make([][]part, len(lines)), mostCompared
	for i := 0; i < len(lines); {
		removed := countOf(DiffRemoved, lines[i:])
		added := countOf(DiffAdded, lines[i+removed:])
		for k := range min(removed, added) {
			before, after := i+k, i+removed+k
			parts[before], parts[after] = compareLines(lines[before].Text, lines[after].Text, &left)
		}
		i += max(removed+added, 1)
	}
	return parts
}

// countOf returns how many lines of a kind stand first.
func countOf(kind DiffKind, lines []DiffLine) (n int) {
	for n < len(lines) && lines[n].Kind == kind {
		n++
	}
	return n
}

const (
	leastCommon = 40 // bytes that lines have in common, where it is marked how they differ
	shownCommon = 80 // bytes of these that are shown on each side
)

// parts appends a line in parts, and marks what the other line does not have. Most of what they
// have in common is left out.
func (m *Markup) parts(parts []part) {
	for i, p := range parts {
		switch {
		case p.common:
			m.near(p.text, i > 0, i < len(parts)-1)
		case p.text != "":
			m.Raw("<mark>")
			m.Data(p.text)
			m.Raw("</mark>")
		}
	}
}

// near appends the parts of a text common to both lines that are next to a difference: its
// beginning where a difference is before it, its end where one is after it.
func (m *Markup) near(text string, before, after bool) {
	first, last := 0, len(text)
	if before {
		first = min(shownCommon, len(text))
	}
	if after {
		last = max(len(text)-shownCommon, 0)
	}
	for !startsAt(text, first) {
		first++
	}
	for !startsAt(text, last) {
		last--
	}
	if first >= last {
		m.Data(text)
		return
	}
	m.Data(text[:first])
	m.Raw(`<span class="t-note">⋯</span>`)
	m.Data(text[last:])
}

// common returns how many bytes two texts have in common at their beginning and at their end, as
// whole characters, numbers and words.
func common(a, b string) (before, after int) {
	most := min(len(a), len(b))
	for before < most && a[before] == b[before] {
		before++
	}
	for !startsAt(a, before) || !startsAt(b, before) || before > 0 && isWord(a[before-1]) {
		before--
	}
	for after < most-before && a[len(a)-1-after] == b[len(b)-1-after] {
		after++
	}
	for !startsAt(a, len(a)-after) || after > 0 && isWord(a[len(a)-after]) {
		after--
	}
	return before, after
}

// startsAt reports whether a character starts at i, or the text ends there.
func startsAt(text string, i int) bool { return i == len(text) || utf8.RuneStart(text[i]) }

// isWord reports whether a byte is a letter or a digit of ASCII.
func isWord(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z'
}
