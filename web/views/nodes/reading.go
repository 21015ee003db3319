package nodes

import (
	"slices"
	"strings"

	"zkweb/zkconn/payload/show"
)

// short reports whether data can be taken in at a glance.
func short(result show.Result) bool { return len(result.Lines) <= 5 && result.Size <= 500 }

// foldable reports whether lines can be folded by their indentation.
func foldable(result show.Result) bool {
	if result.Current == show.Hex {
		return false
	}
	return slices.ContainsFunc(result.Lines, func(line show.Line) bool {
		return len(line) > 0 && strings.HasPrefix(line[0].Text, " ")
	})
}
