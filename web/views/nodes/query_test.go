package nodes

import (
	"testing"

	"zkweb/zkconn/payload/show"
)

func TestNodeQueryLeavesOutDefaults(t *testing.T) {
	for _, test := range []struct {
		query Query
		want  string
	}{
		{Query{}, ""},
		{Query{Limit: Limits[0]}, ""},
		{Query{Filter: "a&b=c"}, "?q=a%26b%3Dc"},
		{Query{View: show.Hex, Filter: "键", Sort: "-bytes", Limit: 250, After: "x/y+z"}, "?after=x%2Fy%2Bz&limit=250&q=%E9%94%AE&sort=-bytes&view=hex"},
	} {
		if got := test.query.String(); got != test.want {
			t.Errorf("%+v is %q, want %q", test.query, got, test.want)
		}
	}
}

func TestSortingByAColumn(t *testing.T) {
	columns := map[string]Column{}
	for _, column := range Columns {
		columns[column.Key] = column
	}
	for _, test := range []struct {
		sort, column string
		order        string // aria-sort now
		next         string // sort= behind the header
	}{
		{"", "name", "ascending", "-name"},
		{"name", "name", "ascending", "-name"},
		{"-name", "name", "descending", ""},
		{"", "bytes", "", "-bytes"},
		{"-bytes", "bytes", "descending", "bytes"},
		{"bytes", "bytes", "ascending", "-bytes"},
		{"-bytes", "name", "", ""},
		{"", "kind", "", "kind"},
		{"kind", "kind", "ascending", "-kind"},
	} {
		query := Query{Sort: test.sort, After: "cursor", Filter: "f", Limit: 250, View: show.Hex}
		if got := query.order(columns[test.column]); got != test.order {
			t.Errorf("sorted by %q, column %s has aria-sort %q, want %q", test.sort, test.column, got, test.order)
		}
		want := Query{Sort: test.next, Filter: "f", Limit: 250, View: show.Hex}
		if got := query.sortedBy(columns[test.column]); got != want {
			t.Errorf("sorted by %q, the header of %s leads to %+v, want %+v", test.sort, test.column, got, want)
		}
	}
}
