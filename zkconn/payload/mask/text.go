package mask

import (
	"strings"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/znode"
)

const maxTextsInTexts = 4 // how deep documents may be nested in strings of documents

// maskText masks a text that is nested depth texts deep.
func (m *Masker) maskText(text string, depth int) (masked string, count int, ok bool) {
	if !m.mayHold(text) && !hasEntities(text) {
		return text, 0, true
	}
	if depth > maxTextsInTexts {
		return Text, 1, true
	}
	r := format.ReadText(znode.Root, text)
	result := m.maskBody(r, depth, 0)
	if result.count > 0 && result.format != "" && formatOf(format.ReadText(znode.Root, result.text)) != result.format {
		return "", 0, false
	}
	if r.Marked {
		result.text = format.ByteOrderMark + result.text
	}
	return result.text, result.count, result.ok
}

// hasEntities reports whether entities may make up names and values of a text.
func hasEntities(text string) bool { return strings.Contains(text, "<!ENTITY") }

// maskedText is a text with its secrets masked.
type maskedText struct {
	text    string
	count   int
	ok      bool        // false if there is a secret that cannot be masked in part
	format  format.Name // the format in which the text was read; "" if it was read as lines
	checked int         // bytes of text that were examined; the rest may contain secrets
}

// maskBody masks text in the most specific format that it has. If limit is not 0, it masks a
// document only until the result has limit bytes, or a little more.
func (m *Masker) maskBody(r *format.Reading, depth, limit int) maskedText {
	if hasEntities(r.Text) {
		return maskedText{}
	}
	document, root := r.Values()
	if document == nil {
		if logins := findLogins(r.Text); depth == 0 && logins != nil {
			text, count := withMasks(r.Text, logins)
			return maskedText{text, count, true, "", len(text)}
		}
		text, count, ok := m.maskColumns(r)
		if !ok {
			text, count, ok = m.maskLines(r.Text)
		}
		return maskedText{text, count, ok, "", len(text)}
	}
	w := walk{masker: m, source: r.Text, depth: depth, limit: limit, skipped: len(r.Text), keys: map[string]key{}, changed: map[*format.Item]string{}}
	w.visit(root)
	text, checked := w.result()
	return maskedText{text, w.count, !w.lost, document.Format, checked}
}

func formatOf(r *format.Reading) format.Name {
	if document, _ := r.Values(); document != nil {
		return document.Format
	}
	return ""
}
