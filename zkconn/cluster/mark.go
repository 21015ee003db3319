package cluster

import (
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Mark distinguishes a cluster from others at a glance, so that nobody takes production for
// staging. The zero value is no mark.
type Mark struct {
	Label string // such as "PROD"
	Color string // one of MarkColors
}

// MarkColors are the colors that a mark may have.
var MarkColors = []string{"grey", "red", "orange", "green", "blue", "purple"}

const maxMarkLabel = 16 // characters

// ParseMark parses NAME=LABEL[,COLOR]: the name of a cluster, and its mark, which is grey if no
// color is given. The error is one sentence that says what is wrong.
func ParseMark(text string) (name string, mark Mark, err error) {
	name, rest, ok := strings.Cut(text, "=")
	if !ok {
		return "", Mark{}, errors.New("a mark is written NAME=LABEL[,COLOR]")
	}
	label, color, given := strings.Cut(rest, ",")
	if !given {
		color = MarkColors[0]
	}
	mark = Mark{strings.TrimSpace(label), strings.TrimSpace(color)}
	if mark.Label == "" || utf8.RuneCountInString(mark.Label) > maxMarkLabel || strings.ContainsFunc(mark.Label, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return "", Mark{}, errors.New("a label has 1 to 16 characters that print")
	}
	if !slices.Contains(MarkColors, mark.Color) {
		return "", Mark{}, errors.New("a colour is one of " + strings.Join(MarkColors, ", "))
	}
	return name, mark, nil
}
