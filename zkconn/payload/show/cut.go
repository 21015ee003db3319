package show

import (
	"unicode/utf8"

	"zkweb/zkconn/payload/format"
)

// cutBytes is the first MaxShown bytes of data, or all of fewer.
func cutBytes(data []byte) []byte { return data[:min(len(data), format.MaxShown)] }

// cutText is cutBytes for valid UTF-8: a character that MaxShown would cut is
// left out.
func cutText(text string) string {
	if len(text) <= format.MaxShown {
		return text
	}
	end := format.MaxShown
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}
