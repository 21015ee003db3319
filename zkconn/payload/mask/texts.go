package mask

import (
	"iter"
	"strings"

	"zkweb/zkconn/payload/format"
)

// Legible is one of the texts that a person can read in data.
type Legible struct {
	Text   string
	Line   int  // the line that all of it stands on, from 1; 0 if it has lines of its own
	Within bool // the text is decoded from a word; Line is the line of that word
}

// Texts yields the texts that a person can read in data: its text without the layers around it,
// then the texts in its layers such as base64, each followed by the texts that its words are base64
// of.
func (m Masked) Texts() iter.Seq[Legible] {
	return func(yield func(Legible) bool) {
		switch {
		case m.reading != nil:
		case !m.uncoded:
			textsIn(m.text, false, yield)
			return
		default:
			_ = m.text == "" || yield(Legible{Text: m.text})
			return
		}
		within := false
		for r := m.reading.Decoded(); textsIn(r.Text, within, yield); within = true {
			content := r.Content()
			if content == nil {
				return
			}
			r = content.Reading
		}
	}
}

// textsIn yields a text and those that its words are base64 of, and reports whether to continue.
func textsIn(text string, within bool, yield func(Legible) bool) bool {
	if text != "" && !yield(Legible{Text: text, Within: within}) {
		return false
	}
	line, counted := 1, 0
	for from := 0; ; {
		word, ok := format.CodedWord(text, from)
		if !ok {
			return true
		}
		from = word.End
		plain, ok := format.CodedText(text[word.Start:word.End])
		if !ok {
			continue
		}
		line += strings.Count(text[counted:word.Start], "\n")
		counted = word.Start
		if !yield(Legible{Text: plain, Line: line, Within: true}) {
			return false
		}
	}
}
