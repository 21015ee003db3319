package format

import (
	"regexp"
	"strings"
)

// property is a line of java.util.Properties in its usual spelling: key=value
// or "key: value". A colon without white space behind it does not count:
// host:port is no property.
var property = regexp.MustCompile(`^[ \t\f]*(?:[\p{L}\p{N}_.\-/$\[\]]|\\.)+[ \t\f]*(?:=|:[ \t])`)

func readProperties(r *Reading) *Document {
	if !IsProperties(r.Text) {
		return nil
	}
	return &Document{Viewed: true, spans: propertiesSpans}
}

// IsProperties reports whether every line but comments, empty and continued
// ones is a property, and one at least has a value that is no padding of base64.
// Text of more than MaxShown bytes is none.
func IsProperties(text string) bool {
	if len(text) > MaxShown || !Readable(text) {
		return false
	}
	found := false
	for line := range propertiesLines(text) {
		if line.comment || line.continues {
			continue
		}
		key := property.FindString(line.text)
		if key == "" {
			return false
		}
		found = found || strings.Trim(line.text[len(key):], "= \t\f\r") != ""
	}
	return found
}

type propertiesLine struct {
	text      string // without its end
	comment   bool   // or empty
	continues bool   // the value of the line before
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
	c := cutter{text: text}
	for line := range propertiesLines(text) {
		start, end := c.at, c.at+len(line.text)
		switch {
		case line.comment:
			c.take(Comment, end)
		case line.continues:
			c.take(String, end)
		default:
			key := property.FindString(line.text)
			c.take(Key, start+len(strings.TrimRight(key, "=: \t\f")))
			c.take(Punctuation, start+len(key))
			c.take(String, end)
		}
		c.take(Plain, min(len(text), end+IndexByteOr(text[end:], '\n')+1))
	}
	return c.rest()
}

// isPropertiesComment takes an empty line for one.
func isPropertiesComment(line string) bool {
	line = strings.TrimLeft(line, " \t\f\r")
	return line == "" || line[0] == '#' || line[0] == '!'
}

// IsContinued reports whether a line ends in an odd number of backslashes.
func IsContinued(line string) bool {
	return (len(line)-len(strings.TrimRight(line, `\`)))%2 == 1
}
