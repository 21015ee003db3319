package format

import (
	"time"

	"zkweb/zkconn/znode"
)

// Name is the name of a format, and the value of a page's view=.
type Name string

// The formats.
const (
	Gzip        Name = "gzip" // a layer, as all down to URL: what it wraps is in a format of its own
	UTF16LE     Name = "utf-16le"
	UTF16BE     Name = "utf-16be"
	GB18030     Name = "gb18030"
	Big5        Name = "big5"
	ShiftJIS    Name = "shift_jis"
	EUCKR       Name = "euc-kr"
	Latin1      Name = "latin1" // Windows-1252, as in browsers
	Certificate Name = "x509"
	BigEndian   Name = "number"
	Base64      Name = "base64"
	Base16      Name = "base16" // hexadecimal digits
	URL         Name = "url"
	JSON        Name = "json"
	JSONLines   Name = "jsonl" // a document a line
	XML         Name = "xml"
	YAML        Name = "yaml"
	Properties  Name = "properties" // Java's
	TOML        Name = "toml"
	INI         Name = "ini"
	CSV         Name = "csv"
	TSV         Name = "tsv"
	Text        Name = "text" // UTF-8
)

// The formats of compressed and binary data, which are layers as well.
const (
	Zlib        Name = "zlib"
	Deflate     Name = "deflate" // without zlib's head
	Bzip2       Name = "bzip2"
	Zstd        Name = "zstd"
	LZ4         Name = "lz4"    // frames, and Java's blocks
	Snappy      Name = "snappy" // framed, in Google's way or in Java's
	Image       Name = "image"  // that browsers show
	Avro        Name = "avro"   // an object container
	Java        Name = "java"   // serialization
	HBase       Name = "hbase"  // protobuf behind "PBUF"
	BSON        Name = "bson"
	Protobuf    Name = "protobuf"
	MessagePack Name = "msgpack"
	CBOR        Name = "cbor"
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
	{JSONLines, readJSONLines},
	{XML, readXML},
	{TOML, readTOML},
	{INI, readINI},
	{YAML, readYAML},
	{Properties, readProperties},
	{TSV, readTSV},
	{CSV, readCSV},
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
	// mask, is masked as a whole; whoever looks at its content sees that masked in part.
	Wrap func(content []byte) ([]byte, error)
	// OneWay is true for a layer without Wrap that wraps data all the same, where others
	// write down what theirs says.
	OneWay bool
	// Charset is true for a character set.
	Charset bool
	// ofText is false only for readable text that is not in the format; nil where no
	// readable text is.
	ofText func(path znode.Path, text string) bool
}

// Holds reports whether the layer wraps data, and does not only say something.
func (l *Layer) Holds() bool { return l.Wrap != nil || l.OneWay }

const (
	// MaxUnwrapped is how many bytes of a layer's content are looked at.
	MaxUnwrapped = 2 << 20
	// MaxLayers is how many layers are taken off data, one within the other.
	MaxLayers = 4
)

// Layers are all layers, in the order in which data is tried: what begins with a
// magic number, then what must be read to tell, then character sets, numbers, and
// what is text as it is.
var Layers = []Layer{
	{Name: Gzip, Unwrap: unwrapGzip, Wrap: wrapGzip},
	{Name: Zlib, Unwrap: unwrapZlib, Wrap: wrapZlib},
	{Name: Zstd, Unwrap: unwrapZstd, Wrap: wrapZstd},
	{Name: Bzip2, Unwrap: unwrapBzip2, OneWay: true},
	{Name: LZ4, Unwrap: unwrapLZ4, Wrap: wrapLZ4},
	{Name: Snappy, Unwrap: unwrapSnappy, Wrap: wrapSnappy},
	{Name: Certificate, Unwrap: unwrapCertificate, ofText: mayBeCertificate},
	{Name: Image, Unwrap: unwrapImage, ofText: mayBeImage},
	{Name: Avro, Unwrap: unwrapAvro},
	{Name: Java, Unwrap: unwrapJava},
	{Name: HBase, Unwrap: unwrapHBase},
	{Name: BSON, Unwrap: unwrapBSON},
	{Name: Protobuf, Unwrap: unwrapProtobuf, ofText: mayBeMessage},
	{Name: MessagePack, Unwrap: unwrapMessagePack},
	{Name: CBOR, Unwrap: unwrapCBOR},
	{Name: Deflate, Unwrap: unwrapDeflate, Wrap: wrapDeflate},
	charsetLayer(UTF16LE),
	charsetLayer(UTF16BE),
	charsetLayer(GB18030),
	charsetLayer(Big5),
	charsetLayer(ShiftJIS),
	charsetLayer(EUCKR),
	charsetLayer(Latin1),
	{Name: BigEndian, Unwrap: unwrapNumber},
	{Name: Base16, Unwrap: unwrapBase16, Wrap: wrapBase16, ofText: mayBeBase16}, // digits are letters of base64 too
	{Name: Base64, Unwrap: unwrapBase64, Wrap: wrapBase64, ofText: mayBeBase64},
	{Name: URL, Unwrap: unwrapURL, ofText: mayBeURL},
}

// Content is what a layer wraps.
type Content struct {
	Layer   *Layer
	Reading *Reading
	Headers []byte // what the layer says beside the content, as gzip has a name and a comment
	More    bool   // there is more content than MaxUnwrapped
	Damaged bool   // the data is damaged or cut off: Reading is of what could be read
	Unknown bool   // Damaged as far as anybody can tell: some of it is packed in a way that is not known here
	Guessed bool   // nothing in the data says that it is in this layer: it may be in another

	Until time.Time // when what the content tells of ends, as a certificate does; zero for what does not
}
