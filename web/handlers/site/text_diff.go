package site

import (
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"zkweb/auth/guard"
	"zkweb/web/views"
)

// diffContext is how many lines are shown around a difference.
const diffContext = 3

// TextDiff returns, line by line, how two texts differ. Both must be short, as in a text box.
func TextDiff(before, after string) ([]views.DiffLine, error) {
	unified, err := udiff.ToUnifiedDiff("", "", before, udiff.Lines(before, after), diffContext)
	if err != nil {
		return nil, err
	}
	var lines []views.DiffLine
	for i, hunk := range unified.Hunks {
		if i > 0 {
			lines = append(lines, views.DiffLine{Kind: views.DiffGap})
		}
		for _, line := range hunk.Lines {
			text, ended := strings.CutSuffix(line.Content, "\n")
			lines = append(lines, views.DiffLine{Kind: diffKinds[line.Kind], Text: text, Unended: !ended})
		}
	}
	return lines, nil
}

// LinesDiff is like TextDiff, for what a person may see of data. A line with a masked secret counts
// as different if the true lines differ.
func LinesDiff(before, after guard.Lines) ([]views.DiffLine, error) {
	lines, err := TextDiff(guard.TagSecrets(before, after))
	for i := range lines {
		lines[i].Text = guard.Untag(lines[i].Text)
	}
	return lines, err
}

var diffKinds = map[udiff.OpKind]views.DiffKind{udiff.Delete: views.DiffRemoved, udiff.Insert: views.DiffAdded, udiff.Equal: views.DiffSame}

// UnifiedDiff is like TextDiff, in the format of diff -u without file names, or "" if the texts are
// the same.
func UnifiedDiff(before, after string) string {
	_, hunks, _ := strings.Cut(udiff.Unified("", "", before, after), "\n+++ \n")
	return hunks
}
