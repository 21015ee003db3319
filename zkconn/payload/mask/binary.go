package mask

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

const (
	// minLongName is how many letters a name has that chance hardly makes: five
	// come once in 30 000 random megabytes, three in every other one.
	minLongName = 5
	// minRun is how many printable characters in a row chance hardly makes with
	// a short name among them.
	minRun = 16
	// vicinity is how far around a byte it is counted how many are text, which
	// must be three in four; of random bytes, about half are.
	vicinity = 64
)

// inBinary reports whether there is a secret or a secret's name in data that is
// no text, which may be text in UTF-16. Without its zero bytes, UTF-32 reads as
// ASCII.
func (m *Masker) inBinary(data []byte) bool {
	if m.inMixed(string(data)) || m.inChinese(data) {
		return true
	}
	wide := bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff})
	if !wide && bytes.IndexByte(data, 0) < 0 {
		return false
	}
	return m.inCharacters(fromUTF16(data, binary.LittleEndian)) || m.inCharacters(fromUTF16(data, binary.BigEndian)) ||
		m.inMixed(string(bytes.ReplaceAll(data, []byte{0}, nil)))
}

// inChinese reports whether there is a secret in data that is text in GB18030,
// or a Chinese secret's name in GB18030 or Big5.
func (m *Masker) inChinese(data []byte) bool {
	if traitsOf(data)&beyond == 0 || !fewControls(data) {
		return false
	}
	if slices.ContainsFunc(m.chinese, func(name []byte) bool { return bytes.Contains(data, name) }) {
		return true
	}
	if utf8.Valid(data) {
		return false
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	return err == nil && !bytes.ContainsRune(text, utf8.RuneError) && m.inCharacters(string(text))
}

// inChineseEncodings returns those of the names that are Chinese in its
// encodings.
func inChineseEncodings(all []string) [][]byte {
	var names [][]byte
	for _, name := range all {
		if strings.IndexFunc(name, func(r rune) bool { return unicode.Is(unicode.Han, r) }) < 0 {
			continue
		}
		for _, chinese := range []encoding.Encoding{simplifiedchinese.GB18030, traditionalchinese.Big5} {
			if coded, err := chinese.NewEncoder().Bytes([]byte(name)); err == nil {
				names = append(names, coded)
			}
		}
	}
	return names
}

func fromUTF16(data []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return string(utf16.Decode(units))
}

// inMixed looks for long names everywhere, and for all else where it cannot be
// there by chance.
func (m *Masker) inMixed(text string) bool {
	if utf8.ValidString(text) || fewControls(text) {
		return m.inCharacters(text)
	}
	return m.long.hasName(text) || m.inCharacters(legible(text))
}

func (m *Masker) inCharacters(text string) bool {
	if !m.mayHold(text) {
		return false
	}
	_, count, ok := m.maskText(text, 0)
	return !ok || count > 0 || m.hasName(text)
}

// hasName reports whether there is a secret's name in a text, perhaps with
// escapes.
func (m *Masker) hasName(text string) bool {
	if _, found := m.firstName(text, 0); found {
		return true
	}
	plain := unescape(text)
	if _, found := m.firstName(plain, 0); found {
		return true
	}
	whole, parted := withoutXMLComments(plain)
	_, found := m.firstName(whole, 0)
	return parted && found
}

// onlyLongNames returns a Masker of those names that have minLongName letters.
func (m *Masker) onlyLongNames() *Masker {
	long := &Masker{onlyLong: true}
	for _, word := range m.words {
		if utf8.RuneCountInString(word) >= minLongName {
			long.words = append(long.words, word)
		}
	}
	for _, p := range m.own {
		if len(strings.Join(p, "")) >= minLongName {
			long.own = append(long.own, p)
		}
	}
	long.prepare()
	return long
}

// fewControls distinguishes text in an encoding of the terminal's from noise, in which
// every ninth byte is a control character.
func fewControls[T string | []byte](text T) bool {
	controls := 0
	for i := range len(text) {
		if b := text[i]; b < ' ' && (b < '\t' || b > '\r') {
			controls++
		}
	}
	return controls <= len(text)/32
}

// legible returns what of binary data is text or among texts, as keys and values
// are in BSON and the like, with a line end in place of all else.
func legible(text string) string {
	noise := noiseBefore(text)
	out := make([]byte, len(text))
	run := 0 // the end of a printable run
	for at := range len(text) {
		if at >= run {
			run = at + printableRun(text[at:])
			if run-at < minRun {
				run = at
			}
		}
		from, to := max(0, at-vicinity), min(len(text), at+vicinity)
		switch {
		case at < run, int(noise[to]-noise[from]) <= (to-from)/4:
			out[at] = text[at]
		default:
			out[at] = '\n'
		}
	}
	return string(out)
}

// noiseBefore counts, before each offset, the bytes that are not of UTF-8.
func noiseBefore(text string) []int32 {
	counts := make([]int32, len(text)+1)
	for at := 0; at < len(text); {
		r, size := rune(text[at]), 1
		switch {
		case notUTF8(text, at):
			r = utf8.RuneError
		case r >= utf8.RuneSelf:
			r, size = utf8.DecodeRuneInString(text[at:])
		}
		for range size {
			at++
			counts[at] = counts[at-1]
		}
		if r == utf8.RuneError && size == 1 {
			counts[at]++
		}
	}
	return counts
}

// notUTF8 returns true only for a byte beyond ASCII with which no character of UTF-8
// begins: it says so of most of these in binary data, at less cost than decoding.
func notUTF8(text string, at int) bool {
	b := text[at]
	return b >= utf8.RuneSelf && (b < 0xc2 || at+1 < len(text) && text[at+1]&0xc0 != 0x80)
}

func printableRun(text string) int {
	length := 0
	for length < len(text) && text[length] >= ' ' && text[length] <= '~' {
		length++
	}
	return length
}
