package mask

import (
	"slices"
	"strings"
	"unicode/utf8"

	"zkweb/zkconn/payload/format"
)

// commonNames are names of secrets that are also ordinary words or parts of others, such as
// "compass". They count only as the last word of a name.
var commonNames = []string{"pass", "cookie", "pw", "psw", "psk", "mima", "jsessionid", "phpsessid", "setcookie", "mnemonic", "enckey", "encryptkey", "deskey", "signkey", "mchkey", "csrfkey", "fernetkey"}

// isCommon reports whether a word is one of commonNames and nothing more.
func isCommon(word string) bool {
	word = strings.Trim(word, ".")
	return slices.ContainsFunc(commonNames, func(common string) bool { return strings.EqualFold(word, common) })
}

// endsInCommon reports whether the last part of a name is one of commonNames: pass, db_pass,
// dbPass, DB_PASS_2, but not bypass or pass_through.
func endsInCommon(name string) bool {
	words := nameWords(strings.TrimPrefix(name, "-D")) // a system property of Java
	return len(words) > 0 && (slices.Contains(commonNames, words[len(words)-1]) || slices.Contains(commonNames, strings.Join(words[max(0, len(words)-2):], "")))
}

// keyFiles are the usual names of files with a private key, folded.
var keyFiles = []string{"idrsa", "iddsa", "idecdsa", "ided25519"}

// isKeyFile reports whether name is one of keyFiles.
func isKeyFile(name string) bool {
	return slices.Contains(keyFiles, foldName(name))
}

// usedAsKey reports whether a common name in a text is used as a name and not in prose: it is
// assigned a value, is a cell of a row, or stands among binary data.
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

// isQuotedArgument reports whether a word stands alone in quotes and is followed by another
// argument, as in define('pass', 'x').
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
