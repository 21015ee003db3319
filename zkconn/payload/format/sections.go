package format

import (
	"strings"

	"github.com/BurntSushi/toml"
)

// readTOML reads TOML of at most MaxShown bytes that has a table. Other TOML is read as properties.
func readTOML(r *Reading) *Document {
	if !hasSection(r.Text) || isNested(r.Text) {
		return nil
	}
	// A mask as a value is not valid TOML, so it is replaced by a string.
	text := strings.ReplaceAll(r.Text, "= "+MaskText, `= "`+MaskText+`"`)
	var values map[string]any
	if _, err := toml.Decode(text, &values); err != nil {
		return nil
	}
	return &Document{Viewed: true, spans: func(text string) []Span { return sectionSpans(text, tomlValue) }}
}

// maxNested is the maximum depth of brackets in TOML, and of parts in a key. The parser takes
// quadratic time for both.
const maxNested = 32

// isNested reports whether a text exceeds maxNested.
func isNested(text string) bool {
	depth, dots := 0, 0
	for at := range len(text) {
		switch text[at] {
		case '[', '{':
			depth++
		case ']', '}':
			depth = max(0, depth-1)
		case '.':
			dots++
		case '\n', '=':
			dots = 0
		}
		if depth > maxNested || dots > maxNested {
			return true
		}
	}
	return false
}

// readINI reads text of at most MaxShown bytes that consists of sections, comments, and keys with
// values. At least one section must have a key.
func readINI(r *Reading) *Document {
	if !hasSection(r.Text) {
		return nil
	}
	keys := false
	for line := range strings.SplitSeq(r.Text, "\n") {
		switch line = strings.TrimSpace(line); {
		case isINIComment(line):
		case isSection(line):
		case iniKey(line) != "":
			keys = true
		default:
			return nil
		}
	}
	if !keys {
		return nil
	}
	return &Document{Viewed: true, spans: func(text string) []Span { return sectionSpans(text, iniValue) }}
}

// hasSection reports whether there is a key in a section, and nothing but comments and keys before
// the first section.
func hasSection(text string) bool {
	if len(text) > MaxShown || strings.IndexByte(text, '[') < 0 || !Readable(text) {
		return false
	}
	section := false
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case isINIComment(line):
		case iniKey(line) != "":
			if section {
				return true
			}
		case section:
		case isSection(line):
			section = true
		default:
			return false
		}
	}
	return false
}

// isINIComment reports whether a line is a comment or empty.
func isINIComment(line string) bool { return line == "" || line[0] == '#' || line[0] == ';' }

// isSection reports whether a line is [name], optionally followed by a comment.
func isSection(line string) bool {
	end := strings.IndexByte(line, ']')
	if line == "" || line[0] != '[' || end < 0 || strings.Trim(line[:end], "[ \t") == "" {
		return false
	}
	return isINIComment(strings.TrimLeft(line[end:], "] \t"))
}

// iniKey returns the key of a line, which is the text before "=" or ":", or "" if there is none.
func iniKey(line string) string {
	at := strings.IndexAny(line, "=:")
	if at <= 0 || line[0] == '[' || line[0] == '{' || line[0] == '<' || strings.Contains(line[:at], `"`) && line[at] == ':' {
		return ""
	}
	return line[:at]
}

// sectionSpans returns the spans of sections, comments, keys and values.
func sectionSpans(text string, value func(c *cutter, end int)) []Span {
	c := cutter{text: text}
	for c.at < len(text) {
		end := c.at + IndexByteOr(text[c.at:], '\n')
		line := text[c.at:end]
		bare := strings.TrimSpace(line)
		start := c.at + len(line) - len(strings.TrimLeft(line, " \t"))
		switch key := iniKey(bare); {
		case isINIComment(bare):
			c.take(Comment, end)
		case isSection(bare):
			c.take(Plain, start)
			c.take(Tag, c.at+strings.LastIndexByte(text[c.at:end], ']')+1)
			c.take(Comment, end)
		case key != "":
			c.take(Plain, start)
			c.take(Key, start+len(strings.TrimRight(key, " \t")))
			c.take(Punctuation, start+len(key)+1)
			value(&c, end)
		default:
			value(&c, end)
		}
		c.take(Plain, min(len(text), end+1))
	}
	return c.rest()
}

func iniValue(c *cutter, end int) { c.take(String, end) }

// tomlValue takes one value, or a line of one.
func tomlValue(c *cutter, end int) {
	value := strings.TrimLeft(c.text[c.at:end], " \t")
	c.take(Plain, end-len(value))
	word := value[:len(value)-len(strings.TrimLeft(value, "0123456789abcdefinortulsxTZ+-_.:"))]
	switch {
	case word == "true" || word == "false":
		c.take(Literal, c.at+len(word))
	case word != "" && strings.IndexByte("0123456789+-.in", word[0]) >= 0:
		c.take(Number, c.at+len(word))
	default:
		c.take(String, end)
		return
	}
	if rest := strings.TrimLeft(c.text[c.at:end], " \t\r"); strings.HasPrefix(rest, "#") {
		c.take(Plain, end-len(rest))
		c.take(Comment, end)
	}
	c.take(Plain, end)
}
