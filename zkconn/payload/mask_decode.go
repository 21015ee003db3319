package payload

import (
	"fmt"
	"strings"
)

// Decode is payload's Decode of masked data; each MaskText in its lines is a
// token of class Mask, and the first note says what is masked.
func (m Masked) Decode(asked View) Result {
	result := Decode(m.Data, asked)
	if m.Count == 0 {
		return result
	}
	for i, line := range result.Lines {
		result.Lines[i] = markMasks(line)
	}
	result.Notes = append([]string{m.note()}, result.Notes...)
	return result
}

func (m Masked) note() string {
	switch {
	case m.Whole:
		return "All of this data is masked: it looks like a secret, or holds one that cannot be masked alone."
	case m.Count == 1:
		return "One value that looks like a secret is masked."
	}
	return fmt.Sprintf("%d values that look like secrets are masked.", m.Count)
}

func markMasks(line Line) Line {
	var marked Line
	for _, token := range line {
		rest := token.Text
		for found := true; found && rest != ""; {
			var before string
			before, rest, found = strings.Cut(rest, MaskText)
			if before != "" {
				marked = append(marked, Token{token.Class, before})
			}
			if found {
				marked = append(marked, Token{Mask, MaskText})
			}
		}
	}
	return marked
}
