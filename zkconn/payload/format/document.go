package format

// Document is a text as one format reads it.
type Document struct {
	Format   Name
	Text     string // the text that spans and ranges refer to
	Viewed   bool   // a person would say that the text is in this format; otherwise it is read only for its values
	Indented bool   // white space between spans has no meaning, and brackets tell their depth
	Table    bool   // spans are the cells of a table, with punctuation between them

	repeated func() string // nil for a format in which keys may repeat
	spans    func(text string) []Span
	items    func() *Item // nil for a format without names and values
	parsed   bool         // spans and items hold the results of the format's parser
}

// Spans returns the consecutive parts of Text[:end], which together make up all of it. end must not
// be within a character.
func (d *Document) Spans(end int) []Span { return d.spans(d.Text[:end]) }

// RepeatedKey returns a key that is repeated in one object, or "" if there is none. Most readers
// use the last of such keys.
func (d *Document) RepeatedKey() string {
	if d.repeated == nil {
		return ""
	}
	return d.repeated()
}

// Range is a part of a text, in bytes.
type Range struct{ Start, End int }

// Span is a part of a text with its class.
type Span struct {
	Range
	Class Class
}

// Class is the syntactic class of a part of a text.
type Class string

// The classes of documents.
const (
	Plain       Class = ""            // no particular class
	Key         Class = "key"         // the key of a mapping, with its quotes
	String      Class = "string"      // a value, with its quotes
	Number      Class = "number"      // a value
	Literal     Class = "literal"     // true, false, null
	Comment     Class = "comment"     // in XML, also a declaration
	Punctuation Class = "punctuation" // brackets, commas, colons
	Tag         Class = "tag"         // an XML tag with its brackets, or a YAML tag or anchor
	Attribute   Class = "attribute"   // the name of an XML attribute
)

// Item is a value of a document: a leaf with a text, or a node with children.
type Item struct {
	Name     string // the key, or the name of an element or attribute; "" if there is none
	Text     string // the decoded text of a leaf; "" if it is not text
	Leaf     bool
	List     bool // the order of the children matters: the name of a value may be the child before it
	Sealed   bool // the children cannot be edited one by one
	Empty    bool // the item is empty
	Aside    bool // the item is a comment, which does not name its siblings
	Part     bool // a reader may join the item and the other parts of its parent into one text
	Children []*Item

	// Places are the parts of the document's text that the item occupies, or nil if it cannot be
	// edited. To replace the whole item, replace each of them; to replace the text of a leaf,
	// replace the first.
	Places []Range
	// Spell encodes a text for use in a place.
	Spell func(text string) string
}

// Limits of items. A document that exceeds them is read as plain text.
const (
	maxItems     = 1 << 17
	maxItemDepth = 1000
)

// cutSpans returns the spans of the text up to end.
func cutSpans(spans []Span, end int) []Span {
	for i, span := range spans {
		if span.Start >= end {
			return spans[:i]
		}
		if span.End > end {
			cut := append([]Span(nil), spans[:i+1]...)
			cut[i].End = end
			return cut
		}
	}
	return spans
}

// cutter cuts a text into spans.
type cutter struct {
	text  string
	at    int // text[:at] is cut
	spans []Span
}

// take makes text[at:end] a span, or extends the last span if that is of the same class.
func (c *cutter) take(class Class, end int) {
	if end <= c.at {
		return
	}
	if last := len(c.spans) - 1; last >= 0 && c.spans[last].Class == class {
		c.spans[last].End = end
	} else {
		c.spans = append(c.spans, Span{Range{c.at, end}, class})
	}
	c.at = end
}

// rest adds the rest of the text as Plain and returns all spans.
func (c *cutter) rest() []Span {
	c.take(Plain, len(c.text))
	return c.spans
}
