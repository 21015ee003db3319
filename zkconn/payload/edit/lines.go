package edit

import (
	"cmp"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"zkweb/zkconn/payload/format"
)

// lf returns a text with the line ends that a text box knows: every CR LF and every CR is
// one.
func lf(text string) string {
	if strings.IndexByte(text, '\r') < 0 {
		return text
	}
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

// keepLineEnds gives the lines of a typed text the line ends of before, the text that it was
// made of. A line that is the same keeps its own; one that replaces another takes that one's;
// one that was added takes the one that most lines have.
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
		replaced := lines[next:]
		for at < edit.End {
			at += len(lf(lines[next]))
			next++
		}
		writeLines(&out, edit.New, replaced[:len(replaced)-len(lines[next:])], usual)
	}
	for _, line := range lines[next:] {
		out.WriteString(line)
	}
	return out.String()
}

// writeLines writes lines in the place of others, each with the end of the one that stood
// there, and what are more with the usual end.
func writeLines(out *strings.Builder, typed string, replaced []string, usual string) {
	for i, line := range splitLines(typed) {
		text, ended := strings.CutSuffix(line, "\n")
		out.WriteString(text)
		end := usual
		if i < len(replaced) {
			end = cmp.Or(replaced[i][len(strings.TrimRight(replaced[i], "\r\n")):], usual)
		}
		if ended {
			out.WriteString(end)
		}
	}
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

// keepMark puts the byte order mark of the text that it was typed over back in front: nobody
// sees it, and what is typed at the very beginning comes before it.
func keepMark(before, typed string) string {
	const mark = format.ByteOrderMark
	if !strings.HasPrefix(before, mark) || strings.HasPrefix(typed, mark) || !strings.Contains(typed, mark) {
		return typed
	}
	return mark + strings.Replace(typed, mark, "", 1)
}

// usualEnd returns the line end that most lines of a text have.
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
