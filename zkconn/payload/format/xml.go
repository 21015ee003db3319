package format

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// readXML reads elements, and what may stand around and between them. It refuses entities other
// than XML's predefined five, so nothing expands. Text is shown as XML only if it has one root
// element and at most MaxShown bytes.
func readXML(r *Reading) *Document {
	text := r.Text
	if !strings.HasPrefix(strings.TrimLeft(text, " \t\r\n"), "<") {
		return nil
	}
	if len(text) > MaxShown {
		return &Document{items: func() *Item {
			if x := parseXML(text, false); x != nil {
				return x.root()
			}
			return nil
		}}
	}
	x := parseXML(text, true)
	if x == nil {
		return nil
	}
	spans := x.cutter.rest()
	return &Document{
		Viewed: x.roots == 1 && !x.lax, parsed: true,
		spans: func(text string) []Span { return cutSpans(spans, len(text)) },
		items: x.root,
	}
}

// parseXML returns nil if text is not well-formed.
func parseXML(text string, spans bool) *xmlReader {
	x := &xmlReader{text: text, spans: spans, cutter: cutter{text: text}, open: []*Item{{List: true}}}
	decoder := newXMLDecoder(text)
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return x
		}
		if err != nil {
			return nil
		}
		x.take(token, int(decoder.InputOffset()))
	}
}

// newXMLDecoder returns a decoder for text in UTF-8 that ignores the encoding in its declaration.
func newXMLDecoder(text string) *xml.Decoder {
	decoder := xml.NewDecoder(strings.NewReader(text))
	decoder.CharsetReader = func(_ string, input io.Reader) (io.Reader, error) { return input, nil }
	return decoder
}

// root returns the root item, or nil if there are no items.
func (r *xmlReader) root() *Item {
	if root := r.open[0]; !r.refused && len(root.Children) > 0 {
		return root
	}
	return nil
}

type xmlReader struct {
	text    string
	at      int     // text[:at] is read
	open    []*Item // the elements that contain the next token
	items   int
	refused bool // there are no items
	roots   int
	lax     bool // there is text outside of elements

	spans  bool // spans are wanted
	cutter cutter
}

func (r *xmlReader) take(token xml.Token, end int) {
	if r.spans {
		r.cutter.takeXML(token, end)
	}
	if text, ok := token.(xml.CharData); ok && len(r.open) == 1 && strings.TrimSpace(string(text)) != "" {
		r.lax = true
	}
	if _, ok := token.(xml.StartElement); ok && len(r.open) == 1 {
		r.roots++
	}
	r.takeItem(token, Range{r.at, end})
	r.at = end
}

func (r *xmlReader) takeItem(token xml.Token, whole Range) {
	switch token := token.(type) {
	case xml.StartElement:
		r.startElement(token, whole)
	case xml.EndElement:
		r.endElement(whole)
	case xml.CharData:
		if leaf := r.leaf(string(token), whole, escapeXML); leaf != nil {
			leaf.Part = true
		}
	case xml.Comment:
		r.aside(string(token), whole, commentXML)
	case xml.ProcInst:
		r.aside(string(token.Inst), Range{whole.Start + len("<?") + len(token.Target), whole.End}, instructionXML)
	case xml.Directive:
		r.aside(string(token), whole, nil)
	}
	r.refused = r.refused || r.items > maxItems || len(r.open) > maxItemDepth
}

func (r *xmlReader) parent() *Item { return r.open[len(r.open)-1] }

// leaf adds a text unless it is just white space. Without spell, it cannot be edited.
func (r *xmlReader) leaf(text string, where Range, spell func(string) string) *Item {
	if r.refused || strings.TrimSpace(text) == "" {
		return nil
	}
	r.items++
	leaf := &Item{Leaf: true, Text: text, Spell: spell}
	if spell != nil {
		leaf.Places = []Range{where}
	}
	parent := r.parent()
	parent.Children = append(parent.Children, leaf)
	return leaf
}

func (r *xmlReader) aside(text string, where Range, spell func(string) string) {
	if leaf := r.leaf(text, where, spell); leaf != nil {
		leaf.Aside = true
	}
}

func (r *xmlReader) startElement(token xml.StartElement, whole Range) {
	element := &Item{Name: token.Name.Local, List: true, Spell: escapeXML}
	r.open = append(r.open, element)
	if r.refused {
		return
	}
	values := attributeRanges(r.text[whole.Start:whole.End])
	if len(values) != len(token.Attr) {
		r.refused = true
		return
	}
	r.items += 1 + len(values)
	for i, attribute := range token.Attr {
		value := Range{whole.Start + values[i].Start, whole.Start + values[i].End}
		element.Places = append(element.Places, value)
		element.Children = append(element.Children, &Item{
			Name: attribute.Name.Local, Leaf: true, Text: attribute.Value, Places: []Range{value}, Spell: escapeXML,
		})
	}
	parent := r.open[len(r.open)-2]
	parent.Children = append(parent.Children, element)
	// The content between the tags, whose end is not known yet.
	element.Places = append(element.Places, Range{whole.End, whole.End})
}

func (r *xmlReader) endElement(whole Range) {
	element := r.parent()
	r.open = r.open[:len(r.open)-1]
	if r.refused {
		return
	}
	last := len(element.Places) - 1
	element.Places[last].End = whole.Start
	if whole.Start == whole.End { // <a/>
		element.Places = element.Places[:last]
		element.Empty = last == 0
	}
}

// attributeRanges returns the ranges of the attribute values in a start tag, without quotes.
func attributeRanges(tag string) []Range {
	var values []Range
	for at := 0; at < len(tag); at++ {
		if quote := tag[at]; quote == '"' || quote == '\'' {
			length := strings.IndexByte(tag[at+1:], quote)
			if length < 0 {
				return nil
			}
			values = append(values, Range{at + 1, at + 1 + length})
			at += 1 + length
		}
	}
	return values
}

func (c *cutter) takeXML(token xml.Token, end int) {
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
}

// takeStartTag takes the spans of a start tag that ends at end: its name, and the names and quoted
// values of attributes.
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

// wordEnd returns where the word at the start of text ends, at least 1.
func wordEnd(text string) int {
	if end := strings.IndexAny(text[1:], " \t\r\n=/>\"'"); end >= 0 {
		return end + 1
	}
	return len(text)
}

func escapeXML(text string) string {
	var out strings.Builder
	// A strings.Builder never fails.
	_ = xml.EscapeText(&out, []byte(text))
	return out.String()
}

func commentXML(text string) string { return "<!--" + text + "-->" }

func instructionXML(text string) string { return " " + strings.TrimSpace(text) + "?>" }
