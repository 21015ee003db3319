package mask

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// unescape removes the escapes of JSON, YAML, properties, XML and URLs, and the marks of CDATA
// sections, all at once and however deeply they are nested. It also removes escaped line ends, with
// the white space after them. It takes one pass.
func unescape(text string) string {
	if !strings.ContainsAny(text, `\%&`) && !strings.Contains(text, "<![CDATA[") {
		return text
	}
	u := unescaper{out: make([]byte, 0, len(text)), begin: -1}
	for at := 0; at < len(text); at++ {
		if u.begin < 0 && !u.blank {
			plain := at + plainRun(text[at:])
			u.out = append(u.out, text[at:plain]...)
			if at = plain; at == len(text) {
				break
			}
		}
		b := text[at]
		if u.blank && (b == ' ' || b == '\t' || b == '\r' || b == '\n' || b == '\f') {
			continue
		}
		u.blank = false
		u.put(b)
	}
	return string(u.out)
}

// plainRun returns the number of bytes before the first one that begins an escape or ends a mark.
func plainRun(text string) int {
	for at := range len(text) {
		switch text[at] {
		case '\\', '%', '&', '[', '>':
			return at
		}
	}
	return len(text)
}

// maxEscape is the length of the longest escape that is read, in bytes.
const maxEscape = 16

// unescaper decodes an escape as soon as its last byte is written, so that the result can be part
// of the next escape.
type unescaper struct {
	out   []byte
	begin int  // start of the last escape in out, if that is incomplete
	blank bool // skipping white space after an escaped line end
}

func (u *unescaper) put(b byte) {
	if at := len(u.out) - 1; at >= 0 && u.out[at] == '\\' && u.begin == at && !strings.ContainsRune("xuU", rune(b)) {
		u.out = u.out[:at]
		u.begin = -1
		switch b {
		case 'n', 'r', 't', 'f', 'b':
			u.out = append(u.out, ' ')
		case '\r', '\n':
			u.blank = true
		case '\\':
			u.start(b)
		default:
			u.complete(b)
		}
		return
	}
	u.complete(b)
}

func (u *unescaper) start(b byte) {
	u.begin = len(u.out)
	u.out = append(u.out, b)
}

// complete writes a byte and decodes the escape that it ends.
func (u *unescaper) complete(b byte) {
	switch b {
	case '\\', '%', '&':
		u.start(b)
		return
	case '[':
		u.out = append(u.out, b)
		u.trim("<![CDATA[")
		return
	case '>':
		u.out = append(u.out, b)
		u.trim("]]>")
		return
	}
	u.out = append(u.out, b)
	if u.begin < 0 {
		return
	}
	if len(u.out)-u.begin > maxEscape {
		u.begin = -1
		return
	}
	if !mayEnd(u.out[u.begin], b, len(u.out)-u.begin) {
		return
	}
	r, known := readEscape(string(u.out[u.begin:]))
	if !known {
		return
	}
	ofByte := u.out[u.begin] == '%' || u.out[u.begin+1] == 'x'
	u.out = u.out[:u.begin]
	u.begin = -1
	switch {
	case r < utf8.RuneSelf:
		u.put(byte(r)) // which may begin or end another escape
	case ofByte:
		u.out = append(u.out, byte(r)) // a byte of a character in UTF-8
	default:
		u.out = utf8.AppendRune(u.out, r)
	}
}

// mayEnd returns false only if an escape of this length cannot end with last.
func mayEnd(first, last byte, length int) bool {
	switch first {
	case '&':
		return last == ';'
	case '%':
		return length == 3
	}
	return length == 4 || length == 6 || length == 10 // \x41, \u0041, \U00000041
}

func (u *unescaper) trim(mark string) {
	if at := len(u.out) - len(mark); at >= 0 && string(u.out[at:]) == mark {
		u.out = u.out[:at]
	}
}

// readEscape returns the character that a complete escape stands for.
func readEscape(escape string) (r rune, known bool) {
	digits, length, base := escape, 0, 16
	switch {
	case escape[0] == '%':
		digits, length = escape[1:], 2
	case escape[0] == '\\' && len(escape) > 1:
		digits, length = escape[2:], map[byte]int{'x': 2, 'u': 4, 'U': 8}[escape[1]]
	case escape[0] == '&' && escape[len(escape)-1] == ';':
		if r, named := entities[escape]; named {
			return r, true
		}
		digits = strings.TrimSuffix(escape[1:], ";")
		if !strings.HasPrefix(digits, "#") {
			return 0, false
		}
		if digits, base = digits[1:], 10; strings.HasPrefix(strings.ToLower(digits), "x") {
			digits, base = digits[1:], 16
		}
		length = len(digits)
	}
	if length == 0 || len(digits) != length {
		return 0, false
	}
	point, err := strconv.ParseUint(digits, base, 21)
	return rune(point), err == nil
}

var entities = map[string]rune{"&amp;": '&', "&lt;": '<', "&gt;": '>', "&quot;": '"', "&apos;": '\'', "&nbsp;": ' '}

// withoutXMLComments removes XML comments, which can split a name. parted is false if there are
// none.
func withoutXMLComments(text string) (whole string, parted bool) {
	const begin, end = "<!--", "-->"
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, begin)
		if !found {
			break
		}
		_, after, closed := strings.Cut(rest, end)
		if !closed {
			break
		}
		parted = true
		out.WriteString(before)
		text = after
	}
	if !parted {
		return text, false
	}
	out.WriteString(text)
	return out.String(), true
}
