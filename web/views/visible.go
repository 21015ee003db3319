package views

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible returns text with every character escaped that is invisible or changes how others look:
// "⟨U+202E⟩" for a bidi override, "⟨U+200B⟩" for a zero-width space, "⟨0xFF⟩" for a byte that is
// not UTF-8. It is for places without markup: titles, labels and the text of options.
func Visible(text string) string {
	if plain(text) {
		return text
	}
	var out strings.Builder
	eachVisible(text, func(piece string, _ bool) { out.WriteString(piece) })
	return out.String()
}

// eachVisible calls piece for each run of plain text and for each escape.
func eachVisible(text string, piece func(text string, escaped bool)) {
	plain := 0 // start of the current run of plain text
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if escape := escapeOf(r, size, text[i]); escape != "" {
			if plain < i {
				piece(text[plain:i], false)
			}
			piece(escape, true)
			plain = i + size
		}
		i += size
	}
	if plain < len(text) {
		piece(text[plain:], false)
	}
}

func escapeOf(r rune, size int, first byte) string {
	switch {
	case r == utf8.RuneError && size == 1:
		return fmt.Sprintf("⟨0x%02X⟩", first)
	case Deceives(r):
		return fmt.Sprintf("⟨U+%04X⟩", r)
	}
	return ""
}

// Deceives reports whether r is a character that is invisible or moves others: controls, bidi and
// zero-width characters, line and paragraph separators, every space except the plain one, and
// fillers.
func Deceives(r rune) bool {
	if r < 0x7f {
		return r < ' '
	}
	const brailleBlank = '\u2800'
	return r == brailleBlank || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Z, unicode.Other_Default_Ignorable_Code_Point)
}
