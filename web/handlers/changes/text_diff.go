package changes

import (
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"zkweb/web/views/changes"
)

// diffContext is how many lines are shown around a difference.
const diffContext = 3

// textDiff tells what would change, line by line, if one text took the place of
// another. Both are short: the lines of a text box.
func textDiff(before, after string) ([]changes.DiffLine, error) {
	unified, err := udiff.ToUnifiedDiff("", "", before, udiff.Lines(before, after), diffContext)
	if err != nil {
		return nil, err
	}
	var lines []changes.DiffLine
	for i, hunk := range unified.Hunks {
		if i > 0 {
			lines = append(lines, changes.DiffLine{Kind: changes.DiffGap})
		}
		for _, line := range hunk.Lines {
			text, ended := strings.CutSuffix(line.Content, "\n")
			lines = append(lines, changes.DiffLine{Kind: diffKinds[line.Kind], Text: text, Unended: !ended})
		}
	}
	return lines, nil
}

var diffKinds = map[udiff.OpKind]changes.DiffKind{udiff.Delete: changes.DiffRemoved, udiff.Insert: changes.DiffAdded, udiff.Equal: changes.DiffSame}
