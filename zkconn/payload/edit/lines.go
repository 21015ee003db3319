package edit

import (
	"cmp"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"zkweb/zkconn/payload/format"
)

// lf returns text with LF for every CR LF and CR, as a browser's text box has it.
func lf(text string) string {
	if strings.IndexByte(text, '\r') < 0 {
		return text
	}
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

// keepLineEnds gives the lines of typed the line ends of before, the text that was edited. An
// unchanged line keeps its line end, a replaced one takes that of the line in its place, and an
// added one takes the most frequent line end.
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
	at, next := 0, 0 // offset in same, and index in lines
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

// writeLines writes the lines of typed in place of replaced. Each takes the line end of the line in
// its place; further lines take usual.
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

// splitLines returns the lines of a text, with their line ends.
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

// keepMark moves the byte order mark of before back to the start of typed. The mark is invisible,
// so that text typed at the very beginning comes before it.
func keepMark(before, typed string) string {
	const mark = format.ByteOrderMark
	if !strings.HasPrefix(before, mark) || strings.HasPrefix(typed, mark) || !strings.Contains(typed, mark) {
		return typed
	}
	return mark + strings.Replace(typed, mark, "", 1)
}

// usualEnd returns the most frequent line end of a text.
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
