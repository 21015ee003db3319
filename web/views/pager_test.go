package views

import (
	"strconv"
	"testing"
)

func TestNewPager(t *testing.T) {
	from := strconv.Itoa
	for _, test := range []struct {
		after, rows, limit, total int
		want                      Pager
	}{
		{0, 0, 10, 0, Pager{}},
		{0, 7, 10, 7, Pager{First: 1, Last: 7, Total: 7}},
		{0, 10, 10, 25, Pager{First: 1, Last: 10, Total: 25, NextURL: "10"}},
		{4, 10, 10, 25, Pager{First: 5, Last: 14, Total: 25, FirstURL: "0", NextURL: "14"}},
		{20, 5, 10, 25, Pager{First: 21, Last: 25, Total: 25, FirstURL: "0", PreviousURL: "10"}},
		{30, 0, 10, 25, Pager{First: 30, Last: 30, Total: 25, FirstURL: "0", PreviousURL: "20"}}, // it was longer before
		{20, 5, 0, 25, Pager{First: 21, Last: 25, Total: 25, FirstURL: "0"}},
	} {
		if got := NewPager(test.after, test.rows, test.limit, test.total, from); got != test.want {
			t.Errorf("after %d, %d rows of %d at most: %+v, want %+v", test.after, test.rows, test.limit, got, test.want)
		}
	}
}
