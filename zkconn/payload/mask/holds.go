package mask

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"html"
	"io"
	"strings"
	"unicode/utf16"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/znode"
)

const (
	maxWrappings = 4       // how many layers of compression and base64 are searched
	maxLookedAt  = 4 << 20 // maximum bytes in all layers together
)

// Holds reports whether data that is to be written to the znode at path contains Text in a form
// that masked data can take on its way back: as it is; in gzip, zlib, zstd, lz4, snappy or base64,
// also within a word; in the escapes of JSON, YAML, properties, XML, HTML and URLs, as json.dumps
// and others write them; in UTF-16, UTF-32 and GB18030; or misread as Windows-1252 or Latin-1.
// Writing it would replace a secret.
//
// Holds decodes at least what Mask decodes. Of gzip and zlib that unpack to more than 4 MiB, it
// examines the first 4 MiB. Mask masks in part only what unpacks to at most 2 MiB.
func Holds(_ znode.Path, data []byte) bool {
	if len(data) < len("\x95masked\x95") { // the shortest form
		return false
	}
	s := search{left: maxLookedAt}
	return s.in(data, maxWrappings)
}

type search struct{ left int }

func (s *search) in(data []byte, wrappings int) bool {
	if s.inText(string(data)) || s.inWide(data) {
		return true
	}
	if wrappings == 0 {
		return false
	}
	for _, content := range s.unwrap(data) {
		s.left -= len(content)
		if s.in(content, wrappings-1) {
			return true
		}
	}
	return s.inWords(string(data), wrappings-1)
}

// inWords searches the words of a text that are base64 of a layer.
func (s *search) inWords(text string, wrappings int) bool {
	for from := 0; s.left > 0; {
		word, ok := format.CodedWord(text, from)
		if !ok {
			return false
		}
		from = word.End
		content, ok := format.CodedBinary(text[word.Start:word.End])
		if !ok {
			continue
		}
		s.left -= len(content)
		if s.in(content, wrappings) {
			return true
		}
	}
	return false
}

// unwrap returns the content of data that is compressed or in base64.
func (s *search) unwrap(data []byte) [][]byte {
	if s.left <= 0 {
		return nil
	}
	if stream := format.Unpack(data, s.left); len(stream.Headers) > 0 {
		return [][]byte{stream.Content, stream.Headers}
	}
	if stream, err := zlib.NewReader(bytes.NewReader(data)); err == nil {
		content, _ := io.ReadAll(io.LimitReader(stream, int64(s.left))) // as much as can be read
		return [][]byte{content}
	}
	for _, layer := range format.Layers {
		if layer.Wrap == nil || layer.Charset {
			continue
		}
		if content := layer.Unwrap(format.Read(znode.Root, data)); content != nil {
			return [][]byte{content.Reading.Data}
		}
	}
	if content, ok := fromBase64(data); ok {
		return [][]byte{content}
	}
	return nil
}

// fromBase64 decodes data that is base64 as a whole, in any variant, with or without line ends.
func fromBase64(data []byte) ([]byte, bool) {
	text := plainBase64.Replace(string(data))
	if len(text) < len(Text) {
		return nil, false
	}
	content, err := base64.RawStdEncoding.DecodeString(text)
	return content, err == nil
}

// plainBase64 removes white space and padding, and turns the URL alphabet into the standard one.
var plainBase64 = strings.NewReplacer("\r", "", "\n", "", " ", "", "\t", "", "-", "+", "_", "/", "=", "")

// inText searches a text with escapes.
func (s *search) inText(text string) bool {
	if spelledIn(text, spellings) {
		return true
	}
	plain := unescape(text)
	if strings.Contains(plain, "&bull") {
		plain = html.UnescapeString(plain)
	}
	return plain != text && spelledIn(plain, spellings)
}

// spelledIn reports whether a text contains one of spellings.
func spelledIn(text string, spellings []string) bool {
	for _, spelling := range spellings {
		if strings.Contains(text, spelling) {
			return true
		}
	}
	return false
}

// spellings are the forms of Text that are found directly: in UTF-8; in other encodings that extend
// ASCII, also when misread and written as UTF-8; in escapes that unescape does not read; and within
// a text in base64 or base16.
var spellings = append([]string{
	Text,
	"\x95masked\x95", "\u0095masked\u0095", // Windows-1252, and misread as Latin-1
	"\x81\x36\xa6\x31masked\x81\x36\xa6\x31", "\xa1\x45masked\xa1\x45", "\xa5masked\xa5", // GB18030, Big5, Mac Roman
	"\u00e2\u20ac\u00a2masked\u00e2\u20ac\u00a2", "\u00e2\u0080\u00a2masked\u00e2\u0080\u00a2", // UTF-8 misread as Windows-1252, and as Latin-1
	`\u{2022}masked\u{2022}`, `\342\200\242masked\342\200\242`, "=E2=80=A2masked=E2=80=A2",
}, append(inBase64(Text), inBase16(append(inWideEncodings(Text), Text))...)...)

// inBase16 returns texts in hexadecimal digits, in lower and in upper case.
func inBase16(texts []string) []string {
	var all []string
	for _, text := range texts {
		coded := hex.EncodeToString([]byte(text))
		all = append(all, coded, strings.ToUpper(coded))
	}
	return all
}

// inBase64 returns the part of the base64 of a text that does not depend on what surrounds the
// text, for each of the three positions in a group where it can begin.
func inBase64(text string) []string {
	var all []string
	for shift := range 3 {
		coded := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("\x00", shift) + text))
		first := (shift*8 + 5) / 6
		last := (shift + len(text)) * 8 / 6
		all = append(all, coded[first:last])
	}
	return all
}

// inWide searches UTF-16 and UTF-32. Removing the zero bytes of these leaves ASCII, and all escapes
// are ASCII.
func (s *search) inWide(data []byte) bool {
	if bytes.IndexByte(data, 0) < 0 {
		return false
	}
	return spelledIn(string(data), wideSpellings) || s.inText(string(bytes.ReplaceAll(data, []byte{0}, nil)))
}

// wideSpellings are Text in UTF-16 and UTF-32, in both byte orders.
var wideSpellings = inWideEncodings(Text)

func inWideEncodings(text string) []string {
	var all []string
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		var utf16Text, utf32Text []byte
		for _, r := range text {
			utf32Text = order.AppendUint32(utf32Text, uint32(r))
		}
		for _, unit := range utf16.Encode([]rune(text)) {
			utf16Text = order.AppendUint16(utf16Text, unit)
		}
		all = append(all, string(utf16Text), string(utf32Text))
	}
	return all
}
