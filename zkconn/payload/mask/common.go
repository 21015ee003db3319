package mask

import (
	"slices"
	"strings"
	"unicode/utf8"

	"zkweb/zkconn/payload/format"
)

// commonNames are secrets' names that are words of prose and parts of others,
// as of "compass", too: they count only as a name's last word.
var commonNames = []string{"pass", "cookie", "pw", "psw", "psk", "mima", "jsessionid", "phpsessid", "setcookie", "mnemonic", "enckey", "encryptkey", "deskey", "signkey", "mchkey", "csrfkey", "fernetkey"}

// isCommon reports whether a word is such a name and nothing more.
func isCommon(word string) bool {
	word = strings.Trim(word, ".")
	return slices.ContainsFunc(commonNames, func(common string) bool { return strings.EqualFold(word, common) })
}

// endsInCommon reports whether a common name is a name's last part: pass,
// db_pass, dbPass, DB_PASS_2; not bypass, pass_through.
func endsInCommon(name string) bool {
	words := nameWords(strings.TrimPrefix(name, "-D")) // a property of Java's
	return len(words) > 0 && (slices.Contains(commonNames, words[len(words)-1]) || slices.Contains(commonNames, strings.Join(words[max(0, len(words)-2):], "")))
}

// keyFiles are, folded, the usual names of files with a private key.
var keyFiles = []string{"idrsa", "iddsa", "idecdsa", "ided25519"}

// isKeyFile reports whether a name is one of such a file.
func isKeyFile(name string) bool {
	return slices.Contains(keyFiles, foldName(name))
}

// usedAsKey reports whether a common name in a text is not one of prose: a value
// is assigned to it, it is a cell of a row, or stands among binary data.
func usedAsKey(text string, start, end int) bool {
	const quotes = "\"'`"
	behind := strings.TrimLeft(text[end:], quotes)
	next, size := utf8.DecodeRuneInString(strings.TrimLeft(behind, " "))
	switch {
	case next == '=', next == ':', next == '：', next == '＝', next == utf8.RuneError && size == 1, next < ' ' && size == 1 && !format.Readable([]byte{byte(next)}):
		return true
	}
	if isQuotedArgument(text, start, end) {
		return true
	}
	before := strings.TrimRight(text[:start], quotes)
	first, last := strings.TrimRight(before, " ") == "", size == 0
	return (first || endsCell(before)) && (last || startsCell(behind)) && !(first && last)
}

// isQuotedArgument reports whether a word stands alone in quotes, with another argument
// behind, as in define('pass', 'x').
func isQuotedArgument(text string, start, end int) bool {
	if start == 0 || end+1 >= len(text) || text[start-1] != text[end] || text[end] != '\'' && text[end] != '"' {
		return false
	}
	return strings.HasPrefix(strings.TrimLeft(text[end+1:], " "), ",")
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
