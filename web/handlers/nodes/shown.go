package nodes

import (
	"slices"

	"zkweb/web/views"
	"zkweb/web/views/nodes"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/payload/show"
)

// keptView is what a page shows of data that is looked at again and again.
type keptView struct {
	asked  show.View
	result show.Result
	code   views.Markup
}

const (
	maxKeptView = 32 << 10 // bytes of its lines
	lineBytes   = 24       // of one, beside its tokens
	tokenBytes  = 32       // of one, beside its text
)

// shown decodes data into the view asked for. Where the data is kept, so is this, in the
// view that was asked for last, with its lines as the page has them; else the lines are
// still to be written.
func shown(data mask.Masked, asked show.View) (show.Result, views.Markup) {
	if kept, ok := data.Made().(*keptView); ok && kept.asked == asked {
		return kept.result, kept.code
	}
	result := show.Decode(data.Reading(), asked)
	result.Notes = slices.Clip(result.Notes) // each page appends its own
	size := bytesOf(result.Lines)
	if !data.IsKept() || size > maxKeptView {
		return result, nil
	}
	made := &keptView{asked, result, nodes.Code(result)}
	data.Keep(made, size+cap(made.code))
	return made.result, made.code
}

// bytesOf returns how much memory lines take.
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
