package mask

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// span is a range of bytes in a text.
type span struct{ start, end int }

// foundName is the name of a secret in a text.
type foundName struct {
	span
	kind nameKind
}

// firstName finds the first word, or pair of words separated by white space, that is the name of a
// secret. from is 0 or the end of a word.
func (m *Masker) firstName(text string, from int) (found foundName, ok bool) {
	s := scan{finder: m.names, text: text, at: from}
	for {
		if _, hinted := s.next(); !hinted {
			return foundName{}, false
		}
		start, end := wordAround(text, s.at, from)
		if found, ok = m.nameAt(text, start, end, from); ok {
			return found, true
		}
		s.skip(end)
	}
}

// nameAt examines the word from start to end, alone and together with the word before it. That must
// not begin before from.
func (m *Masker) nameAt(text string, start, end, from int) (found foundName, ok bool) {
	if isMask(text, start, end) {
		return foundName{}, false
	}
	word := text[start:end]
	if kind := m.nameKind(word); kind != noSecret && (!isCommon(word) || usedAsKey(text, start, end)) {
		return foundName{span{start, end}, kind}, true
	}
	gap := strings.TrimRightFunc(text[from:start], unicode.IsSpace)
	before := from + len(gap)
	if before == start || before == from {
		return foundName{}, false
	}
	first, _ := wordAround(text, before, from)
	if first == before || isMask(text, first, before) {
		return foundName{}, false
	}
	kind := m.nameKind(text[first:end])
	if kind == noSecret || isCommon(word) || endsInCommon(word) {
		return foundName{}, false
	}
	return foundName{span{first, end}, kind}, true
}

// isMask reports whether the word from start to end is that of Text.
func isMask(text string, start, end int) bool {
	around := len("•")
	return start >= around && strings.HasPrefix(text[start-around:], Text) && end-start == len(Text)-2*around
}

// wordAround returns the word that contains the character before an offset, in text[from:].
func wordAround(text string, at, from int) (start, end int) {
	start = at
	var next rune
	for start > from {
		r, size := utf8.DecodeLastRuneInString(text[from:start])
		if !isNameRune(r) || next != 0 && endsWord(r, next) {
			break
		}
		start -= size
		next = r
	}
	end = at
	last, _ := utf8.DecodeLastRuneInString(text[start:at])
	for end < len(text) {
		r, size := utf8.DecodeRuneInString(text[end:])
		if !isNameRune(r) || endsWord(last, r) {
			break
		}
		end += size
		last = r
	}
	return start, end + numberLength(text[end:], last)
}

// numberLength returns the length of the number at the end of a Chinese name, as in 密码2. It has at
// most two digits, since longer numbers are values.
func numberLength(rest string, last rune) int {
	const maxNumber = 2
	end := runEnd(rest, 0, digits)
	if end > maxNumber || !unicode.Is(unicode.Han, last) {
		return 0
	}
	if next, _ := utf8.DecodeRuneInString(rest[end:]); isNameRune(next) {
		return 0
	}
	return end
}

// endsWord reports whether a word ends between two characters that can both be in a name: there is
// no white space between Chinese and other scripts.
func endsWord(r, next rune) bool {
	return r >= 0x3400 && unicode.Is(unicode.Han, r) && !unicode.Is(unicode.Han, next) && !unicode.Is(unicode.Cf, next) && next != '_'
}
