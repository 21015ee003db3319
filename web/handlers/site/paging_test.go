package site

import "testing"

func TestPageStart(t *testing.T) {
	for _, c := range []struct{ after, rows, limit, want int }{
		{0, 0, 2, 0}, {4, 0, 2, 0}, {0, 5, 2, 0}, {3, 5, 2, 3}, {4, 5, 2, 4}, {4, 4, 2, 2}, {100, 5, 2, 4}, {2, 2, 2, 0}, {1, 1, 100, 0},
	} {
		if got := PageStart(c.after, c.rows, c.limit); got != c.want {
			t.Errorf("the page after %d of %d rows, %d on a page, begins at %d, want %d", c.after, c.rows, c.limit, got, c.want)
		}
	}
}
