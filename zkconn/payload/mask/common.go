package mask

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"zkweb/zkconn/payload/format"
)

// commonNames are secrets' names that are words of prose and parts of others,
// as of "compass", too.
var commonNames = []string{"pass", "cookie"}

// isCommon tells whether a word is such a name and nothing more.
func isCommon(word string) bool {
	for _, common := range commonNames {
		if strings.EqualFold(word, common) {
			return true
		}
	}
	return false
}

// endsInCommon tells whether a common name is a name's last part: pass,
// db_pass, dbPass, DB_PASS_2; not bypass, pass_through.
func endsInCommon(name string) bool {
	name = strings.TrimRightFunc(name, func(r rune) bool { return unicode.IsNumber(r) || !unicode.IsLetter(r) })
	for _, common := range commonNames {
		at := len(name) - len(common)
		if at < 0 || !strings.EqualFold(name[at:], common) {
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(name[:at])
		capital, small := unicode.IsUpper(rune(name[at])), unicode.IsLower(rune(name[at+1]))
		return at == 0 || !unicode.IsLetter(before) && !unicode.IsNumber(before) || capital && (small || !unicode.IsUpper(before))
	}
	return false
}

// usedAsKey tells whether a common name in a text is not one of prose: a value
// is assigned to it, it is a cell of a row, or stands among binary data.
func usedAsKey(text string, start, end int) bool {
	const quotes = "\"'`"
	behind := strings.TrimLeft(text[end:], quotes)
	next, size := utf8.DecodeRuneInString(strings.TrimLeft(behind, " "))
	switch {
	case next == '=', next == ':', next == utf8.RuneError && size == 1, next < ' ' && size == 1 && !format.Readable([]byte{byte(next)}):
		return true
	}
	before := strings.TrimRight(text[:start], quotes)
	first, last := strings.TrimRight(before, " ") == "", size == 0
	return (first || endsCell(before)) && (last || startsCell(behind)) && !(first && last)
}

func endsCell(before string) bool {
	bare := strings.TrimRight(before, " ")
	for _, delimiter := range delimiters {
		if strings.HasSuffix(before, delimiter) || strings.HasSuffix(bare, delimiter) {
			return true
		}
	}
	return false
}

func startsCell(behind string) bool {
	bare := strings.TrimLeft(behind, " ")
	for _, delimiter := range delimiters {
		if strings.HasPrefix(behind, delimiter) || strings.HasPrefix(bare, delimiter) {
			return true
		}
	}
	return false
}
