package mask

import (
	"regexp"
	"strings"
)

// What stands around a private key: PEM, OpenSSH, PGP, OpenVPN and PuTTY.
var (
	keyBegin = regexp.MustCompile(`(?i)-{4,5} ?BEGIN [A-Z0-9 ]{0,40}(?:PRIVATE|STATIC) KEY[A-Z0-9 ]{0,10}-{4,5}|Private-Lines: ?[0-9]+`)
	keyEnd   = regexp.MustCompile(`(?i)-{4,5} ?END [A-Z0-9 ]{0,40}(?:PRIVATE|STATIC) KEY[A-Z0-9 ]{0,10}-{4,5}|Private-(?:MAC|Hash):`)
	keyArmor = regexp.MustCompile(`(?i)-{4,5} ?(?:BEGIN|END) [A-Z0-9 ]{0,40}(?:PRIVATE|STATIC) KEY[A-Z0-9 ]{0,10}-{4,5}`)
)

// hasKey reports whether a private key begins in the text.
func hasKey(text string) bool { return mayHaveArmor(text) && keyBegin.MatchString(text) }

// mayHaveArmor is false only for a text that none of the expressions match.
func mayHaveArmor(text string) bool {
	return strings.Contains(text, "----") || strings.Contains(text, "-Lines:") || strings.Contains(text, "-lines:")
}

// withoutArmor is as long as the line, and has bars for what stands around a
// private key and says its name.
func withoutArmor(line string) string {
	if !mayHaveArmor(line) {
		return line
	}
	return keyArmor.ReplaceAllStringFunc(line, func(armor string) string { return strings.Repeat("|", len(armor)) })
}

// maskKeys masks private keys; ok is false for one without its end.
func maskKeys(text string) (masked string, count int, ok bool) {
	if !hasKey(text) {
		return text, 0, true
	}
	var out strings.Builder
	for {
		begin := keyBegin.FindStringIndex(text)
		if begin == nil {
			out.WriteString(text)
			return out.String(), count, true
		}
		end := keyEnd.FindStringIndex(text[begin[1]:])
		if end == nil {
			return "", 0, false
		}
		body := text[begin[1] : begin[1]+end[0]]
		if strings.TrimSpace(body) != Text {
			body = maskBlock(body)
			count++
		}
		out.WriteString(text[:begin[1]])
		out.WriteString(body)
		text = text[begin[1]+end[0]:]
	}
}

// maskBlock keeps the line ends around what it masks.
func maskBlock(body string) string {
	if strings.HasPrefix(strings.TrimPrefix(body, "\r"), "\n") {
		return "\n" + Text + "\n"
	}
	return Text
}
