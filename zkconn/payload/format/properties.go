package format

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// propertyKey returns the key at the start of a line of java.util.Properties and everything before
// the value, or "" if the line is not of the form key=value or "key: value". A colon without white
// space after it does not count, so that host:port is not a property.
func propertyKey(line string) string {
	start := len(line) - len(strings.TrimLeft(line, " \t\f"))
	end := start
	for end < len(line) {
		r, size := utf8.DecodeRuneInString(line[end:])
		if r == '\\' && end+1 < len(line) {
			_, escaped := utf8.DecodeRuneInString(line[end+1:])
			size += escaped
		} else if !isPropertyRune(r) {
			break
		}
		end += size
	}
	separator := end
	for separator < len(line) && strings.IndexByte(" \t\f", line[separator]) >= 0 {
		separator++
	}
	switch rest := line[separator:]; {
	case end == start:
		return ""
	case strings.HasPrefix(rest, "="):
		return line[:separator+1]
	case strings.HasPrefix(rest, ": "), strings.HasPrefix(rest, ":\t"):
		return line[:separator+2]
	}
	return ""
}

func isPropertyRune(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_.-/$[]", r)
	}
	return unicode.In(r, unicode.L, unicode.N)
}

func readProperties(r *Reading) *Document {
	if !IsProperties(r.Text) {
		return nil
	}
	return &Document{Viewed: true, parsed: true, spans: propertiesSpans}
}

// IsProperties reports whether all lines but comments, empty lines and continuations are
// properties, and at least one has a value other than the padding of base64. It returns false for
// text of more than MaxShown bytes.
func IsProperties(text string) bool {
	if len(text) > MaxShown || !Readable(text) {
		return false
	}
	found := false
	for line := range propertiesLines(text) {
		if line.comment || line.continues {
			continue
		}
		key := propertyKey(line.text)
		if key == "" {
			return false
		}
		found = found || strings.Trim(line.text[len(key):], "= \t\f\r") != ""
	}
	return found
}

type propertiesLine struct {
	text      string // without its line end
	comment   bool   // a comment or an empty line
	continues bool   // continues the value of the line before
}

// propertiesLines calls yield with every line.
func propertiesLines(text string) func(yield func(propertiesLine) bool) {
	return func(yield func(propertiesLine) bool) {
		continues := false
		for line := range strings.SplitSeq(text, "\n") {
			line = strings.TrimSuffix(line, "\r")
			comment := !continues && isPropertiesComment(line)
			if !yield(propertiesLine{line, comment, continues}) {
				return
			}
			continues = !comment && IsContinued(line)
		}
	}
}

func propertiesSpans(text string) []Span {
	const spans = 4 // per line: key, separator, value, line end
	c := cutter{text: text, spans: make([]Span, 0, min(len(text)/spans, spans*(strings.Count(text, "\n")+1)))}
	for line := range propertiesLines(text) {
		start, end := c.at, c.at+len(line.text)
		switch {
		case line.comment:
			c.take(Comment, end)
		case line.continues:
			c.take(String, end)
		default:
			key := propertyKey(line.text)
			c.take(Key, start+len(strings.TrimRight(key, "=: \t\f")))
			c.take(Punctuation, start+len(key))
			c.take(String, end)
		}
		c.take(Plain, min(len(text), end+IndexByteOr(text[end:], '\n')+1))
	}
	return c.rest()
}

// isPropertiesComment reports whether a line is a comment or empty.
func isPropertiesComment(line string) bool {
	line = strings.TrimLeft(line, " \t\f\r")
	return line == "" || line[0] == '#' || line[0] == '!'
}

// IsContinued reports whether a line ends in an odd number of backslashes.
func IsContinued(line string) bool {
	return (len(line)-len(strings.TrimRight(line, `\`)))%2 == 1
}
