package views

import (
	"slices"

	"zkweb/zkconn/znode"
)

func noChildren(s znode.Stat) string {
	if s.CreateKind() == znode.Ephemeral {
		return "An ephemeral znode cannot have children."
	}
	return "This znode has no children."
}

// rangeWords says which rows these are: "1–100 of 1,204".
func rangeWords(c Children) string {
	rows := counted(len(c.Rows), "row", "rows")
	if c.First > 0 && len(c.Rows) > 0 {
		rows = count(c.First) + "–" + count(c.First+len(c.Rows)-1)
	}
	if c.Matched < c.Total {
		return rows + " of " + count(c.Matched) + " matching, " + count(c.Total) + " in all"
	}
	return rows + " of " + count(c.Total)
}

// limitChoices are Limits and the current one, should it be another.
func limitChoices(current int) []int {
	if slices.Contains(Limits, current) {
		return Limits
	}
	choices := append(slices.Clone(Limits), current)
	slices.Sort(choices)
	return choices
}
