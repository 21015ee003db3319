package nodes

import (
	"slices"

	"zkweb/web/views"
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
	rows := views.Counted(len(c.Rows), "row", "rows")
	if c.First > 0 && len(c.Rows) > 0 {
		rows = views.Count(c.First) + "–" + views.Count(c.First+len(c.Rows)-1)
	}
	if c.Matched < c.Total {
		return rows + " of " + views.Count(c.Matched) + " matching, " + views.Count(c.Total) + " in all"
	}
	return rows + " of " + views.Count(c.Total)
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

// rowWords says in a table's row why a child has no stat.
func rowWords(p views.Problem) string {
	switch p.Kind {
	case znode.Denied:
		return "denied"
	case znode.NotFound:
		return "gone: deleted after the names were listed"
	case znode.Unavailable:
		return "no stat: ZooKeeper did not answer in time"
	}
	return "no stat: " + views.ProblemWords(p)
}
