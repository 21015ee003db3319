package mask

import (
	"fmt"
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"zkweb/zkconn/znode"
)

// Limits of the patterns, so that matching stays quick.
const (
	maxPatterns     = 100
	maxPatternBytes = 200
)

// DefaultPatterns are the names of secrets that most people would list.
func DefaultPatterns() []string {
	return []string{
		"*password*", "*passwd*", "*passphrase*", "*pwd*", "*secret*", "*token*",
		"*credential*", "*api_key*", "*access_key*", "*private_key*", "*signing_key*", "*encryption_key*",
		"*hmac_key*", "*ssh_key*", "*account_key*", "*pgpass*", "*requirepass*", "*masterauth*",
	}
}

// NewMasker makes a Masker of name patterns, in which only "*" is special: it
// stands for any number of characters. "*" alone masks all data. With no
// pattern, only what needs no name is masked: URLs, private keys, credentials
// in headers. The error is of kind Invalid and names the pattern.
func New(patterns []string) (*Masker, error) {
	if len(patterns) > maxPatterns {
		return nil, badPattern(fmt.Sprintf("There are %d mask patterns; the console takes at most %d.", len(patterns), maxPatterns))
	}
	masker := &Masker{}
	for _, text := range patterns {
		if len(text) > maxPatternBytes {
			return nil, badPattern(fmt.Sprintf("A mask pattern is %d bytes long; the console takes at most %d.", len(text), maxPatternBytes))
		}
		folded := foldName(text)
		if strings.Trim(folded, "*") == "" && text != "*" {
			return nil, badPattern(fmt.Sprintf("The mask pattern %q names nothing; a pattern is a name such as *password*, or * for all.", text))
		}
		masker.patterns = append(masker.patterns, strings.Split(folded, "*"))
	}
	return masker, nil
}

func badPattern(message string) error { return &znode.Error{Kind: znode.Invalid, Message: message} }

// pattern is what stands between the stars, folded.
type pattern []string

func (p pattern) matches(folded string) bool {
	if len(p) == 1 {
		return folded == p[0]
	}
	rest, ok := strings.CutPrefix(folded, p[0])
	if !ok {
		return false
	}
	for _, piece := range p[1 : len(p)-1] {
		if _, rest, ok = strings.Cut(rest, piece); !ok {
			return false
		}
	}
	return strings.HasSuffix(rest, p[len(p)-1])
}

// mayMatch is true of a text that matches or has a part that does.
func (p pattern) mayMatch(folded string) bool {
	for _, piece := range p {
		if !strings.Contains(folded, piece) {
			return false
		}
	}
	return true
}

// foldName leaves out what makes no difference to a name: capitals, white
// space, invisible characters and the usual separators.
func foldName(text string) string {
	if isFolded(text) {
		return text
	}
	var folded strings.Builder
	folded.Grow(len(text))
	for _, r := range text {
		switch {
		case 'a' <= r && r <= 'z':
			folded.WriteByte(byte(r))
		case 'A' <= r && r <= 'Z':
			folded.WriteByte(byte(r) + 'a' - 'A')
		case r == '-', r == '_', r == '.', r <= ' ':
		case r < unicode.MaxASCII:
			folded.WriteByte(byte(r))
		case r == utf8.RuneError: // what most of binary data is
			folded.WriteRune(r)
		case r == 'ſ':
			folded.WriteByte('s')
		case !unicode.In(r, unicode.Cf, unicode.Z, unicode.Cc):
			folded.WriteRune(unicode.ToLower(r))
		}
	}
	return folded.String()
}

func isFolded(text string) bool {
	for i := range len(text) {
		if b := text[i]; b <= ' ' || b >= 'A' && b <= 'Z' || b == '-' || b == '_' || b == '.' || b >= 0x7f {
			return false
		}
	}
	return true
}

// secretName tells whether a pattern matches the name or a word of it, also
// when the name is written with escapes.
func (m *Masker) secretName(name string) bool {
	for range maxUnescaped {
		if m.plainSecretName(name) {
			return true
		}
		plain := unescape(name)
		if plain == name {
			return false
		}
		name = plain
	}
	return false
}

func (m *Masker) plainSecretName(name string) bool {
	if m.matches(foldName(name)) {
		return true
	}
	for word := range nameWords(name) {
		if m.matches(foldName(word)) {
			return true
		}
	}
	return false
}

// secretKey is secretName for what stands in data, where a request's headers
// may be written down.
func (m *Masker) secretKey(name string) bool {
	if m.secretName(name) || !m.onlyLong && endsInCommon(name) {
		return true
	}
	for word := range nameWords(name) {
		if folded := foldName(word); folded == "authorization" || folded == "proxyauthorization" {
			return true
		}
	}
	return false
}

func nameWords(name string) iter.Seq[string] {
	return strings.FieldsFuncSeq(name, func(r rune) bool { return r == '.' || !isNameRune(r) })
}

func (m *Masker) matches(folded string) bool {
	if folded == "" {
		return false
	}
	for _, p := range m.patterns {
		if p.matches(folded) {
			return true
		}
	}
	return false
}

// namesAnother tells the keys whose value is the name of what stands beside
// it, as in {"name": "DB_PASSWORD", "value": "…"}.
func namesAnother(key string) bool {
	switch foldName(key) {
	case "name", "key", "id", "k", "property", "propertyname", "parameter", "parametername", "param", "paramname",
		"variable", "var", "env", "field", "option", "setting", "attribute", "header", "label":
		return true
	}
	return false
}
