package mask

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
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

// inBinary tells whether there is a secret or a secret's name in data that is
// no text, which may be text in UTF-16. Without its zero bytes, UTF-32 reads as
// ASCII.
func (m *Masker) inBinary(data []byte) bool {
	if m.inMixed(string(data)) {
		return true
	}
	wide := bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff})
	if !wide && bytes.IndexByte(data, 0) < 0 {
		return false
	}
	return m.inCharacters(fromUTF16(data, binary.LittleEndian)) || m.inCharacters(fromUTF16(data, binary.BigEndian)) ||
		m.inMixed(string(bytes.ReplaceAll(data, []byte{0}, nil)))
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
	long := m.long()
	return long.mayHold(text) && long.names(text) || m.inCharacters(legible(text))
}

func (m *Masker) inCharacters(text string) bool {
	if !m.mayHold(text) {
		return false
	}
	_, count, ok := m.maskLines(text)
	return !ok || count > 0 || m.names(text)
}

// names tells whether there is a secret's name in a text.
func (m *Masker) names(text string) bool {
	_, _, found := m.firstName(text)
	return found
}

// long is a Masker of those names that have minLongName letters.
func (m *Masker) long() *Masker {
	long := &Masker{onlyLong: true}
	for _, p := range m.patterns {
		if len(strings.Join(p, "")) >= minLongName {
			long.patterns = append(long.patterns, p)
		}
	}
	return long
}

// fewControls tells text in an encoding of the terminal's from noise, in which
// every ninth byte is a control character.
func fewControls(text string) bool {
	controls := 0
	for i := range len(text) {
		if b := text[i]; b < ' ' && (b < '\t' || b > '\r') {
			controls++
		}
	}
	return controls <= len(text)/32
}

// legible is what of binary data is text or among texts, as keys and values
// are in BSON and the like, with a line end in place of all else.
func legible(text string) string {
	noise := noiseBefore(text)
	var out strings.Builder
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
			out.WriteByte(text[at])
		default:
			out.WriteByte('\n')
		}
	}
	return out.String()
}

// noiseBefore counts, before each offset, the bytes that are not of UTF-8.
func noiseBefore(text string) []int32 {
	counts := make([]int32, len(text)+1)
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
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

func printableRun(text string) int {
	length := 0
	for length < len(text) && text[length] >= ' ' && text[length] <= '~' {
		length++
	}
	return length
}
