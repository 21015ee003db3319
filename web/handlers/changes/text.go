package changes

import (
	"strconv"
	"strings"
	"unicode"

	"zkweb/zkconn/payload/edit"
	"zkweb/zkconn/znode"
)

// MaxTextBox is the most bytes of a text that are put into a text box.
const MaxTextBox = 256 << 10

// whyNoTextBox returns why a text box could not hold a text and give it back as it
// is, but for its line ends; nil when it can.
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

// hasControls reports whether a text has characters that nobody sees in a text
// box.
func hasControls(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\t' && r != '\n' && r != '\r' })
}
