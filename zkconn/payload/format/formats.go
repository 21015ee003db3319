package format

import (
	"time"

	"zkweb/zkconn/znode"
)

// Name is the name of a format, and a value of the parameter view.
type Name string

// The formats.
const (
	Gzip        Name = "gzip" // a layer, like all formats up to URL: its content is in a format of its own
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
	JSONLines   Name = "jsonl" // one document per line
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
	Deflate     Name = "deflate" // without the header of zlib
	Bzip2       Name = "bzip2"
	Zstd        Name = "zstd"
	LZ4         Name = "lz4"    // frames, and the blocks of Java libraries
	Snappy      Name = "snappy" // framed, in the format of Google or of Java libraries
	Image       Name = "image"  // of a type that browsers show
	Avro        Name = "avro"   // an object container
	Java        Name = "java"   // serialized objects
	HBase       Name = "hbase"  // protobuf after "PBUF"
	BSON        Name = "bson"
	Protobuf    Name = "protobuf"
	MessagePack Name = "msgpack"
	CBOR        Name = "cbor"
)

// Format reads text in one format.
type Format struct {
	Name Name
	// Read returns nil if the text is not in the format. It uses only Path and Text of r.
	Read func(r *Reading) *Document
}

// Formats are the formats of text, the most specific first. Text, the last, accepts all text.
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

// Layer is a format that wraps data in another format, a character set other than UTF-8, or a
// binary format that Unwrap converts to text.
type Layer struct {
	Name Name
	// Unwrap returns nil if the data is not in the format. It examines at most MaxUnwrapped bytes
	// of the content. It uses only Path and Data of r, and whether the data is text.
	Unwrap func(r *Reading) *Content
	// Wrap is the reverse of Unwrap, for content that was masked in part, or nil if there is none.
	// If a layer has no Wrap, or fails to wrap a mask, the data is masked as a whole, and its
	// unwrapped content is masked in part.
	Wrap func(content []byte) ([]byte, error)
	// OneWay says that a layer without Wrap does wrap data. Other such layers describe their data.
	OneWay bool
	// Charset says that the layer is a character set.
	Charset bool
	// ofText returns false only for readable text that is not in the format. It is nil if no
	// readable text is.
	ofText func(path znode.Path, text string) bool
}

// Holds reports whether the layer wraps data and does not just describe it.
func (l *Layer) Holds() bool { return l.Wrap != nil || l.OneWay }

const (
	// MaxUnwrapped is how many bytes of a layer's content are examined.
	MaxUnwrapped = 2 << 20
	// MaxLayers is how many nested layers are removed from data.
	MaxLayers = 4
)

// Layers are all layers, in the order in which they are tried: those with magic bytes, those that
// must be parsed to be recognized, character sets, numbers, and encodings as text.
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
	{Name: Base16, Unwrap: unwrapBase16, Wrap: wrapBase16, ofText: mayBeBase16}, // before base64, whose alphabet contains all digits
	{Name: Base64, Unwrap: unwrapBase64, Wrap: wrapBase64, ofText: mayBeBase64},
	{Name: URL, Unwrap: unwrapURL, ofText: mayBeURL},
}

// Content is the content of a layer.
type Content struct {
	Layer   *Layer
	Reading *Reading
	Headers []byte // metadata of the layer, such as the name and the comment in gzip
	More    bool   // the content is larger than MaxUnwrapped
	Damaged bool   // the data is damaged or cut off; Reading has what could be read
	Unknown bool   // Damaged is set because some of the data is packed in an unknown way
	Invalid int    // number of places that are not valid in the layer's character set, and are U+FFFD in Reading
	Guessed bool   // nothing in the data proves that it is in this layer

	Until time.Time // when the content expires, for a certificate; zero if it does not
}
