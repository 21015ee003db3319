package format

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

const minBase64 = 16 // characters; words and numbers are shorter

// unwrapBase64 reads data that is base64 as a whole, with line ends or without, of
// text or of what is compressed.
func unwrapBase64(r *Reading) *Content {
	if !r.Readable() || len(r.Text) < minBase64 || !isBase64Byte(r.Text[0]) {
		return nil
	}
	text := strings.NewReplacer("\r", "", "\n", "").Replace(r.Text)
	content, ok := decodeBase64(text)
	if !ok {
		return nil
	}
	more := len(content) > MaxUnwrapped
	if more {
		content = wholeCharacters(content[:MaxUnwrapped])
	}
	inner := Read(r.Path, content)
	if !inner.Readable() && !isCompressed(inner) {
		return nil
	}
	return &Content{Reading: inner, More: more}
}

func isCompressed(r *Reading) bool {
	for _, unwrap := range []func(*Reading) *Content{unwrapGzip, unwrapZlib, unwrapZstd, unwrapLZ4, unwrapSnappy} {
		if unwrap(r) != nil {
			return true
		}
	}
	return false
}

// FromBase64 returns the text that a text is in base64, in any of its spellings;
// false for what is none of text.
func FromBase64(text string) (string, bool) {
	content, ok := decodeBase64(text)
	if !ok || !utf8.Valid(content) || !Readable(content) {
		return "", false
	}
	return string(content), true
}

// decodeBase64 reads the alphabets of base64 and of its spelling for URLs, padded
// or not.
func decodeBase64(text string) ([]byte, bool) {
	if len(text) < minBase64 || len(text) > 2*MaxUnwrapped {
		return nil, false
	}
	for at := range len(text) {
		if !isBase64Byte(text[at]) && text[at] != '=' {
			return nil, false
		}
	}
	bare := strings.TrimRight(text, "=")
	if padding := len(text) - len(bare); padding > 2 || padding > 0 && len(text)%4 != 0 {
		return nil, false
	}
	coding := base64.RawStdEncoding
	if strings.ContainsAny(bare, "-_") {
		coding = base64.RawURLEncoding
	}
	content, err := coding.Strict().DecodeString(bare)
	return content, err == nil
}

func isBase64Byte(b byte) bool {
	return isASCIILetter(b) || b >= '0' && b <= '9' || strings.IndexByte("+/-_", b) >= 0
}

func wrapBase64(content []byte) ([]byte, error) {
	return base64.StdEncoding.AppendEncode(nil, content), nil
}
