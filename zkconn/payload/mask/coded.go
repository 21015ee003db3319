package mask

import (
	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/znode"
)

// findCoded finds the words of a text that are base64 of a private key, of a text with a
// secret in it, or of what has one in a layer such as gzip: whoever shows the text decodes
// them. So are those that are the rest of base64 of a text: what is in front of it names
// nothing. Each layer of base64 is a quarter shorter than the one around it. It tells too
// whether a word is base64 of any text.
func (m *Masker) findCoded(text string) (spans []span, ofText bool) {
	for from := 0; ; {
		word, ok := format.CodedWord(text, from)
		if !ok {
			return spans, ofText
		}
		from = word.End
		if m.spent() {
			return append(spans, span{word.Start, word.End}), true
		}
		coded := text[word.Start:word.End]
		plain, ok := format.CodedText(coded)
		ofText = ofText || ok
		if ok && m.holdsCoded(plain) || !ok && format.CodedRest(coded) || format.CodedKey(coded) || format.CodedKeyStart(coded) || m.holdsPacked(coded) {
			spans = append(spans, span{word.Start, word.End})
		}
	}
}

func (m *Masker) holdsCoded(plain string) bool {
	_, count, ok := m.maskText(plain, maxTextsInTexts-1)
	return count > 0 || !ok
}

const (
	maxPacked      = 4 << 20 // bytes that the layers within words of one masking hold
	maxPackedDepth = 4       // layers within words within such layers
)

// packedWords are the words of one masking that are base64 of what is in a layer.
type packedWords struct {
	left  int // bytes of such layers that may still be looked at
	depth int
	found map[string]bool // whether there is a secret in a word
}

// holdsPacked reports whether a word is base64 of what is in a layer, with a secret in it.
// It says so too where there was too much to look at all, and of every such word before
// the masking has begun.
func (m *Masker) holdsPacked(word string) bool {
	content, ok := format.CodedBinary(word)
	if !ok {
		return false
	}
	p := m.packed
	if p == nil {
		return true
	}
	found, known := p.found[word]
	if known {
		return found
	}
	r := format.Read(znode.Root, content)
	p.left -= len(content)
	for within := r.Content(); within != nil; within = within.Reading.Content() {
		p.left -= len(within.Reading.Data)
	}
	found = true
	if p.left >= 0 && p.depth < maxPackedDepth {
		p.depth++
		found = m.mask(r, 0).Count > 0
		p.depth--
	}
	p.found[word] = found
	return found
}
