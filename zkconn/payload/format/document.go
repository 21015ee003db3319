package format

// Document is a text as one format reads it.
type Document struct {
	Format   Name
	Text     string // what spans and ranges are of
	Viewed   bool   // a person would say that the text is in this format; else it is read for its values only
	Indented bool   // white space between its spans has no meaning, and brackets say how deep they are
	Table    bool   // its spans are cells, with punctuation between them

	repeated func() string // nil for a format in which keys may repeat
	spans    func(text string) []Span
	items    func() *Item // nil for a format without names and values
	parsed   bool         // spans and items hold what the format's parser made
}

// Spans returns the parts of Text[:end], one behind the other: together they
// are all of it. end is not within a character.
func (d *Document) Spans(end int) []Span { return d.spans(d.Text[:end]) }

// RepeatedKey returns a key that comes twice in one object, of which most readers
// take the last; "" if there is none.
func (d *Document) RepeatedKey() string {
	if d.repeated == nil {
		return ""
	}
	return d.repeated()
}

// Range is a part of a text, in bytes.
type Range struct{ Start, End int }

// Span is a part of a text, and what it is.
type Span struct {
	Range
	Class Class
}

// Class is what a part of a text is, for its looks.
type Class string

// The classes of documents.
const (
	Plain       Class = ""            // nothing in particular
	Key         Class = "key"         // of a mapping, with its quotes
	String      Class = "string"      // a value, with its quotes
	Number      Class = "number"      // a value
	Literal     Class = "literal"     // true, false, null
	Comment     Class = "comment"     // of XML also declarations
	Punctuation Class = "punctuation" // brackets, commas, colons
	Tag         Class = "tag"         // of XML, with its brackets; a tag or an anchor of YAML
	Attribute   Class = "attribute"   // the name of one, in XML
)

// Item is a value of a document: a leaf with a text, or what has children.
type Item struct {
	Name     string // the key, or that of an element or attribute; "" for others
	Text     string // of a leaf, as a reader of the format reads it; "" for what is no text
	Leaf     bool
	List     bool // the order of the children counts: a name can be followed by its value
	Sealed   bool // the children cannot be edited one by one
	Empty    bool // there is nothing in it
	Aside    bool // a comment, which names nothing beside it
	Part     bool // a reader may take it and the other parts of the parent for one text
	Children []*Item

	// Places are the parts of the document's text that an item takes; none if it
	// cannot be edited. What replaces all of an item replaces each of them, what
	// replaces the text of a leaf the first.
	Places []Range
	// Spell writes a text as it is to stand in a place.
	Spell func(text string) string
}

// Limits of items: a document of more is read as plain text.
const (
	maxItems     = 1 << 17
	maxItemDepth = 1000
)

// cutSpans returns the spans of the text's first bytes up to end.
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

// take makes what lies between the last cut and end a span, or a part of the
// last one if that is of the same class.
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

// rest takes what is left as Plain and returns all spans.
func (c *cutter) rest() []Span {
	c.take(Plain, len(c.text))
	return c.spans
}
