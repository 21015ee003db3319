package format

import (
	"encoding/hex"
	"strings"
	"unicode/utf8"

	"zkweb/zkconn/znode"
)

// minBase16 is the minimum number of digits of base16. With fewer, numbers too often decode to
// text.
const minBase16 = 32

// unwrapBase16 decodes data that is base16 as a whole, with or without line ends, if it holds text
// or bytes in a format that is certain or has likely names.
func unwrapBase16(r *Reading) *Content {
	if !r.Readable() || !mayBeBase16(r.Path, r.Text) {
		return nil
	}
	content, err := hex.DecodeString(lineEnds.Replace(r.Text))
	if err != nil {
		return nil
	}
	more := len(content) > MaxUnwrapped
	if more {
		content = wholeCharacters(content[:MaxUnwrapped])
	}
	inner := Read(r.Path, content)
	if !inner.isLikelyText() && !isKnownBinary(inner) {
		return nil
	}
	return &Content{Reading: inner, More: more}
}

// textInBase16 returns the text that word is base16 of. first is how many digits are tried before
// the rest.
func textInBase16(word string, first int) (string, bool) {
	if len(word) < minBase16 {
		return "", false
	}
	for _, digits := range []string{word[:first], word} {
		content, err := hex.DecodeString(digits)
		if err != nil || !Readable(content) {
			return "", false
		}
		if len(digits) == len(word) && utf8.Valid(content) {
			return string(content), true
		}
	}
	return "", false
}

var lineEnds = strings.NewReplacer("\r", "", "\n", "")

func mayBeBase16(_ znode.Path, text string) bool {
	return len(text) >= minBase16 && isBase16(text)
}

// isBase16 reports whether a text consists only of hexadecimal digits and line ends.
func isBase16(text string) bool {
	for i := range len(text) {
		switch b := text[i]; {
		case b >= '0' && b <= '9', b >= 'a' && b <= 'f', b >= 'A' && b <= 'F', b == '\r', b == '\n':
		default:
			return false
		}
	}
	return true
}

func wrapBase16(content []byte) ([]byte, error) { return hex.AppendEncode(nil, content), nil }
