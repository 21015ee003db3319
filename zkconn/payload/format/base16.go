package format

import (
	"encoding/hex"
	"strings"

	"zkweb/zkconn/znode"
)

// minBase16 is how many digits data in base16 has: of fewer, numbers read as text too
// often.
const minBase16 = 32

// unwrapBase16 reads data that is base16 as a whole, with line ends or without, of text
// or of bytes in a format that is known for sure or by its names.
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
	if !inner.Readable() && !isKnownBinary(inner) {
		return nil
	}
	return &Content{Reading: inner, More: more}
}

var lineEnds = strings.NewReplacer("\r", "", "\n", "")

func mayBeBase16(_ znode.Path, text string) bool {
	if len(text) < minBase16 {
		return false
	}
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
