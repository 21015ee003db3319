package changes

import (
	"strconv"
	"strings"
	"unicode"

	"zkweb/zkconn/payload/edit"
	"zkweb/zkconn/znode"
)

// MaxTextBox is the length in bytes of the longest text that a text box shows.
const MaxTextBox = 256 << 10

// whyNoTextBox returns why a text box could not hold a text and return it unchanged, except for
// line ends; nil if it can.
func whyNoTextBox(text edit.Text) error {
	switch {
	case len(text.Text) > MaxTextBox:
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeDataNotInBox, Args: znode.Args{
			"bytes": strconv.Itoa(len(text.Text)), "max": strconv.Itoa(MaxTextBox)}}
	case hasControls(text.Text):
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeDataControl}
	}
	return nil
}

// hasControls reports whether a text has control characters that a text box does not show.
func hasControls(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\t' && r != '\n' && r != '\r' })
}
