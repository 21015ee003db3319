package changes

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"zkweb/zkconn/znode"
)

// MaxTextBox is the most bytes of data that are put into a text box.
const MaxTextBox = 64 << 10

// whyNoTextBox returns why a text box could not hold data and give it back byte
// for byte; nil when it can. A browser makes every line end in CR LF, so data
// must have one kind of line end.
func whyNoTextBox(data []byte) *znode.Error {
	switch {
	case !utf8.Valid(data):
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeDataNotText}
	case len(data) > MaxTextBox:
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeDataNotInBox, Args: znode.Args{
			"bytes": strconv.Itoa(len(data)), "max": strconv.Itoa(MaxTextBox)}}
	case hasControls(string(data)):
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeDataControl}
	case hasMixedLineEnds(string(data)):
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeDataLineEnds}
	}
	return nil
}

// hasControls reports whether a text has characters that nobody sees in a text
// box.
func hasControls(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\t' && r != '\n' && r != '\r' })
}

// hasMixedLineEnds reports whether a text has line ends of more than one kind,
// or CR alone.
func hasMixedLineEnds(text string) bool {
	pairs := strings.Count(text, "\r\n")
	return strings.Count(text, "\r") != pairs || pairs > 0 && strings.Count(text, "\n") != pairs
}

// storedText is a typed text as it is to be stored. A browser sends every line
// end as CR LF, which is kept only where the data was so before. It fails with
// Invalid for a text that no text box would give back as it is.
func storedText(typed string, crlf bool) ([]byte, error) {
	if !crlf {
		typed = strings.ReplaceAll(typed, "\r\n", "\n")
	}
	switch {
	case hasControls(typed):
		return nil, &znode.Error{Kind: znode.Invalid, Code: znode.CodeTextControl}
	case hasMixedLineEnds(typed):
		return nil, &znode.Error{Kind: znode.Invalid, Code: znode.CodeTextLineEnds}
	}
	return []byte(typed), nil
}
