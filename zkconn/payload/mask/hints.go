package mask

import (
	"strings"
	"unicode/utf8"

	"zkweb/zkconn/payload/format"
)

// mayHold returns false only if maskText would mask nothing in a text, however it is escaped. It is
// all that most data needs.
func (m *Masker) mayHold(text string) bool {
	has, hinted := m.hinted().look(text)
	holds, _ := m.mayHoldOf(text, has, hinted)
	return holds
}

// mayHoldOf is like mayHold, for a text that look has examined. If holds is false, coded reports
// whether words of the text are base64 of text.
func (m *Masker) mayHoldOf(text string, has traits, hinted bool) (holds, coded bool) {
	if holds, coded = m.hints(text, has, hinted); holds || has&markup == 0 {
		return holds, coded
	}
	plain := unescape(text)
	if plain != text && m.hintsAny(plain) {
		return true, coded
	}
	whole, parted := withoutXMLComments(plain)
	return parted && m.hintsAny(whole), coded
}

func (m *Masker) hintsAny(text string) bool {
	has, hinted := m.hinted().look(text)
	holds, _ := m.hints(text, has, hinted)
	return holds
}

func (m *Masker) hints(text string, has traits, hinted bool) (holds, coded bool) {
	if hinted && m.names.in(text) || hintsMarked(text, has, hinted) {
		return true, false
	}
	secrets, coded := m.findCoded(text)
	return len(secrets) > 0, coded
}

// hintsMarked is like hints, for secrets that need no name and are not base64. If hinted is false,
// the text contains none of hintMarks.
func hintsMarked(text string, has traits, hinted bool) bool {
	switch {
	case has&colon != 0 && hasPasswordFileLine(text):
		return true
	case !(hinted && hintMarks.mayBeIn(text)) && (has&at == 0 || !strings.Contains(text, urlMark)):
		return false
	}
	return hintsInline(text) || mayHaveArmor(text) && hasKey(text) || strings.Contains(text, loginModule) || strings.Contains(text, "kty")
}

// hintMarks are the lower case texts without one of which hintsMarked finds nothing. URLs are
// checked separately, since they need an "@" as well.
var hintMarks = newFinder(append(markTexts(inlineMarks[1:]), armorDashes, armorLines, strings.ToLower(loginModule), "kty"), false)

// traits are the kinds of bytes in a text.
type traits uint8

const (
	control traits = 1 << iota // control characters that are unusual in text
	beyond                     // bytes beyond ASCII
	markup                     // the characters that begin escapes and comments: "\\", "%", "&", "<"
	colon                      // ":"
	at                         // "@"
)

// traitsOf returns all traits of a text, in one pass.
func traitsOf[T string | []byte](text T) traits {
	var has traits
	for i := range len(text) {
		has |= byteTraits[text[i]]
	}
	return has
}

var byteTraits = func() (all [256]traits) {
	for b := range all {
		switch {
		case b >= utf8.RuneSelf:
			all[b] = beyond
		case !format.Readable([]byte{byte(b)}):
			all[b] = control
		}
	}
	for _, b := range []byte(`\%&<`) {
		all[b] = markup
	}
	all[':'], all['@'] = colon, at
	return all
}()
