package mask

import "zkweb/zkconn/payload/format"

// findCoded finds the words of a text that are base64 of a private key, or of a text
// with a secret in it: whoever shows the text decodes them. Each layer of base64 is a quarter
// shorter than the one around it.
func (m *Masker) findCoded(text string) []span {
	var spans []span
	for from := 0; ; {
		word, ok := format.CodedWord(text, from)
		if !ok {
			return spans
		}
		from = word.End
		if m.spent() {
			return append(spans, span{word.Start, word.End})
		}
		coded := text[word.Start:word.End]
		if plain, ok := format.CodedText(coded); ok && m.holdsCoded(plain) || format.CodedKey(coded) {
			spans = append(spans, span{word.Start, word.End})
		}
	}
}

func (m *Masker) holdsCoded(plain string) bool {
	_, count, ok := m.maskText(plain, maxTextsInTexts-1)
	return count > 0 || !ok
}
