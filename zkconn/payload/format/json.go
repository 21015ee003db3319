package format

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"sync"
)

// readJSON reads one JSON document or a sequence of them. A document is shown as JSON only if it is
// an object or an array: "42" or "\"hello\"" alone is text.
func readJSON(r *Reading) *Document {
	start := strings.TrimLeft(r.Text, jsonSpace)
	if start == "" || strings.IndexByte(`{["`, start[0]) < 0 {
		return nil
	}
	one := json.Valid([]byte(r.Text))
	if !one && !isJSONSequence(r.Text) {
		return nil
	}
	return &Document{
		Viewed: one && start[0] != '"', Indented: true,
		spans:    jsonSpans,
		items:    func() *Item { return jsonItems(r.Text) },
		repeated: sync.OnceValue(func() string { return repeatedKey(r.Text) }),
	}
}

const jsonSpace = " \t\r\n"

// isJSONSequence reports whether a text is a sequence of objects and arrays. Quoted strings are
// excluded, as they may be rows of a table.
func isJSONSequence(text string) bool {
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

// jsonEnd returns the end of the token of valid JSON that starts at an offset, or of its part in
// text. White space is a token, too.
func jsonEnd(text string, start int) int {
	switch text[start] {
	case '{', '}', '[', ']', ',', ':':
		return start + 1
	case '"':
		return QuoteEnd(text, start)
	case ' ', '\t', '\r', '\n':
		return jsonBehindSpace(text, start)
	}
	end := start + 1
	for end < len(text) && strings.IndexByte(" \t\r\n,:]}", text[end]) < 0 {
		end++
	}
	return end
}

func jsonBehindSpace(text string, at int) int {
	for at < len(text) && isJSONSpace(text[at]) {
		at++
	}
	return at
}

// isJSONSpace reports whether a byte is in jsonSpace. It must be fast, as it is called for each
// byte between tokens.
func isJSONSpace(b byte) bool { return b == ' ' || b == '\n' || b == '\r' || b == '\t' }

// jsonSpans returns a span for each token.
func jsonSpans(text string) []Span {
	var spans []Span
	for at := 0; at < len(text); {
		end := jsonEnd(text, at)
		spans = append(spans, Span{Range{at, end}, jsonClass(text, at, end)})
		at = end
	}
	return spans
}

func jsonClass(text string, start, end int) Class {
	switch b := text[start]; {
	case b == '"':
		if colon := jsonBehindSpace(text, end); colon < len(text) && text[colon] == ':' {
			return Key
		}
		return String
	case strings.IndexByte("{}[],:", b) >= 0:
		return Punctuation
	case strings.IndexByte(jsonSpace, b) >= 0:
		return Plain
	case b == '-' || b >= '0' && b <= '9':
		return Number
	}
	return Literal
}

// jsonItems reads text that must be valid JSON. It returns nil if that is too deep or has too many
// values.
func jsonItems(text string) *Item {
	r := jsonReader{text: text}
	root := &Item{List: true}
	for r.skipSpace(); r.at < len(text); r.skipSpace() {
		r.value("", 0)
	}
	root.Children = r.closed(0)
	if r.items >= maxItems || r.deep {
		return nil
	}
	return root
}

type jsonReader struct {
	text   string
	at     int
	items  int
	deep   bool
	open   []*Item // the children read so far of all open values
	slab   []Item
	places []Range
}

func (r *jsonReader) skipSpace() { r.at = jsonBehindSpace(r.text, r.at) }

// value reads a value and adds it to the open items.
func (r *jsonReader) value(name string, depth int) {
	r.items++
	if r.items > maxItems || depth > maxItemDepth {
		r.deep = r.deep || depth > maxItemDepth
		r.at = len(r.text)
		return
	}
	it := r.item()
	it.Name, it.Spell = name, QuoteJSON
	start := r.at
	switch r.text[r.at] {
	case '{', '[':
		it.List = r.text[r.at] == '['
		r.at++
		from := len(r.open)
		r.children(!it.List, depth)
		it.Children = r.closed(from)
	case '"':
		it.Leaf, it.Text = true, r.quoted()
	default:
		it.Leaf = true
		r.at = jsonEnd(r.text, r.at)
	}
	it.Places = r.place(start, r.at)
	r.open = append(r.open, it)
}

// children reads the children of a value and its closing bracket.
func (r *jsonReader) children(named bool, depth int) {
	for {
		for r.at < len(r.text) && (r.text[r.at] == ',' || isJSONSpace(r.text[r.at])) {
			r.at++
		}
		if r.at >= len(r.text) {
			return
		}
		if r.text[r.at] == '}' || r.text[r.at] == ']' {
			r.at++
			return
		}
		name := ""
		if named {
			name = r.quoted()
			r.skipSpace()
			r.at++ // the colon
			r.skipSpace()
		}
		r.value(name, depth+1)
	}
}

// closed removes the open items from an index on and returns them.
func (r *jsonReader) closed(from int) []*Item {
	if from == len(r.open) {
		return nil
	}
	children := make([]*Item, len(r.open)-from)
	copy(children, r.open[from:])
	r.open = r.open[:from]
	return children
}

const jsonSlab = 128 // how many items, or places, are allocated together

func (r *jsonReader) item() *Item {
	if len(r.slab) == 0 {
		r.slab = make([]Item, jsonSlab)
	}
	it := &r.slab[0]
	r.slab = r.slab[1:]
	return it
}

func (r *jsonReader) place(start, end int) []Range {
	if len(r.places) == 0 {
		r.places = make([]Range, jsonSlab)
	}
	place := r.places[:1:1]
	r.places = r.places[1:]
	place[0] = Range{start, end}
	return place
}

func (r *jsonReader) quoted() string {
	start := r.at
	r.at = QuoteEnd(r.text, start)
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

// QuoteEnd returns the offset after the JSON string that starts at start, or the length of text if
// the string is cut off.
func QuoteEnd(text string, start int) int {
	for i := start + 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(text)
}

// QuoteJSON returns text as a JSON string, which is valid YAML as well.
func QuoteJSON(text string) string {
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil {
		return `"` + MaskText + `"`
	}
	return strings.TrimSuffix(out.String(), "\n")
}
