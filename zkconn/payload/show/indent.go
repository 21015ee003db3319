package show

import (
	"strconv"
	"strings"
	"time"

	"zkweb/zkconn/payload/format"
)

const (
	indentedLevels = 20 // deeper levels are not indented further, so that the size of the output stays proportional
	shortArray     = 72 // maximum size of an array of plain values on one line, in bytes
)

// indent lays out a document in which white space has no meaning, up to end, and changes nothing
// but white space. Lines end with remarks on numbers that may be times and on strings that are
// base64 of text.
func (p *printer) indent(end int) {
	in := indenter{printer: p}
	for _, span := range p.document.Spans(end) {
		if span.Class != format.Plain {
			in.spans = append(in.spans, span)
		}
	}
	for in.at < len(in.spans) {
		in.next()
	}
	in.endRemarks()
	p.lines = append(p.lines, p.line)
}

type indenter struct {
	*printer
	spans  []format.Span // without those of white space
	at     int           // index of the next span
	depth  int
	inline int // all spans before this index stay on one line
}

func (in *indenter) text(at int) string {
	if at >= len(in.spans) {
		return ""
	}
	span := in.spans[at]
	return in.document.Text[span.Start:span.End]
}

func (in *indenter) next() {
	span, text := in.spans[in.at], in.text(in.at)
	in.at++
	if span.Class != format.Punctuation {
		in.put(span.Class, text)
		if span.Class == format.String {
			in.decode(text)
		}
		if at, ok := epochMillis(text); ok && span.Class == format.Number {
			in.remarks = append(in.remarks, at)
		}
		return
	}
	switch text {
	case "{", "[":
		in.open(text)
	case "}", "]":
		in.depth--
		if in.at > in.inline {
			in.breakLine()
		}
		in.put(format.Punctuation, text)
	case ",":
		in.put(format.Punctuation, text)
		if in.at < in.inline {
			in.put(format.Plain, " ")
		} else {
			in.breakLine()
		}
	default:
		in.put(format.Punctuation, text)
		in.put(format.Plain, " ")
	}
}

func (in *indenter) open(text string) {
	if end := in.text(in.at); end == "}" || end == "]" {
		in.at++
		in.put(format.Punctuation, text+end)
		return
	}
	in.put(format.Punctuation, text)
	if text == "[" {
		in.inline = max(in.inline, in.shortArrayEnd())
	}
	in.depth++
	if in.at >= in.inline {
		in.breakLine()
	}
}

// shortArrayEnd returns the index of the span after the array that was just opened, if the array is
// short and contains only plain values; else 0.
func (in *indenter) shortArrayEnd() int {
	start := in.spans[in.at-1].Start
	for at := in.at; at < len(in.spans) && in.spans[at].Start < start+shortArray; at++ {
		switch in.text(at) {
		case "[", "{":
			return 0
		case "]":
			return at + 1
		}
	}
	return 0
}

func (in *indenter) breakLine() {
	in.cutLine()
	in.put(format.Plain, strings.Repeat("  ", min(max(in.depth, 0), indentedLevels)))
}

// epochMillis returns the time that an integer stands for if it is a usual timestamp: 13 digits, in
// milliseconds since 1970, between 2001-09-09 and 2099.
func epochMillis(number string) (string, bool) {
	if len(number) != len("1000000000000") {
		return "", false
	}
	millis, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return "", false
	}
	at, ok := format.EpochTime(millis, time.Millisecond)
	return at.Format("2006-01-02 15:04:05.000Z"), ok
}
