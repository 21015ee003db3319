package views

import (
	"strings"
	"unicode/utf8"
)

// Lead returns text with the space before what follows it on the line. Chinese punctuation needs
// none, since it is wide.
func Lead(words string) string {
	last, _ := utf8.DecodeLastRuneInString(words)
	if strings.ContainsRune("：，。；、！？）", last) {
		return words
	}
	return words + " "
}

// Sentences joins sentences, leaving out empty ones.
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
