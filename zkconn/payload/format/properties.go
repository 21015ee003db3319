package format

import (
	"regexp"
	"strings"
)

// property is a line of java.util.Properties in its usual spelling: key=value
// or "key: value". A colon without white space behind it does not count:
// host:port is no property.
var property = regexp.MustCompile(`^[ \t\f]*(?:[\p{L}\p{N}_.\-/$\[\]]|\\.)+[ \t\f]*(?:=|:[ \t])`)

// IsProperties wants every line but comments, empty and continued ones to be a
// property, and one at least to have a value that is no padding of base64.
func IsProperties(text string) bool {
	if len(text) > MaxShown || !Readable([]byte(text)) {
		return false
	}
	found := false
	continued := false
	for line := range strings.SplitSeq(text, "\n") {
		if !continued && !isPropertiesComment(line) {
			key := property.FindString(line)
			if key == "" {
				return false
			}
			found = found || strings.Trim(line[len(key):], "= \t\f\r") != ""
		}
		continued = IsContinued(line) && (continued || !isPropertiesComment(line))
	}
	return found
}

func PropertiesTokens(text string) []Token {
	c := cutter{text: text}
	continued := false
	for line := range strings.SplitAfterSeq(text, "\n") {
		end := c.at + len(line)
		bare := strings.TrimSuffix(line, "\n")
		comment := !continued && isPropertiesComment(bare)
		switch {
		case comment:
			c.take(Comment, c.at+len(bare))
		case continued:
			c.take(String, c.at+len(bare))
		default:
			c.takeProperty(bare)
		}
		c.take(Plain, end)
		continued = IsContinued(bare) && !comment
	}
	return c.rest()
}

func (c *cutter) takeProperty(line string) {
	start, key := c.at, property.FindString(line)
	name := strings.TrimRight(key, "=: \t\f")
	c.take(Key, start+len(name))
	c.take(Punctuation, start+len(key))
	c.take(String, start+len(line))
}

// isPropertiesComment takes an empty line for one.
func isPropertiesComment(line string) bool {
	line = strings.TrimLeft(line, " \t\f\r")
	return line == "" || line[0] == '#' || line[0] == '!'
}

// IsContinued tells whether the line ends in an odd number of backslashes.
func IsContinued(line string) bool {
	return (len(line)-len(strings.TrimRight(line, `\`)))%2 == 1
}
