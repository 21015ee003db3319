package nodes

import (
	"strconv"

	"github.com/a-h/templ"

	"zkweb/web/views"
	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/payload/show"
)

// maxOpenLines is how many lines of data are shown without a scroll bar of their own, each with a
// link to it.
const maxOpenLines = 2000

// ofData returns the lines to show: all except an empty last one, which only ends the line before.
func ofData(lines []show.Line) []show.Line {
	if last := len(lines) - 1; last > 0 && len(lines[last]) == 0 {
		return lines[:last]
	}
	return lines
}

// codeMarkup returns the lines of data: the stored markup, if there is one.
func codeMarkup(d Data) templ.Component {
	if d.Code != nil {
		return d.Code
	}
	return views.Written(func(m *views.Markup) { appendCode(m, d.Result) })
}

// Code returns the lines of a data view, for Data.Code.
func Code(result show.Result) views.Markup {
	var m views.Markup
	appendCode(&m, result)
	return m
}

// appendCode appends the lines of a data view, one span each. A template would add white space. The
// links are for pointers; people who use the keyboard find lines by the field above.
func appendCode(m *views.Markup, result show.Result) {
	lines := ofData(result.Lines)
	linked := result.Current != show.Hex && len(lines) <= maxOpenLines
	m.Raw("<code>")
	for i, line := range lines {
		if linked {
			appendLineLink(m, i+1)
		} else {
			m.Raw(`<span class="l">`)
		}
		for _, token := range line {
			appendToken(m, token)
		}
		m.Raw("\n</span>")
	}
	m.Raw("</code>")
}

// appendLineLink begins a line with the link to it. The stylesheet's counter shows the number.
func appendLineLink(m *views.Markup, n int) {
	number := strconv.Itoa(n)
	m.Raw(`<span class="l" id="L`)
	m.Raw(number)
	m.Raw(`"><a href="#L`)
	m.Raw(number)
	m.Raw(`" tabindex="-1" aria-hidden="true"></a>`)
}

func appendToken(m *views.Markup, token show.Token) {
	if token.Class == format.Plain || token.Class == show.Bytes { // looks like the rest
		m.Data(token.Text)
		return
	}
	m.Raw(`<span class="t-`)
	m.Text(string(token.Class))
	m.Raw(`">`)
	m.Data(token.Text)
	m.Raw("</span>")
}
