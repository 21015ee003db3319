package edit

import (
	"cmp"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff"
)

// Part is a run of whole lines of a text that two people have changed: the original, and what each
// has made of it.
type Part struct{ Base, Theirs, Yours string }

// Changed reports whether anybody has changed the part.
func (p Part) Changed() bool { return p.Theirs != p.Base || p.Yours != p.Base }

// Conflict reports whether both have changed the part, in different ways.
func (p Part) Conflict() bool {
	return p.Theirs != p.Base && p.Yours != p.Base && p.Theirs != p.Yours
}

// Merge compares two changed versions of a text. The parts together make up each text, with LF as
// line end. Changes that touch belong to one part.
func Merge(base, theirs, yours string) []Part {
	base, theirs, yours = lf(base), lf(theirs), lf(yours)
	var parts []Part
	at := 0
	for _, group := range touching(udiff.Lines(base, theirs), udiff.Lines(base, yours)) {
		if group.start > at {
			same := base[at:group.start]
			parts = append(parts, Part{same, same, same})
		}
		parts = append(parts, Part{base[group.start:group.end], group.apply(base, group.theirs), group.apply(base, group.yours)})
		at = group.end
	}
	if same := base[at:]; same != "" {
		parts = append(parts, Part{same, same, same})
	}
	return parts
}

// Merged returns the text that the parts make up. A part in conflict is Theirs, or Yours if keep
// returns true for its number; conflicts are counted from 0.
func Merged(parts []Part, keep func(conflict int) bool) string {
	var out strings.Builder
	conflicts := 0
	for _, part := range parts {
		chosen := part.Theirs
		switch {
		case part.Conflict():
			if keep(conflicts) {
				chosen = part.Yours
			}
			conflicts++
		case part.Theirs == part.Base:
			chosen = part.Yours
		}
		out.WriteString(chosen)
	}
	return out.String()
}

// group is a run of edits that touch each other.
type group struct {
	start, end    int // offsets in the text
	theirs, yours []udiff.Edit
}

// touching groups the edits that two people made to the same text.
func touching(theirs, yours []udiff.Edit) []*group {
	var all []*group
	for _, edit := range theirs {
		all = append(all, &group{edit.Start, edit.End, []udiff.Edit{edit}, nil})
	}
	for _, edit := range yours {
		all = append(all, &group{edit.Start, edit.End, nil, []udiff.Edit{edit}})
	}
	slices.SortStableFunc(all, func(a, b *group) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end)) })
	var grouped []*group
	for _, next := range all {
		if len(grouped) == 0 || next.start > grouped[len(grouped)-1].end {
			grouped = append(grouped, next)
			continue
		}
		last := grouped[len(grouped)-1]
		last.end = max(last.end, next.end)
		last.theirs, last.yours = append(last.theirs, next.theirs...), append(last.yours, next.yours...)
	}
	return grouped
}

// apply returns the group's part of text with edits made.
func (g *group) apply(text string, edits []udiff.Edit) string {
	var out strings.Builder
	at := g.start
	for _, edit := range edits {
		out.WriteString(text[at:edit.Start] + edit.New)
		at = edit.End
	}
	out.WriteString(text[at:g.end])
	return out.String()
}
