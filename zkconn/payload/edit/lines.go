package edit

import (
	"strings"

	"github.com/aymanbagabas/go-udiff"
)

// lf is a text with the line ends that a text box knows: every CR LF and every CR is
// one.
func lf(text string) string {
	if strings.IndexByte(text, '\r') < 0 {
		return text
	}
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

// keepLineEnds gives the lines of a typed text the line ends of the text that it was
// made of: those of lines that are the same, and to others the one that most have.
func keepLineEnds(before, typed string) string {
	typed = lf(typed)
	if strings.IndexByte(before, '\r') < 0 {
		return typed
	}
	same := lf(before)
	if typed == same {
		return before
	}
	lines, usual := splitLines(before), usualEnd(before)
	var out strings.Builder
	at, next := 0, 0 // in same, and in lines
	for _, edit := range udiff.Lines(same, typed) {
		for at < edit.Start {
			at += len(lf(lines[next]))
			out.WriteString(lines[next])
			next++
		}
		for at < edit.End {
			at += len(lf(lines[next]))
			next++
		}
		out.WriteString(strings.ReplaceAll(edit.New, "\n", usual))
	}
	for _, line := range lines[next:] {
		out.WriteString(line)
	}
	return out.String()
}

// splitLines returns the lines of a text with their ends.
func splitLines(text string) []string {
	var lines []string
	for start, at := 0, 0; start < len(text); {
		end := strings.IndexAny(text[at:], "\r\n")
		switch {
		case end < 0:
			return append(lines, text[start:])
		case strings.HasPrefix(text[at+end:], "\r\n"):
			end++
		}
		at += end + 1
		lines = append(lines, text[start:at])
		start = at
	}
	return lines
}

// usualEnd is the line end that most lines of a text have.
func usualEnd(text string) string {
	pairs := strings.Count(text, "\r\n")
	lone := strings.Count(text, "\r") - pairs
	switch bare := strings.Count(text, "\n") - pairs; {
	case bare >= max(pairs, lone):
		return "\n"
	case pairs >= lone:
		return "\r\n"
	}
	return "\r"
}
