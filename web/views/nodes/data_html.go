package nodes

import (
	"strings"

	"zkweb/web/views"
	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/payload/show"
)

// codeHTML is a data view's lines, one span each. It is not a template, as a
// template would add white space of its own.
func codeHTML(lines []show.Line) string {
	var out strings.Builder
	out.WriteString("<code>")
	for _, line := range lines {
		out.WriteString(`<span class="l">`)
		for _, token := range line {
			writeToken(&out, token)
		}
		out.WriteString("\n</span>")
	}
	out.WriteString("</code>")
	return out.String()
}

func writeToken(out *strings.Builder, token show.Token) {
	text := views.TokenHTML(token.Text)
	if token.Class == format.Plain || token.Class == show.Bytes { // which looks like the rest
		out.WriteString(text)
		return
	}
	out.WriteString(`<span class="t-` + string(token.Class) + `">` + text + `</span>`)
}
