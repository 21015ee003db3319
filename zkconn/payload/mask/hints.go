package mask

import "strings"

// mayHold is false only for a text without any secret that maskText would
// mask, however the text is escaped: most data costs no more than this.
func (m *Masker) mayHold(text string) bool {
	if m.hints(text) {
		return true
	}
	plain := unescape(text)
	if plain != text && m.hints(plain) {
		return true
	}
	whole, parted := withoutXMLComments(plain)
	return parted && m.hints(whole)
}

func (m *Masker) hints(text string) bool {
	return m.names.in(text) || hintsInline(text) || mayHaveArmor(text) && hasKey(text) || strings.Contains(text, loginModule) || strings.Contains(text, "kty") || len(m.findCoded(text)) > 0
}
