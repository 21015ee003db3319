package mask

import (
	"strings"
	"unicode/utf8"

	"zkweb/zkconn/payload/format"
)

// mayHold returns false only for a text without any secret that maskText would
// mask, however the text is escaped: most data costs no more than this.
func (m *Masker) mayHold(text string) bool {
	has, hinted := m.hinted().look(text)
	holds, _ := m.mayHoldOf(text, has, hinted)
	return holds
}

// mayHoldOf is like mayHold, for a text that was looked at. Where it is false, it tells too
// whether words of the text are base64 of a text.
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

// hintsMarked is like hints, for what needs no name and is no base64. Where hinted is false,
// the text is known to have none of the hintMarks.
func hintsMarked(text string, has traits, hinted bool) bool {
	switch {
	case has&colon != 0 && hasPasswordFileLine(text):
		return true
	case !(hinted && hintMarks.mayBeIn(text)) && (has&at == 0 || !strings.Contains(text, urlMark)):
		return false
	}
	return hintsInline(text) || mayHaveArmor(text) && hasKey(text) || strings.Contains(text, loginModule) || strings.Contains(text, "kty")
}

// hintMarks are in lower case what one of hintsMarked must have, but for a URL, which
// needs an "@" beside its mark.
var hintMarks = newFinder(append(markTexts(inlineMarks[1:]), armorDashes, armorLines, strings.ToLower(loginModule), "kty"), false)

// traits are what bytes a text has.
type traits uint8

const (
	control traits = 1 << iota // a control character that is in no text
	beyond                     // bytes beyond ASCII
	markup                     // what escapes and comments begin with: "\\", "%", "&", "<"
	colon                      // ":"
	at                         // "@"
)

// traitsOf finds all traits in one pass.
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
