package show

import (
	"strings"
	"unicode/utf8"

	"zkweb/zkconn/payload/format"
)

// textDecoder takes data that is valid UTF-8 and that takes says yes to. takes
// gets all of the text, tokens its first MaxShown bytes: both without a byte
// order mark, and with "\n" for "\r\n" where all lines end so.
func textDecoder(view View, takes func(text string) bool, tokens func(text string) []format.Token) decoder {
	return decoder{
		view:  view,
		takes: func(data []byte) bool { return utf8.Valid(data) && takes(readText(string(data)).body) },
		show: func(data []byte) shown {
			text := readText(cutText(string(data)))
			pieces := tokens(text.body)
			if text.marked {
				pieces = append([]format.Token{{Class: format.Plain, Text: format.ByteOrderMark}}, pieces...)
			}
			return shown{layOut(pieces), len(data) > format.MaxShown, append(text.notes, sizeNotes(len(data))...)}
		},
	}
}

type plainText struct {
	body   string
	marked bool // there is a byte order mark before it
	notes  []string
}

func readText(whole string) plainText {
	var text plainText
	text.body, text.marked = strings.CutPrefix(whole, format.ByteOrderMark)
	if text.marked {
		text.notes = append(text.notes, "Starts with a byte order mark, U+FEFF.")
	}
	if ends := strings.Count(text.body, "\n"); ends > 0 && strings.Count(text.body, "\r\n") == ends {
		text.body = strings.ReplaceAll(text.body, "\r\n", "\n")
		text.notes = append(text.notes, "Lines end in CR LF.")
	}
	return text
}

func isText(string) bool { return true }

func textTokens(text string) []format.Token { return []format.Token{{Class: format.Plain, Text: text}} }
