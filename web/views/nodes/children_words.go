package nodes

import (
	"slices"

	"zkweb/web/views"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

func (p *Page) noChildren() string {
	if p.Stat.CreateKind() == znode.Ephemeral {
		return p.Words.Children.NoneEphemeral
	}
	return p.Words.Children.None
}

// columns returns the columns of the table: that of sequence numbers is there when a
// row has one, or when all are sorted by them.
func (p *Page) columns() []Column {
	sequential := p.Query.sortKey() == ColumnSequence || slices.ContainsFunc(p.Children.Rows, func(row ChildRow) bool {
		_, _, ok := znode.SequenceOf(row.Name)
		return ok
	})
	if sequential {
		return Columns
	}
	return withoutSequence
}

var withoutSequence = slices.DeleteFunc(slices.Clone(Columns), func(c Column) bool { return c.Key == ColumnSequence })

// width returns how many columns the table has.
func (p *Page) width() int {
	if p.Query.Values {
		return len(p.columns()) + 1
	}
	return len(p.columns())
}

// rangeWords says which rows these are: "1–100 of 1,204".
func rangeWords(w *words.Words, c Children) string {
	rows, last := len(c.Rows), c.First+len(c.Rows)-1
	numbered, filtered := c.First > 0 && rows > 0, c.Matched < c.Total
	switch {
	case numbered && filtered:
		return w.Children.RangeMatching(c.First, last, c.Matched, c.Total)
	case numbered:
		return w.Children.Range(c.First, last, c.Matched)
	case filtered:
		return w.Children.RowsMatching(rows, c.Matched, c.Total)
	}
	return w.Children.Rows(rows, c.Total)
}

// limitChoices returns Limits and the current one, should it be another.
func limitChoices(current int) []int {
	if slices.Contains(Limits, current) {
		return Limits
	}
	choices := append(slices.Clone(Limits), current)
	slices.Sort(choices)
	return choices
}

// rowWords says in a table's row why a child has no stat.
func rowWords(w *words.Words, p views.Problem) string {
	switch p.Kind {
	case znode.Denied:
		return w.Problem.RowDenied
	case znode.NotFound:
		return w.Problem.RowNotFound
	case znode.Unavailable:
		return w.Problem.RowUnavailable
	}
	return w.Problem.Row(p.Sentence(w))
}
