package nodes

import (
	"cmp"
	"net/url"
	"strconv"
	"strings"

	"zkweb/zkconn/payload/show"
)

// Query is the query of a znode's page. Zero values are the defaults, and do not appear in the URL.
type Query struct {
	Tab    Tab
	View   show.View
	Filter string // q: part of the children's names
	Sort   string // a Column's key, after "-" for descending order
	Limit  int    // rows of the children's table
	After  string // an opaque cursor
	Values bool   // show the children's values
	Select bool   // let children be chosen
}

// String returns the query with its question mark, "" if all values are defaults. Equal queries
// have equal texts.
func (q Query) String() string {
	text := ""
	for _, pair := range q.pairs() {
		separator := "&"
		if text == "" {
			separator = "?"
		}
		text += separator + pair.key + "=" + url.QueryEscape(pair.value)
	}
	return text
}

type pair struct{ key, value string }

// pairs returns the values that are not defaults, in the order of their keys.
func (q Query) pairs() []pair {
	limit := ""
	if q.Limit > 0 && q.Limit != Limits[0] {
		limit = strconv.Itoa(q.Limit)
	}
	var set []pair
	for _, p := range []pair{
		{"after", q.After}, {"limit", limit}, {"q", q.Filter}, {"select", flag(q.Select)}, {"sort", q.Sort}, {"tab", string(q.Tab)}, {"value", flag(q.Values)}, {"view", string(q.View)},
	} {
		if p.value != "" {
			set = append(set, p)
		}
	}
	return set
}

func flag(on bool) string {
	if on {
		return "1"
	}
	return ""
}

func (q Query) withSelect(on bool) Query { q.Select = on; return q }

func (q Query) withValues(on bool) Query { q.Values = on; return q }

// withTab changes only the tab, so that the rest is still there when the reader comes back.
func (q Query) withTab(tab Tab) Query { q.Tab = tab; return q }

func (q Query) withView(view show.View) Query { q.View = view; return q }

func (q Query) from(cursor string) Query { q.After = cursor; return q }

// A cursor belongs to one filter and order, so the methods below drop it.

func (q Query) withFilter(filter string) Query { q.Filter = filter; return q.from("") }

func (q Query) withLimit(limit int) Query { q.Limit = limit; return q.from("") }

// sortedBy returns the query of a column's header: the column's usual order or, if that is the
// present one, its reverse.
func (q Query) sortedBy(column Column) Query {
	current := q.order(column)
	q.Sort = column.Key
	if current == "ascending" || (current == "" && column.LargestFirst) {
		q.Sort = "-" + column.Key
	}
	if q.Sort == ColumnName {
		q.Sort = ""
	}
	return q.from("")
}

// order returns the value of aria-sort for a column; "" if the rows are not sorted by it.
func (q Query) order(column Column) string {
	switch {
	case q.sortKey() != column.Key:
		return ""
	case strings.HasPrefix(q.Sort, "-"):
		return "descending"
	}
	return "ascending"
}

// sortKey returns the key of the column by which the rows are sorted.
func (q Query) sortKey() string { return cmp.Or(strings.TrimPrefix(q.Sort, "-"), ColumnName) }

func (q Query) limit() int {
	if q.Limit == 0 {
		return Limits[0]
	}
	return q.Limit
}
