package mask

import (
	"encoding/json"
	"errors"
	"io"
	"strings"

	"zkweb/zkconn/payload/format"
)

// jsonItems reads one JSON document or a sequence of them.
func jsonItems(text string) (*item, bool) {
	if !isJSONSequence(text) {
		return nil, false
	}
	r := jsonReader{text: text}
	root := &item{list: true}
	for r.skipSpace(); r.at < len(text); r.skipSpace() {
		root.children = append(root.children, r.value("", 0))
	}
	return root, r.items < maxItems && !r.deep
}

// isJSONSequence takes any document alone that starts with one of {["; in a
// sequence, all are objects or arrays: words in quotes can be rows of a table.
func isJSONSequence(text string) bool {
	start := strings.TrimLeft(text, " \t\r\n")
	if start == "" || strings.IndexByte(`{["`, start[0]) < 0 {
		return false
	}
	if json.Valid([]byte(text)) {
		return true
	}
	decoder := json.NewDecoder(strings.NewReader(text))
	for {
		var document json.RawMessage
		if err := decoder.Decode(&document); err != nil {
			return errors.Is(err, io.EOF)
		}
		if document[0] != '{' && document[0] != '[' {
			return false
		}
	}
}

// jsonReader reads a text that is known to be JSON.
type jsonReader struct {
	text  string
	at    int
	items int
	deep  bool
}

func (r *jsonReader) skipSpace() {
	for r.at < len(r.text) && strings.IndexByte(" \t\r\n", r.text[r.at]) >= 0 {
		r.at++
	}
}

func (r *jsonReader) value(name string, depth int) *item {
	r.items++
	if r.items > maxItems || depth > maxItemDepth {
		r.deep = r.deep || depth > maxItemDepth
		r.at = len(r.text)
		return &item{leaf: true}
	}
	it := &item{name: name, spell: quoteJSON}
	start := r.at
	switch r.text[r.at] {
	case '{', '[':
		it.list = r.text[r.at] == '['
		r.at++
		it.children = r.children(!it.list, depth)
	case '"':
		it.leaf, it.text = true, r.quoted()
	default:
		it.leaf = true
		r.bare()
	}
	it.spans = []span{{start, r.at}}
	return it
}

// children reads up to behind the closing bracket.
func (r *jsonReader) children(named bool, depth int) []*item {
	var children []*item
	for {
		for r.at < len(r.text) && strings.IndexByte(" \t\r\n,", r.text[r.at]) >= 0 {
			r.at++
		}
		if r.at >= len(r.text) {
			return children
		}
		if r.text[r.at] == '}' || r.text[r.at] == ']' {
			r.at++
			return children
		}
		name := ""
		if named {
			name = r.quoted()
			r.skipSpace()
			r.at++ // the colon
			r.skipSpace()
		}
		children = append(children, r.value(name, depth+1))
	}
}

func (r *jsonReader) quoted() string {
	start := r.at
	r.at = format.QuoteEnd(r.text, start)
	raw := r.text[start:r.at]
	if strings.IndexByte(raw, '\\') < 0 {
		return raw[1 : len(raw)-1]
	}
	var text string
	if err := json.Unmarshal([]byte(raw), &text); err != nil {
		return raw
	}
	return text
}

func (r *jsonReader) bare() {
	for r.at < len(r.text) && strings.IndexByte(" \t\r\n,]}", r.text[r.at]) < 0 {
		r.at++
	}
}

// quoteJSON spells a text as JSON, which YAML reads as well.
func quoteJSON(text string) string {
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil {
		return `"` + Text + `"`
	}
	return strings.TrimSuffix(out.String(), "\n")
}
