package views

import (
	"strings"
	"unicode/utf8"
)

// Lead returns words with the space that stands between them and what follows on the
// line: none behind a mark of Chinese, which is wide enough.
func Lead(words string) string {
	last, _ := utf8.DecodeLastRuneInString(words)
	if strings.ContainsRune("：，。；、！？）", last) {
		return words
	}
	return words + " "
}

// Sentences returns sentences one behind the other, without those that are empty.
func Sentences(all ...string) string {
	said := ""
	for _, each := range all {
		if said != "" && each != "" {
			said = Lead(said)
		}
		said += each
	}
	return said
}
