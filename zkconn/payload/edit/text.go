package edit

import (
	"bytes"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/znode"
)

// The encodings other than character sets, as they are named in a form.
const (
	UTF8 format.Name = "utf-8"
	Hex  format.Name = "hex" // the bytes, as two digits each
)

// None is the compression of data that is not compressed.
const None format.Name = "none"

// Form is how a text is written as the data of a znode.
type Form struct {
	Encoding    format.Name // UTF8, Hex, or one of format.CharsetNames
	Compression format.Name // None, or one of format.Compressions
}

// ParseForm reads the names of an encoding and a compression. An empty name leaves that part of the
// Form empty, and Text.Data takes it from the Text. ParseForm fails with Invalid if a name is
// unknown.
func ParseForm(encoding, compression string) (Form, error) {
	form := Form{format.Name(encoding), format.Name(compression)}
	if encodings := append([]format.Name{UTF8, Hex}, format.CharsetNames()...); encoding != "" && !slices.Contains(encodings, form.Encoding) {
		return Form{}, unknown(znode.CodeEncodingUnknown, encodings)
	}
	if compressions := append([]format.Name{None}, format.Compressions...); compression != "" && !slices.Contains(compressions, form.Compression) {
		return Form{}, unknown(znode.CodeCompressionUnknown, compressions)
	}
	return form, nil
}

func unknown(code znode.Code, known []format.Name) error {
	names := make([]string, len(known))
	for i, name := range known {
		names[i] = string(name)
	}
	return &znode.Error{Kind: znode.Invalid, Code: code, Args: znode.Args{"ways": strings.Join(names, ", ")}}
}

// Text is data as text, with the form that it was written in.
type Text struct {
	Form
	Text    string // includes the byte order mark and the original line ends
	Guessed bool   // the character set is a guess
	Beside  bool   // the data also has frames of zstd, lz4 or snappy that are not written again

	data   []byte // the original data
	opened bool   // Text was read from data
}

// New returns the empty text of a znode that is yet to be created.
func New() Text { return Text{Form: Form{UTF8, None}} }

// Open reads the data of the znode at path as text. An empty encoding means the one that the data
// seems to be in. Open fails with Invalid if the data is not text, or could not be written again as
// it is.
func Open(path znode.Path, data []byte, encoding format.Name) (Text, error) {
	text := Text{Form: Form{encoding, None}, data: data, opened: true}
	if encoding == Hex {
		text.Text = hexText(data)
		return text, nil
	}
	reading := format.Read(path, data)
	if content := compressed(reading); content != nil {
		if content.More || content.Damaged {
			return Text{}, notText()
		}
		text.Compression, reading = content.Layer.Name, content.Reading
		text.Beside = len(content.Headers) > 0 && content.Layer.Name != format.Gzip
	} else if layer, is := unpackedOnly(reading); is && encoding == "" {
		return Text{}, &znode.Error{Kind: znode.Invalid, Code: znode.CodeDataUnpacked, Args: znode.Args{"layer": string(layer)}}
	}
	switch encoding {
	case "":
		text.Encoding, text.Guessed = encodingOf(reading)
	case UTF8:
		if !reading.UTF8 {
			return Text{}, notText()
		}
	}
	var err error
	if text.Text, err = decode(text.Encoding, reading.Data); err != nil {
		return Text{}, notText()
	}
	return text, nil
}

func notText() error { return &znode.Error{Kind: znode.Invalid, Code: znode.CodeDataNotText} }

// compressed returns the content of a compression, or nil if the data is not compressed.
func compressed(r *format.Reading) *format.Content {
	if r.Readable() {
		return nil
	}
	if content := r.Content(); content != nil && slices.Contains(format.Compressions, content.Layer.Name) {
		return content
	}
	return nil
}

