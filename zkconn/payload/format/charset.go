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
	usual  func(rune) bool // reports whether a character beyond ASCII is usual in text in this set
}

// charsets are all character sets. Of two that fit equally well, the first is guessed. A byte order
// mark is decoded to a character, so that none is lost.
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

// ContentAs returns data as text in a character set chosen by a person, or nil if it cannot be in
// that set or is text in UTF-8.
func (r *Reading) ContentAs(name Name) *Content {
	at := slices.IndexFunc(Layers, func(l Layer) bool { return l.Charset && l.Name == name })
	if at < 0 || !slices.Contains(r.Charsets(), name) {
		return nil
	}
	set := charsets[slices.IndexFunc(charsets, func(c charset) bool { return c.name == name })]
	return r.within(&Layers[at], set.content(r))
}

// Charsets returns the character sets that data can be in. It returns none for text in UTF-8, and
// for data within MaxLayers layers. If data seems to be in none, it also returns those in which all
// but a few bytes are text.
func (r *Reading) Charsets() []Name {
	if r.Readable() || r.depth >= MaxLayers {
		return nil
	}
	return r.charsets.get(func() []Name {
		names := charsetsOf(r.Data)
		if found, _ := r.charset(); found == "" {
			names = append(names, damagedIn(r.Data)...)
		}
		return names
	})
}

// charsetsOf decodes data in each character set, which takes a while for large data.
func charsetsOf(data []byte) []Name {
	var names []Name
	for _, set := range charsets {
		// The bytes of text in other sets often decode as UTF-16.
		if text, ok := set.text(data); ok && (!isUTF16(set.name) || set.score(text) > 0) {
			names = append(names, set.name)
		}
	}
	return names
}

// InCharsets calls yield with the parts of data decoded in each character set that all of them may
// be in, with U+FFFD in place of errors.
func InCharsets(parts [][]byte, yield func(texts []string) bool) {
	for i := range charsets {
		set := &charsets[i]
		if slices.ContainsFunc(parts, func(part []byte) bool { return !set.mayBeIn(part) }) {
			continue
		}
		texts := make([]string, len(parts))
		for i, part := range parts {
			texts[i] = set.decode(part)
		}
		if !yield(texts) {
			return
		}
	}
}

// damagedIn returns the character sets in which all but a few bytes of data are text.
func damagedIn(data []byte) []Name {
	var names []Name
	for i := range charsets {
		if _, damaged := charsets[i].damagedText(data); damaged > 0 {
			names = append(names, charsets[i].name)
		}
	}
	return names
}

// content decodes data that must be in the character set, but for a few bytes.
func (c *charset) content(r *Reading) *Content {
	text, ok := c.text(r.Data)
	damaged := 0
	if !ok {
		text, damaged = c.damagedText(r.Data)
	}
	whole := len(text)
	if whole > MaxUnwrapped {
		text = string(wholeCharacters([]byte(text[:MaxUnwrapped])))
	}
	return &Content{Reading: Read(r.Path, []byte(text)), More: whole > MaxUnwrapped, Invalid: damaged}
}

// text decodes data. It returns false if data is not text in the character set.
func (c *charset) text(data []byte) (string, bool) {
	if len(data) > MaxUnwrapped || isUTF16(c.name) && len(data)%2 == 1 || !c.mayBeIn(data) {
		return "", false
	}
	text, err := c.coding.NewDecoder().Bytes(data)
	if err != nil || !isText(string(text)) {
		return "", false
	}
	return string(text), true
}

// damagedText decodes data that looks like text in the character set except for a few places: one,
// or one in 20 characters. They become U+FFFD. It returns their number, and 0 for other data.
func (c *charset) damagedText(data []byte) (text string, damaged int) {
	const inSoMany = 20
	if len(data) > MaxUnwrapped || !c.mayBeIn(data) {
		return "", 0
	}
	text = c.decode(data)
	damaged = strings.Count(text, replacement)
	rest := strings.ReplaceAll(text, replacement, "")
	if damaged > 1 && damaged*inSoMany > utf8.RuneCountInString(rest) || !isText(rest) || c.score(rest) == 0 {
		return "", 0
	}
	return text, damaged
}

const replacement = string(utf8.RuneError)

// decode decodes data. What is not valid in the character set becomes U+FFFD.
func (c *charset) decode(data []byte) string {
	text, _ := c.coding.NewDecoder().Bytes(data)
	return string(text)
}

// mayBeIn returns false only if data is not text in the character set, as is true of most binary
// data.
func (c *charset) mayBeIn(data []byte) bool {
	if !isUTF16(c.name) {
		return Readable(data)
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

// isText reports whether all characters of a text are visible, or white space and the like.
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
