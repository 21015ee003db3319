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
	// minLongName is the number of letters from which on a name hardly occurs by chance. Of random
	// megabytes, one in 30 000 contains a name of five letters, and every other one a name of
	// three.
	minLongName = 5
	// minRun is the number of printable characters in a row that hardly occurs by chance together
	// with a short name.
	minRun = 16
	// vicinity is the number of bytes on each side of a byte that are examined. Three in four of
	// them must be text; of random bytes, about half are.
	vicinity = 64
)

// inBinary reports whether data that is not text contains a secret or the name of one. The data may
// be UTF-16. UTF-32 is searched by removing zero bytes, which leaves ASCII.
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

// inChinese reports whether there is a secret in data that is text in GB18030, or a Chinese name of
// a secret in GB18030 or Big5.
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

// inChineseEncodings returns the Chinese names among all in the encodings of Chinese.
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

// inMixed reports whether there is a long name anywhere in text, or any secret or name where it
// cannot be due to chance.
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

// hasName reports whether a text contains the name of a secret, possibly with escapes.
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

// onlyLongNames returns a Masker for only those names that have at least minLongName letters.
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

// fewControls distinguishes text in an unknown encoding from noise, in which every ninth byte is a
// control character.
func fewControls[T string | []byte](text T) bool {
	controls := 0
	for i := range len(text) {
		if b := text[i]; b < ' ' && (b < '\t' || b > '\r') {
			controls++
		}
	}
	return controls <= len(text)/32
}

// legible returns text with a line end in place of each byte that is neither text nor among text,
// as keys and values in BSON and the like are.
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

// noiseBefore returns, for each offset, how many bytes before it are not valid UTF-8.
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

// notUTF8 returns true only if no character of UTF-8 beyond ASCII begins at the offset. It finds
// most such bytes in binary data, at less cost than decoding.
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
