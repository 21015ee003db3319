package format

// Name is the name of a format, and the value of a page's view=.
type Name string

// The formats.
const (
	Gzip       Name = "gzip" // a layer, as all down to Latin1: what it wraps is in a format of its own
	UTF16LE    Name = "utf-16le"
	UTF16BE    Name = "utf-16be"
	GB18030    Name = "gb18030"
	Big5       Name = "big5"
	ShiftJIS   Name = "shift_jis"
	EUCKR      Name = "euc-kr"
	Latin1     Name = "latin1" // Windows-1252, as in browsers
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

// Layer is a format that wraps data in another, a character set other than UTF-8,
// or a binary format that Unwrap writes down as text.
type Layer struct {
	Name Name
	// Unwrap returns nil for what is not in the format. It looks at no more than
	// MaxUnwrapped bytes of the content. Of r, it uses Path and Data only, and
	// what says whether that is text.
	Unwrap func(r *Reading) *Content
	// Wrap is the reverse of Unwrap, for content that was masked in part; nil
	// where there is none. Data of such a layer, or of one that fails to wrap a
	// mask, is masked as a whole, and its content in part for who looks at that.
	Wrap func(content []byte) ([]byte, error)
	// Charset is true for a character set.
	Charset bool
}

const (
	// MaxUnwrapped is how many bytes of a layer's content are looked at.
	MaxUnwrapped = 2 << 20
	// MaxLayers is how many layers are taken off data, one within the other.
	MaxLayers = 4
)

// Layers are all layers, in the order in which data is tried: what begins with a
// magic number, then character sets.
var Layers = []Layer{
	{Name: Gzip, Unwrap: unwrapGzip, Wrap: wrapGzip},
	charsetLayer(UTF16LE),
	charsetLayer(UTF16BE),
	charsetLayer(GB18030),
	charsetLayer(Big5),
	charsetLayer(ShiftJIS),
	charsetLayer(EUCKR),
	charsetLayer(Latin1),
}

// Content is what a layer wraps.
type Content struct {
	Layer   *Layer
	Reading *Reading
	Headers []byte // what the layer says beside the content, as gzip has a name and a comment
	More    bool   // there is more content than MaxUnwrapped
	Damaged bool   // the data is damaged or cut off: Reading is of what could be read
	Guessed bool   // nothing in the data says that it is in this layer: it may be in another
}
