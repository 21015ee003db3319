package nodes

import (
	"slices"

	"zkweb/web/views"
	"zkweb/web/views/nodes"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/payload/show"
)

// keptView is the decoded view of data that is kept because it is read often.
type keptView struct {
	asked  show.View
	result show.Result
	code   views.Markup
}

const (
	maxKeptView = 32 << 10 // maximum size of the lines, in bytes
	lineBytes   = 24       // size of a line without its tokens
	tokenBytes  = 32       // size of a token without its text
)

// shown decodes data into the requested view. For data that is kept, it keeps the view that was
// last requested together with the markup of its lines. Otherwise the markup is nil and the lines
// still have to be rendered.
func shown(data mask.Masked, asked show.View) (show.Result, views.Markup) {
	if kept, ok := data.Made().(*keptView); ok && kept.asked == asked {
		return kept.result, kept.code
	}
	result := show.Decode(data.Reading(), asked)
	result.Notes = slices.Clip(result.Notes) // each page appends its own notes
	size := bytesOf(result.Lines)
	if !data.IsKept() || size > maxKeptView {
		return result, nil
	}
	made := &keptView{asked, result, nodes.Code(result)}
	data.Keep(made, size+cap(made.code))
	return made.result, made.code
}

// bytesOf returns the size of lines in memory, in bytes.
func bytesOf(lines []show.Line) int {
	size := cap(lines) * lineBytes
	for _, line := range lines {
		size += cap(line) * tokenBytes
		for _, token := range line {
			size += len(token.Text)
		}
	}
	return size
}
