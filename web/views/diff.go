package views

import (
	"unicode/utf8"

	"zkweb/web/words"
)

// DiffKind says what happens to a line.
type DiffKind string

// The kinds.
const (
	DiffSame    DiffKind = "same"
	DiffRemoved DiffKind = "removed"
	DiffAdded   DiffKind = "added"
	DiffGap     DiffKind = "gap" // stands for equal lines that are left out
)

// DiffLine is one line of a diff of two texts.
type DiffLine struct {
	Kind    DiffKind
	Text    string // without its line end
	Unended bool   // the last line, without a line end
}

var diffSigns = map[DiffKind]string{DiffSame: " ", DiffRemoved: "-", DiffAdded: "+", DiffGap: "⋯"}

// DiffMarkup returns the lines, one span each. Signs tell them apart; colours only help. In long
// lines that replace each other it marks the differences.
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

// partsOf returns the parts of each line that replaces another or is replaced; nil for lines that
// are shown whole.
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

// countOf returns how many lines at the beginning are of a kind.
func countOf(kind DiffKind, lines []DiffLine) (n int) {
	for n < len(lines) && lines[n].Kind == kind {
		n++
	}
	return n
}

const (
	leastCommon = 40 // bytes in common from which differences within lines are marked
	shownCommon = 80 // of these, the bytes shown on each side
)

// parts appends a line in parts, and marks those that the other line lacks. It leaves out most of
// what both have in common.
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

// near appends those ends of a common text that are next to a difference: the beginning if before
// is true, the end if after is.
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

// common returns how many bytes two texts have in common at their beginning and at their end, in
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
