package mask

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxUnescaped is how many layers of escapes are looked through.
const maxUnescaped = 6

// mayHold is false only for a text without any secret that maskText would
// mask, however the text is escaped: most data costs no more than this.
func (m *Masker) mayHold(text string) bool {
	if m.hintsEscaped(text) {
		return true
	}
	whole, parted := withoutXMLComments(text)
	return parted && m.hintsEscaped(whole)
}

func (m *Masker) hintsEscaped(text string) bool {
	for range maxUnescaped {
		if m.hints(text) {
			return true
		}
		plain := unescape(text)
		if plain == text {
			return false
		}
		text = plain
	}
	return true
}

var xmlComment = regexp.MustCompile(`(?s)<!--.*?-->`)

// withoutXMLComments leaves out comments, which can part a name.
func withoutXMLComments(text string) (whole string, parted bool) {
	if !strings.Contains(text, "<!--") {
		return text, false
	}
	return xmlComment.ReplaceAllString(text, ""), true
}

func (m *Masker) hints(text string) bool {
	if strings.Contains(text, "://") && strings.Contains(text, "@") {
		return true
	}
	if hintsToken(text) {
		return true
	}
	folded := foldName(text)
	for _, p := range m.patterns {
		if p.mayMatch(folded) {
			return true
		}
	}
	for _, word := range []string{"privatekey", "authorization", "bearer", "basic", "jdbc:oracle", "pass", "cookie", "sig="} {
		if strings.Contains(folded, word) {
			return true
		}
	}
	return strings.Contains(folded, "kind") && strings.Contains(folded, "secret")
}

// unescape takes one layer of the escapes away that JSON, YAML, properties,
// XML and URLs have, all of them at once, CDATA sections among them. A line end
// that is escaped goes, with the white space behind it.
func unescape(text string) string {
	if strings.Contains(text, "<![CDATA[") {
		text = strings.NewReplacer("<![CDATA[", "", "]]>", "").Replace(text)
	}
	if !strings.ContainsAny(text, `\%&`) {
		return text
	}
	var out strings.Builder
	out.Grow(len(text))
	for text != "" {
		at := strings.IndexAny(text, `\%&`)
		if at < 0 {
			at = len(text)
		}
		out.WriteString(text[:at])
		if text = text[at:]; text == "" {
			break
		}
		plain, length := unescapeOne(text)
		out.WriteString(plain)
		text = text[length:]
	}
	return out.String()
}

// unescapeOne reads what the text starts with, one of \ % &.
func unescapeOne(text string) (plain string, length int) {
	switch {
	case text[0] == '%':
		return codePoint(text, 1, 2, 16)
	case strings.HasPrefix(text, "&#x"), strings.HasPrefix(text, "&#X"):
		return entity(text, 3, 16)
	case strings.HasPrefix(text, "&#"):
		return entity(text, 2, 10)
	case text[0] == '&':
		for name, plain := range map[string]string{"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": `"`, "&apos;": "'"} {
			if strings.HasPrefix(text, name) {
				return plain, len(name)
			}
		}
		return "&", 1
	case len(text) == 1:
		return "", 1
	}
	switch text[1] {
	case 'x':
		return codePoint(text, 2, 2, 16)
	case 'u':
		return codePoint(text, 2, 4, 16)
	case 'U':
		return codePoint(text, 2, 8, 16)
	case 'n', 'r', 't', 'f', 'b':
		return " ", 2
	case '\r', '\n':
		return "", len(text) - len(strings.TrimLeft(text[1:], " \t\r\n\f"))
	}
	return text[1:2], 2
}

func entity(text string, from, base int) (plain string, length int) {
	end := strings.IndexByte(text[:min(len(text), 16)], ';')
	if end < from {
		return "&", 1
	}
	if plain, length = codePoint(text, from, end-from, base); length == 1 {
		return plain, length
	}
	return plain, end + 1
}

// codePoint reads digits behind an escape's start; without them the start is
// taken for a character.
func codePoint(text string, from, digits, base int) (plain string, length int) {
	if from+digits <= len(text) {
		if r, err := strconv.ParseUint(text[from:from+digits], base, 32); err == nil {
			return string(utf8.AppendRune(nil, rune(r))), from + digits
		}
	}
	if text[0] == '\\' {
		return text[1:from], from
	}
	return text[:1], 1
}