// unpackedOnly returns the compression of data that the console can read but not write.
func unpackedOnly(r *format.Reading) (format.Name, bool) {
	if r.Readable() {
		return "", false
	}
	content := r.Content()
	if content == nil || content.Layer.Name != format.Bzip2 && content.Layer.Name != format.Deflate {
		return "", false
	}
	return content.Layer.Name, true
}

// encodingOf returns the encoding that data seems to be in, or "" if it is not text. Data in
// GB18030 without characters of four bytes counts as GBK, so that programs that read it as GBK
// still can.
func encodingOf(r *format.Reading) (name format.Name, guessed bool) {
	if !r.Readable() {
		if content := r.Content(); content != nil && content.Layer.Charset {
			name = content.Layer.Name
			if _, err := format.Decode(format.GBK, r.Data); name == format.GB18030 && err == nil {
				name = format.GBK
			}
			return name, content.Guessed
		}
	}
	if r.UTF8 {
		return UTF8, false
	}
	return "", false
}

func decode(encoding format.Name, data []byte) (string, error) {
	if encoding == UTF8 {
		return string(data), nil
	}
	return format.Decode(encoding, data)
}

// Data returns the data for typed, an edited version of t. Empty parts of form are taken from t. If
// neither the text nor the form has changed, it returns the original bytes. If browser is set, the
// line ends of typed are ignored, and unchanged lines keep theirs. Data fails with Invalid, and the
// place, if the encoding lacks a character of the text.
func (t Text) Data(typed string, form Form, browser bool) ([]byte, error) {
	if form.Encoding == "" {
		form.Encoding = t.Encoding
	}
	if form.Compression == "" {
		form.Compression = t.Compression
	}
	if form.Encoding == Hex {
		return parseHex(typed)
	}
	if browser {
		typed = keepLineEnds(t.Text, keepMark(t.Text, typed))
	}
	if t.opened && typed == t.Text && form == t.Form {
		return t.data, nil
	}
	data, err := encode(form.Encoding, typed)
	if err != nil || form.Compression == None {
		return data, err
	}
	var like []byte
	if form.Compression == t.Compression {
		like = t.data
	}
	return format.Repack(form.Compression, like, data)
}

func encode(encoding format.Name, text string) ([]byte, error) {
	if encoding == UTF8 {
		return []byte(text), nil
	}
	data, err := format.Encode(encoding, text)
	if unspelled, ok := err.(format.UnspelledError); ok {
		line, column := format.Place(text, unspelled.Offset)
		return nil, &znode.Error{Kind: znode.Invalid, Code: znode.CodeTextUnspelled, Cause: err, Args: znode.Args{
			"view": string(encoding), "line": strconv.Itoa(line), "column": strconv.Itoa(column)}}
	}
	return data, err
}

// hexText returns bytes in hexadecimal, sixteen a line.
func hexText(data []byte) string {
	const perLine = 16
	var out strings.Builder
	for line := range slices.Chunk(data, perLine) {
		for i, b := range line {
			if i > 0 {
				out.WriteByte(' ')
			}
			out.WriteString(hex.EncodeToString([]byte{b}))
		}
		out.WriteByte('\n')
	}
	return out.String()
}

const hexSpace = " \t\r\n"

// parseHex reads bytes in hexadecimal and ignores white space.
func parseHex(text string) ([]byte, error) {
	digits := bytes.Map(func(r rune) rune {
		if strings.ContainsRune(hexSpace, r) {
			return -1
		}
		return r
	}, []byte(text))
	data, err := hex.AppendDecode([]byte{}, digits)
	if err == nil {
		return data, nil
	}
	at := strings.IndexFunc(text, func(r rune) bool { return !strings.ContainsRune(hexSpace+"0123456789abcdefABCDEF", r) })
	if at < 0 {
		at = len(text)
	}
	line, column := format.Place(text, at)
	return nil, &znode.Error{Kind: znode.Invalid, Code: znode.CodeTextNotHex, Cause: err, Args: znode.Args{
		"line": strconv.Itoa(line), "column": strconv.Itoa(column)}}
}
