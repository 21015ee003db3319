package format

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

const (
	indentedLevels = 20 // deeper ones are not indented further: the output stays in proportion
	shortArray     = 72 // bytes of an array of plain values that stays on one line
)

// IsJSON takes objects and arrays; "42" or "\"hello\"" alone is text.
func IsJSON(text string) bool {
	start := strings.TrimLeft(text, " \t\r\n")
	return start != "" && (start[0] == '{' || start[0] == '[') && json.Valid([]byte(text))
}

// JSONTokens lays valid JSON out. Numbers, strings, the order of keys and keys
// that come twice stay as they are: only white space between them changes.
func JSONTokens(text string) []Token {
	p := jsonPrinter{text: text}
	for p.at < len(p.text) {
		p.next()
	}
	p.endLine()
	return p.tokens
}

type jsonPrinter struct {
	text   string // valid up to where it is cut off
	at     int
	depth  int
	inline int // up to here all stays on one line
	times  []string
	tokens []Token
}

func (p *jsonPrinter) next() {
	switch p.text[p.at] {
	case ' ', '\t', '\r', '\n':
		p.at++
	case '{', '[':
		p.open()
	case '}', ']':
		p.close()
	case ',':
		p.take(Punctuation, p.at+1)
		p.separate()
	case ':':
		p.take(Punctuation, p.at+1)
		p.add(Plain, " ")
	case '"':
		p.quoted()
	default:
		p.bare()
	}
}

func (p *jsonPrinter) open() {
	if end := p.skipSpace(p.at + 1); end < len(p.text) && (p.text[end] == '}' || p.text[end] == ']') {
		p.add(Punctuation, p.text[p.at:p.at+1]+p.text[end:end+1])
		p.at = end + 1
		return
	}
	if p.text[p.at] == '[' {
		p.inline = max(p.inline, p.shortArrayEnd())
	}
	p.take(Punctuation, p.at+1)
	p.depth++
	p.breakLine()
}

func (p *jsonPrinter) close() {
	p.depth--
	if p.at >= p.inline {
		p.breakLine()
	}
	p.take(Punctuation, p.at+1)
}

func (p *jsonPrinter) separate() {
	if p.at < p.inline {
		p.add(Plain, " ")
		return
	}
	p.breakLine()
}

func (p *jsonPrinter) quoted() {
	end := QuoteEnd(p.text, p.at)
	class := String
	if colon := p.skipSpace(end); colon < len(p.text) && p.text[colon] == ':' {
		class = Key
	}
	p.take(class, end)
}

func (p *jsonPrinter) bare() {
	end := p.at + 1
	for end < len(p.text) && strings.IndexByte(" \t\r\n,:]}", p.text[end]) < 0 {
		end++
	}
	word := p.text[p.at:end]
	if word[0] != '-' && (word[0] < '0' || word[0] > '9') {
		p.take(Literal, end)
		return
	}
	p.take(Number, end)
	if at, ok := epochMillis(word); ok {
		p.times = append(p.times, at)
	}
}

// shortArrayEnd is where the array that opens here ends, if it is short and
// holds plain values only; else 0.
func (p *jsonPrinter) shortArrayEnd() int {
	for i := p.at + 1; i < min(len(p.text), p.at+shortArray); i++ {
		switch p.text[i] {
		case '[', '{':
			return 0
		case ']':
			return i + 1
		case '"':
			i = QuoteEnd(p.text, i) - 1
		}
	}
	return 0
}

func (p *jsonPrinter) skipSpace(at int) int {
	for at < len(p.text) && strings.IndexByte(" \t\r\n", p.text[at]) >= 0 {
		at++
	}
	return at
}

func (p *jsonPrinter) take(class Class, end int) {
	p.add(class, p.text[p.at:end])
	p.at = end
}

func (p *jsonPrinter) add(class Class, text string) {
	p.tokens = append(p.tokens, Token{class, text})
}

func (p *jsonPrinter) breakLine() {
	if p.at < p.inline {
		return
	}
	p.endLine()
	p.add(Plain, "\n"+strings.Repeat("  ", min(p.depth, indentedLevels)))
}

// endLine says at the line's end what its numbers are as times.
func (p *jsonPrinter) endLine() {
	if len(p.times) > 0 {
		p.add(Note, "  "+strings.Join(p.times, ", "))
		p.times = nil
	}
}

// QuoteEnd is the index behind the JSON string that starts at start; the
// text's length when it is cut off.
func QuoteEnd(text string, start int) int {
	for i := start + 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(text)
}

// epochMillis is what an integer says when it is taken for milliseconds since
// 1970 and lies between 2001-09-09 and 2099: the 13 digits of a usual
// timestamp.
func epochMillis(number string) (string, bool) {
	millis, err := strconv.ParseInt(number, 10, 64)
	if err != nil || millis < 1_000_000_000_000 || millis >= 4_102_444_800_000 {
		return "", false
	}
	return time.UnixMilli(millis).UTC().Format("2006-01-02 15:04:05.000Z"), true
}
