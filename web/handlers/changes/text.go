package changes

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"zkweb/zkconn/znode"
)

// MaxTextBox is the most bytes of data that are put into a text box.
const MaxTextBox = 64 << 10

const notUTF8 = "is not UTF-8 text"

// whyNoTextBox says why a text box could not hold data and give it back byte
// for byte; "" when it can. A browser makes every line end in CR LF, so data
// must have one kind of line end.
func whyNoTextBox(data []byte) string {
	switch {
	case !utf8.Valid(data):
		return notUTF8
	case len(data) > MaxTextBox:
		return fmt.Sprintf("has %d bytes, and a text box is offered for at most %d", len(data), MaxTextBox)
	}
	return whyNotTyped(string(data))
}

// whyNotTyped says why no text box would give a text back as it is; "" when one
// does.
func whyNotTyped(text string) string {
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\t' && r != '\n' && r != '\r' }) {
		return "holds control characters, which nobody sees in a text box"
	}
	if pairs := strings.Count(text, "\r\n"); strings.Count(text, "\r") != pairs || pairs > 0 && strings.Count(text, "\n") != pairs {
		return "has line ends of more than one kind, which a browser would make all the same"
	}
	return ""
}

// storedText is a typed text as it is to be stored. A browser sends every line
// end as CR LF, which is kept only where the data was so before. It fails with
// Invalid for a text that no text box would give back as it is.
func storedText(typed string, crlf bool) ([]byte, error) {
	if !crlf {
		typed = strings.ReplaceAll(typed, "\r\n", "\n")
	}
	if why := whyNotTyped(typed); why != "" {
		return nil, &znode.Error{Kind: znode.Invalid, Message: "Nothing was changed: the text " + why + ". Upload a file instead."}
	}
	return []byte(typed), nil
}
