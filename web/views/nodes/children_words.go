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

// columns returns the columns of the table. There is one for sequence numbers if a row has one, or
// if the table is sorted by them.
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

// width returns the number of the table's columns.
func (p *Page) width() int {
	if p.Query.Values {
		return len(p.columns()) + 1
	}
	return len(p.columns())
}

// rangeWords says which rows are shown: "1–100 of 1,204".
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

// limitChoices returns Limits, with the current limit if it is not among them.
func limitChoices(current int) []int {
	if slices.Contains(Limits, current) {
		return Limits
	}
	choices := append(slices.Clone(Limits), current)
	slices.Sort(choices)
	return choices
}

// rowWords says why a row has no stat.
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
