package mask

import (
	"encoding/xml"
	"strings"

	"zkweb/zkconn/payload/format"
)

// xmlItems reads elements with what may stand around and between them. A text
// with entities of its own is refused, as nothing expands them here.
func xmlItems(text string) (*item, bool) {
	if !strings.HasPrefix(strings.TrimLeft(text, " \t\r\n"), "<") {
		return nil, false
	}
	r := xmlReader{text: text, open: []*item{{list: true}}}
	err := format.EachXMLToken(text, r.take)
	root := r.open[0]
	return root, err == nil && !r.refused && len(r.open) == 1 && len(root.children) > 0
}

type xmlReader struct {
	text    string
	at      int     // text[:at] is read
	open    []*item // the elements that the next token is in
	items   int
	refused bool
}

func (r *xmlReader) take(token xml.Token, end int) {
	if r.refused {
		return
	}
	whole := span{r.at, end}
	switch token := token.(type) {
	case xml.StartElement:
		r.startElement(token, whole)
	case xml.EndElement:
		r.endElement(whole)
	case xml.CharData:
		if leaf := r.leaf(string(token), whole, escapeXML); leaf != nil {
			r.parent().texts = append(r.parent().texts, leaf)
		}
	case xml.Comment:
		r.aside(string(token), whole, commentXML)
	case xml.ProcInst:
		r.aside(string(token.Inst), span{whole.start + len("<?") + len(token.Target), whole.end}, instructionXML)
	case xml.Directive:
		r.aside(string(token), whole, nil)
	}
	r.at = end
	r.refused = r.refused || r.items > maxItems || len(r.open) > maxItemDepth
}

func (r *xmlReader) parent() *item { return r.open[len(r.open)-1] }

// leaf adds a text, but not mere white space; one that has no spelling cannot
// be masked in part.
func (r *xmlReader) leaf(text string, where span, spell func(string) string) *item {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	r.items++
	leaf := &item{leaf: true, text: text, spell: spell}
	if spell != nil {
		leaf.spans = []span{where}
	}
	parent := r.parent()
	parent.children = append(parent.children, leaf)
	return leaf
}

func (r *xmlReader) aside(text string, where span, spell func(string) string) {
	if leaf := r.leaf(text, where, spell); leaf != nil {
		leaf.aside = true
	}
}

func (r *xmlReader) startElement(token xml.StartElement, whole span) {
	element := &item{name: token.Name.Local, list: true, spell: escapeXML}
	values := attributeSpans(r.text[whole.start:whole.end])
	if len(values) != len(token.Attr) {
		r.refused = true
		return
	}
	r.items += 1 + len(values)
	for i, attribute := range token.Attr {
		value := span{whole.start + values[i].start, whole.start + values[i].end}
		element.spans = append(element.spans, value)
		element.children = append(element.children, &item{
			name: attribute.Name.Local, leaf: true, text: attribute.Value, spans: []span{value}, spell: escapeXML,
		})
	}
	parent := r.parent()
	parent.children = append(parent.children, element)
	r.open = append(r.open, element)
	// What stands between the tags; its end is not known yet.
	element.spans = append(element.spans, span{whole.end, whole.end})
}

func (r *xmlReader) endElement(whole span) {
	element := r.parent()
	r.open = r.open[:len(r.open)-1]
	last := len(element.spans) - 1
	element.spans[last].end = whole.start
	if whole.start == whole.end { // <a/>
		element.spans = element.spans[:last]
		element.empty = last == 0
	}
}

// attributeSpans are the values of a start tag's attributes, without quotes.
func attributeSpans(tag string) []span {
	var values []span
	for at := 0; at < len(tag); at++ {
		if quote := tag[at]; quote == '"' || quote == '\'' {
			length := strings.IndexByte(tag[at+1:], quote)
			if length < 0 {
				return nil
			}
			values = append(values, span{at + 1, at + 1 + length})
			at += 1 + length
		}
	}
	return values
}

func escapeXML(text string) string {
	var out strings.Builder
	// A strings.Builder never fails.
	_ = xml.EscapeText(&out, []byte(text))
	return out.String()
}

func commentXML(text string) string { return "<!--" + text + "-->" }

func instructionXML(text string) string { return " " + strings.TrimSpace(text) + "?>" }
