package format

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	textunicode "golang.org/x/text/encoding/unicode"
)

// charset is a character set other than UTF-8.
type charset struct {
	name   Name
	coding encoding.Encoding
	usual  func(rune) bool // what most text in it is made of, but ASCII
}

// charsets are all, in the order in which one of two that fit as well is guessed.
// A byte order mark is a character of the text, so that none is lost.
var charsets = []charset{
	{UTF16LE, textunicode.UTF16(textunicode.LittleEndian, textunicode.IgnoreBOM), usualInUTF16},
	{UTF16BE, textunicode.UTF16(textunicode.BigEndian, textunicode.IgnoreBOM), usualInUTF16},
	{GB18030, simplifiedchinese.GB18030, usualSimplified},
	{Big5, traditionalchinese.Big5, usualTraditional},
	{ShiftJIS, japanese.ShiftJIS, usualJapanese},
	{EUCKR, korean.EUCKR, usualKorean},
	{Latin1, charmap.Windows1252, usualLatin},
}

func charsetLayer(name Name) Layer {
	set := charsets[slices.IndexFunc(charsets, func(c charset) bool { return c.name == name })]
	return Layer{
		Name: name, Charset: true,
		Unwrap: func(r *Reading) *Content {
			if found, guessed := r.charset(); found == name {
				content := set.content(r)
				content.Guessed = guessed
				return content
			}
			return nil
		},
		Wrap: func(content []byte) ([]byte, error) { return set.coding.NewEncoder().Bytes(content) },
	}
}

// ContentAs returns data as text in a character set that a person says it is in;
// nil where it cannot be, or is text in UTF-8.
func (r *Reading) ContentAs(name Name) *Content {
	at := slices.IndexFunc(Layers, func(l Layer) bool { return l.Charset && l.Name == name })
	if at < 0 || !slices.Contains(r.Charsets(), name) {
		return nil
	}
	set := charsets[slices.IndexFunc(charsets, func(c charset) bool { return c.name == name })]
	return r.within(&Layers[at], set.content(r))
}

// Charsets returns the character sets that data can be read in; none for text in
// UTF-8, and for what is in MaxLayers already.
func (r *Reading) Charsets() []Name {
	if r.Readable() || r.depth >= MaxLayers {
		return nil
	}
	return r.charsets.get(func() []Name { return charsetsOf(r.Data) })
}

// charsetsOf decodes data in each character set, which takes a while where there is
// much of it.
func charsetsOf(data []byte) []Name {
	var names []Name
	for _, set := range charsets {
		// Of bytes of text in another, many make characters of UTF-16.
		if text, ok := set.text(data); ok && (!isUTF16(set.name) || set.score(text) > 0) {
			names = append(names, set.name)
		}
	}
	return names
}

// InCharsets calls yield with the parts of data as texts in each character set that
// they may be in; what is no text in it has U+FFFD in its place.
func InCharsets(parts [][]byte, yield func(texts []string) bool) {
	for i := range charsets {
		set := &charsets[i]
		if slices.ContainsFunc(parts, func(part []byte) bool { return !set.mayBeIn(part) }) {
			continue
		}
		texts := make([]string, len(parts))
		for i, part := range parts {
			// A decoder writes U+FFFD in place of errors.
			text, _ := set.coding.NewDecoder().Bytes(part)
			texts[i] = string(text)
		}
		if !yield(texts) {
			return
		}
	}
}

// content decodes data that can be decoded.
func (c *charset) content(r *Reading) *Content {
	text, _ := c.text(r.Data)
	whole := len(text)
	if whole > MaxUnwrapped {
		text = string(wholeCharacters([]byte(text[:MaxUnwrapped])))
	}
	return &Content{Reading: Read(r.Path, []byte(text)), More: whole > MaxUnwrapped}
}

// text decodes data; false for what is not text in the character set.
func (c *charset) text(data []byte) (string, bool) {
	if len(data) > MaxUnwrapped || !c.mayBeIn(data) {
		return "", false
	}
	text, err := c.coding.NewDecoder().Bytes(data)
	if err != nil || !isText(string(text)) {
		return "", false
	}
	return string(text), true
}

// mayBeIn returns false only for what is not text in the character set, as most of
// binary data is.
func (c *charset) mayBeIn(data []byte) bool {
	if !isUTF16(c.name) {
		return Readable(data)
	}
	if len(data)%2 == 1 {
		return false
	}
	const looked = 64
	for at := 0; at+1 < min(len(data), looked); at += 2 {
		high, low := data[at], data[at+1]
		if c.name == UTF16LE {
			high, low = low, high
		}
		if high == 0 && !Readable([]byte{low}) || high >= 0xe0 && high <= 0xf8 {
			return false
		}
	}
	return true
}

func isUTF16(name Name) bool { return name == UTF16LE || name == UTF16BE }

// isText reports whether all characters have looks, or are white space and the
// like.
func isText(text string) bool {
	for _, r := range strings.TrimPrefix(text, ByteOrderMark) {
		switch {
		case r >= ' ' && r <= '~', r == 0x1b, r >= 0x07 && r <= 0x0d:
		case r < utf8.RuneSelf, r == utf8.RuneError, r >= 0xe000 && r <= 0xf8ff:
			return false
		case !unicode.IsGraphic(r) && !unicode.Is(unicode.Cf, r) && r != 0x2028 && r != 0x2029:
			return false
		}
	}
	return true
}
