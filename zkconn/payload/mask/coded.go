package mask

import (
	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/znode"
)

// findCoded finds the words of a text that are base64 of a private key, of a text with a secret in
// it, or of a layer such as gzip with a secret in it, since pages show them decoded. It also finds
// words that are the end of base64 of a text, as nothing in front of them can name the secret. Each
// layer of base64 is a quarter shorter than the one around it, so that recursion ends. ofText
// reports whether a word is base64 of any text.
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
	maxPacked      = 4 << 20 // maximum bytes in the layers within the words of one masking
	maxPackedDepth = 4       // maximum depth of layers within words within such layers
)

// packedWords caches which words of one masking are base64 of a layer with a secret.
type packedWords struct {
	left  int // bytes of such layers that may still be examined
	depth int
	found map[string]bool // whether there is a secret in a word
}

// holdsPacked reports whether a word is base64 of a layer with a secret in it. It also returns true
// once there was too much to examine, and for every base64 of a layer if m.packed is nil.
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
