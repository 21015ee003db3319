package nodes

import (
	"github.com/a-h/templ"

	"zkweb/web/views"
	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/payload/show"
)

// codeMarkup is a data view's lines, one span each. It is not a template, as a
// template would add white space of its own. A last line without anything in it
// is none: it only ends the one before.
func codeMarkup(lines []show.Line) templ.Component {
	if last := len(lines) - 1; last > 0 && len(lines[last]) == 0 {
		lines = lines[:last]
	}
	return views.Written(func(m *views.Markup) {
		m.Raw("<code>")
		for _, line := range lines {
			m.Raw(`<span class="l">`)
			for _, token := range line {
				appendToken(m, token)
			}
			m.Raw("\n</span>")
		}
		m.Raw("</code>")
	})
}

func appendToken(m *views.Markup, token show.Token) {
	if token.Class == format.Plain || token.Class == show.Bytes { // which looks like the rest
		m.Data(token.Text)
		return
	}
	m.Raw(`<span class="t-`)
	m.Text(string(token.Class))
	m.Raw(`">`)
	m.Data(token.Text)
	m.Raw("</span>")
}
