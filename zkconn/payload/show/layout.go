package show

import (
	"fmt"
	"strings"
	"unicode"

	"zkweb/zkconn/payload/format"
)

// Line is one line without its end; an empty line has no tokens.
type Line []format.Token

// layOut breaks tokens into lines at "\n" and puts a Control token in place of
// every character that has no looks, or looks that mislead.
func layOut(tokens []format.Token) []Line {
	var lines []Line
	var line Line
	for _, token := range tokens {
		first := true
		for piece := range strings.SplitSeq(token.Text, "\n") {
			if !first {
				lines, line = append(lines, line), nil
			}
			first = false
			line = appendSeen(line, token.Class, piece)
		}
	}
	return append(lines, line)
}

func appendSeen(line Line, class format.Class, text string) Line {
	for text != "" {
		end := indexOr(text, unseen)
		if end > 0 {
			line = append(line, format.Token{Class: class, Text: text[:end]})
		}
		text = text[end:]
		end = indexOr(text, func(r rune) bool { return !unseen(r) })
		if end > 0 {
			line = append(line, format.Token{Class: format.Control, Text: symbols(text[:end])})
		}
		text = text[end:]
	}
	return line
}

func indexOr(text string, is func(rune) bool) int {
	if at := strings.IndexFunc(text, is); at >= 0 {
		return at
	}
	return len(text)
}

// unseen tells the control characters but HT, and those that are invisible or
// turn the direction of text. U+200C and U+200D stay: words and emoji are
// spelled with them. U+FFFD is told apart from a reader's own replacement.
func unseen(r rune) bool {
	switch {
	case r == '\t', r >= ' ' && r <= '~', r == 0x200c, r == 0x200d:
		return false
	case r == unicode.ReplacementChar:
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// symbols are Unicode's control pictures, and for what has none "⟨U+202E⟩".
func symbols(text string) string {
	var out strings.Builder
	for _, r := range text {
		switch {
		case r < ' ':
			out.WriteRune('␀' + r)
		case r == 0x7f:
			out.WriteRune('␡')
		default:
			fmt.Fprintf(&out, "⟨U+%04X⟩", r)
		}
	}
	return out.String()
}
