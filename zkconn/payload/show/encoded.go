package show

import (
	"encoding/base64"

	"zkweb/zkconn/payload/format"
)

// Encoded is data as in the JSON of pages. Text is set if all of the data is valid UTF-8, else
// Base64; the other one is nil.
type Encoded struct {
	Encoding  string  `json:"encoding"` // "utf-8" or "base64"
	Text      *string `json:"text,omitempty"`
	Base64    *string `json:"base64,omitempty"`
	Truncated bool    `json:"truncated"` // only the first MaxShown bytes, or up to three fewer so that no character is cut
}

// Encode returns at most the first MaxShown bytes of a reading's data. The full size is the stat's
// dataLength.
func Encode(r *format.Reading) Encoded {
	if r.UTF8 {
		end := shownEnd(r) + len(r.Data) - len(r.Text)
		text := string(r.Data[:end])
		return Encoded{Encoding: "utf-8", Text: &text, Truncated: end < r.Size}
	}
	end := min(len(r.Data), format.MaxShown)
	coded := base64.StdEncoding.EncodeToString(r.Data[:end])
	return Encoded{Encoding: "base64", Base64: &coded, Truncated: end < r.Size}
}
