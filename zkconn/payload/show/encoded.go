package show

import (
	"encoding/base64"
	"unicode/utf8"

	"zkweb/zkconn/payload/format"
)

// Encoded is data as the JSON pages give it: Text where all of the data is
// valid UTF-8, else Base64; exactly one of them is not nil.
type Encoded struct {
	Encoding  string  `json:"encoding"` // "utf-8" or "base64"
	Text      *string `json:"text,omitempty"`
	Base64    *string `json:"base64,omitempty"`
	Truncated bool    `json:"truncated"` // only the first MaxShown bytes, or up to three fewer where a character would be cut
}

// Encode gives at most the first MaxShown bytes of data; its full size is the
// stat's dataLength.
func Encode(data []byte) Encoded {
	if utf8.Valid(data) {
		text := cutText(string(data))
		return Encoded{Encoding: "utf-8", Text: &text, Truncated: len(text) < len(data)}
	}
	coded := base64.StdEncoding.EncodeToString(cutBytes(data))
	return Encoded{Encoding: "base64", Base64: &coded, Truncated: len(data) > format.MaxShown}
}
