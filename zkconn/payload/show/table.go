package show

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"zkweb/zkconn/payload/format"
)

const widestColumn = 48 // wider cells push the ones after them to the right

// table aligns cells in columns, up to end. It only adds white space between them, and replaces
// tabs by it.
func (p *printer) table(end int) {
	spans := p.document.Spans(end)
	widths := p.columnWidths(spans)
	column, taken := 0, 0
	for _, span := range spans {
		text := p.document.Text[span.Start:span.End]
		switch {
		case text == "\n":
			p.endLine()
			column, taken = 0, 0
			continue
		case span.Class != format.Punctuation:
			p.put(span.Class, text)
			taken += displayWidth(text)
			continue
		case text == "\t":
			p.put(format.Plain, " ")
		default:
			p.put(format.Punctuation, text)
		}
		p.put(format.Plain, strings.Repeat(" ", max(1, widths[column]-taken+1)))
		column, taken = column+1, 0
	}
	p.lines = append(p.lines, p.line)
}

// columnWidths returns the widths of the widest cell of each column, up to widestColumn.
func (p *printer) columnWidths(spans []format.Span) []int {
	widths := []int{0}
	column, taken := 0, 0
	for _, span := range spans {
		text := p.document.Text[span.Start:span.End]
		switch {
		case text == "\n":
			column, taken = 0, 0
		case span.Class == format.Punctuation:
			column, taken = column+1, 0
			if column == len(widths) {
				widths = append(widths, 0)
			}
		default:
			taken += displayWidth(text)
			widths[column] = max(widths[column], min(taken, widestColumn))
		}
	}
	return widths
}

// displayWidth returns how many columns of a fixed-width font a text takes.
func displayWidth(text string) int {
	columns := 0
	for _, r := range text {
		switch kind := width.LookupRune(r).Kind(); {
		case unicode.Is(unicode.Mn, r):
		case kind == width.EastAsianWide || kind == width.EastAsianFullwidth:
			columns += 2
		default:
			columns++
		}
	}
	return columns
}
