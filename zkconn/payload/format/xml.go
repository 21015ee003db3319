package format

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// IsXML takes one well-formed element with what may stand around it. Entities
// but the five that XML has of its own are refused, so nothing expands.
func IsXML(text string) bool {
	if len(text) > MaxShown || !strings.HasPrefix(strings.TrimLeft(text, " \t\r\n"), "<") {
		return false
	}
	roots, depth := 0, 0
	err := EachXMLToken(text, func(token xml.Token, _ int) {
		switch token := token.(type) {
		case xml.StartElement:
			if depth == 0 {
				roots++
			}
			depth++
		case xml.EndElement:
			depth--
		case xml.CharData:
			if depth == 0 && strings.TrimSpace(string(token)) != "" {
				roots = 2
			}
		}
	})
	return err == nil && roots == 1
}

func XMLTokens(text string) []Token {
	c := cutter{text: text}
	// An error leaves the rest plain; IsXML has seen none.
	_ = EachXMLToken(text, func(token xml.Token, end int) {
		switch token.(type) {
		case xml.StartElement:
			c.takeStartTag(end)
		case xml.EndElement:
			c.take(Tag, end)
		case xml.Comment, xml.ProcInst, xml.Directive:
			c.take(Comment, end)
		default:
			c.take(Plain, end)
		}
	})
	return c.rest()
}

// EachXMLToken calls visit with every token and the offset behind it.
func EachXMLToken(text string, visit func(token xml.Token, end int)) error {
	decoder := xml.NewDecoder(strings.NewReader(text))
	// Whatever the declaration says, the bytes are valid UTF-8.
	decoder.CharsetReader = func(_ string, input io.Reader) (io.Reader, error) { return input, nil }
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		visit(token, int(decoder.InputOffset()))
	}
}

// takeStartTag takes a start tag that ends at end: its name, then names and
// quoted values of attributes.
func (c *cutter) takeStartTag(end int) {
	for c.at < end {
		here := c.text[c.at:end]
		switch here[0] {
		case '<':
			c.take(Tag, c.at+wordEnd(here))
		case '"', '\'':
			c.take(String, c.at+1+strings.IndexByte(here[1:], here[0])+1)
		case '=':
			c.take(Punctuation, c.at+1)
		case '/', '>':
			c.take(Tag, c.at+1)
		case ' ', '\t', '\r', '\n':
			c.take(Plain, c.at+1)
		default:
			c.take(Attribute, c.at+wordEnd(here))
		}
	}
}

// wordEnd is at least 1.
func wordEnd(text string) int {
	if end := strings.IndexAny(text[1:], " \t\r\n=/>\"'"); end >= 0 {
		return end + 1
	}
	return len(text)
}
