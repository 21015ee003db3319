package changes

import (
	"strings"

	"zkweb/web/views"
)

// textMarkup returns the lines of a text, one span each.
func textMarkup(text string) views.Markup {
	var m views.Markup
	m.Raw("<code>")
	for line := range strings.Lines(text) {
		m.Raw(`<span class="l">`)
		m.Data(strings.TrimRight(line, "\r\n"))
		m.Raw("\n</span>")
	}
	m.Raw("</code>")
	return m
}

// linesMarkup returns the lines of a text without numbers.
func linesMarkup(text string) views.Markup {
	var m views.Markup
	for line := range strings.Lines(text) {
		m.Data(strings.TrimRight(line, "\r\n"))
		m.Raw("\n")
	}
	return m
}
