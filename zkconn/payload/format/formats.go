package format

// Name is the name of a format, and the value of a page's view=.
type Name string

// The formats.
const (
	Gzip       Name = "gzip" // a layer: what it unpacks to is in a format of its own
	JSON       Name = "json"
	XML        Name = "xml"
	YAML       Name = "yaml"
	Properties Name = "properties" // Java's
	Text       Name = "text"       // UTF-8
)

// Format reads text of one format.
type Format struct {
	Name Name
	// Read returns nil for what is not in the format. Of r, it uses Path and
	// Text only.
	Read func(r *Reading) *Document
}

// Formats are the formats of text, what is most telling first. Text, the last,
// takes all text.
var Formats = []Format{
	{JSON, readJSON},
	{XML, readXML},
	{YAML, readYAML},
	{Properties, readProperties},
	{Text, readPlain},
}

// Layer is a format that wraps data in another, or a binary format that Unwrap
// writes down as text.
type Layer struct {
	Name Name
	// Unwrap returns nil for what is not in the format. It looks at no more than
	// MaxUnwrapped bytes of the content. Of r, it uses Path and Data only.
	Unwrap func(r *Reading) *Content
	// Wrap is the reverse of Unwrap, for content that was masked in part; nil
	// where there is none. Data of such a layer is then masked as a whole, and
	// its content in part for who looks at that.
	Wrap func(content []byte) ([]byte, error)
}

// MaxUnwrapped is how many bytes of a layer's content are looked at. The
// content is not unwrapped again.
const MaxUnwrapped = 2 << 20

// Layers are all layers.
var Layers = []Layer{
	{Gzip, unwrapGzip, wrapGzip},
}

// Content is what a layer wraps.
type Content struct {
	Layer   *Layer
	Reading *Reading
	Headers []byte // what the layer says beside the content, as gzip has a name and a comment
	More    bool   // there is more content than MaxUnwrapped
	Damaged bool   // the data is damaged or cut off: Reading is of what could be read
}
