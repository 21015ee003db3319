package mask

import (
	"iter"
	"strings"

	"zkweb/zkconn/payload/format"
)

// Legible is one of the texts that a person reads in data.
type Legible struct {
	Text   string
	Line   int  // that all of it stands in, from 1; 0 where it has lines of its own
	Within bool // it is what a text says once it is decoded; its line is one of that
}

// Texts yields what a person reads in data: its text without the layers around it, then
// what that holds in layers of text such as base64, and what words within each of these
// say that are base64 of a text.
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

// textsIn yields a text and what its words say, and reports whether more is asked for.
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
