package show

import (
	"fmt"
	"strings"
	"unicode"

	"zkweb/zkconn/payload/format"
)

// printer turns a document into lines.
type printer struct {
	document *format.Document
	masked   bool // format.MaskText stands in place of secrets
	crlf     bool // lines end in CR LF
	lines    []Line
	line     Line
	remarks  []string // remarks on the line, to go at its end
}

// tokensAtOnce is how many tokens are allocated together.
const tokensAtOnce = 64

// add appends a token to the line. Successive lines share memory.
func (p *printer) add(token Token) {
	if len(p.line) == cap(p.line) {
		p.line = append(make([]Token, 0, max(tokensAtOnce, 2*len(p.line))), p.line...)
	}
	p.line = append(p.line, token)
}

// print lays the text out unchanged, up to end.
func (p *printer) print(end int) {
	p.lines = make([]Line, 0, strings.Count(p.document.Text[:end], "\n")+1)
	for _, span := range p.document.Spans(end) {
		rest := p.document.Text[span.Start:span.End]
		if span.Class == format.String {
			p.decode(rest)
		}
		for {
			at := strings.IndexByte(rest, '\n')
			if at < 0 {
				break
			}
			p.put(span.Class, rest[:at])
			p.endLine()
			rest = rest[at+1:]
		}
		p.put(span.Class, rest)
	}
	p.endRemarks()
	p.lines = append(p.lines, p.line)
}

// decode adds a remark with the decoded text if value is base64 of text.
func (p *printer) decode(value string) {
	const longest = 80 // maximum characters shown
	text, ok := format.CodedText(strings.Trim(value, " \t\r\"'"))
	if !ok {
		return
	}
	decoded := []rune(text)
	if len(decoded) > longest {
		decoded = append(decoded[:longest], '…')
	}
	p.remarks = append(p.remarks, "→ "+seen(string(decoded)))
}

func (p *printer) endRemarks() {
	if len(p.remarks) > 0 {
		p.add(Token{Remark, "  " + strings.Join(p.remarks, ", ")})
		p.remarks = nil
	}
}

// seen returns a text with symbols in place of invisible characters.
func seen(text string) string {
	if isPrintable(text) && !strings.Contains(text, "\t") {
		return text
	}
	var out strings.Builder
	for _, r := range text {
		if r == '\t' || unseen(r) {
			out.WriteString(symbols(string(r)))
		} else {
			out.WriteRune(r)
		}
	}
	return out.String()
}

// endLine ends a line, and removes the CR that was put before its end.
func (p *printer) endLine() {
	if p.crlf {
		last := len(p.line) - 1
		p.line[last].Text = strings.TrimSuffix(p.line[last].Text, symbolCR)
		if p.line[last].Text == "" {
			p.line = p.line[:last]
		}
	}
	p.cutLine()
}

// cutLine ends the line as it is. The next line shares its memory.
func (p *printer) cutLine() {
	p.endRemarks()
	end := len(p.line)
	p.lines, p.line = append(p.lines, p.line[:end:end]), p.line[end:]
}

const symbolCR = "␍"

// put appends a text without line ends to the line. Masks become tokens of their own, and
// characters that are invisible or misleading become Control tokens.
func (p *printer) put(class format.Class, text string) {
	for text != "" && p.masked {
		at := strings.Index(text, format.MaskText)
		if at < 0 {
			break
		}
		p.putSeen(class, text[:at])
		p.add(Token{Mask, format.MaskText})
		text = text[at+len(format.MaskText):]
	}
	p.putSeen(class, text)
}

func (p *printer) putSeen(class format.Class, text string) {
	if isPrintable(text) {
		if text != "" {
			p.add(Token{class, text})
		}
		return
	}
	for text != "" {
		end := indexOr(text, unseen)
		if end > 0 {
			p.add(Token{class, text[:end]})
		}
		text = text[end:]
		end = indexOr(text, func(r rune) bool { return !unseen(r) })
		if end > 0 {
			p.add(Token{Control, symbols(text[:end])})
		}
		text = text[end:]
	}
}

// isPrintable reports whether a text consists of tabs and visible ASCII characters, as most do.
func isPrintable(text string) bool {
	for i := range len(text) {
		if b := text[i]; (b < ' ' || b > '~') && b != '\t' {
			return false
		}
	}
	return true
}

func indexOr(text string, is func(rune) bool) int {
	if at := strings.IndexFunc(text, is); at >= 0 {
		return at
	}
	return len(text)
}

// unseen reports whether r is a control character other than HT, or one that is invisible or
// changes the direction of text. U+200C and U+200D are allowed, since words and emoji contain them.
// U+FFFD counts as unseen, so that it can be distinguished from a replacement that the viewer's
// software makes.
func unseen(r rune) bool {
	switch {
	case r == '\t', r >= ' ' && r <= '~', r == 0x200c, r == 0x200d:
		return false
	case r == unicode.ReplacementChar:
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// symbols returns Unicode's control pictures for a text, and "⟨U+202E⟩" and the like for characters
// without one.
func symbols(text string) string {
	var out strings.Builder
	for _, r := range text {
		switch {
		case r < ' ':
			out.WriteRune('␀' + r)
		case r == 0x7f:
			out.WriteRune('␡')
		default:
			fmt.Fprintf(&out, "⟨U+%04X⟩", r)
		}
	}
	return out.String()
}
