package views

// Pager is the foot of a list with several pages: which rows are shown, and links to the other
// pages.
type Pager struct {
	First, Last, Total             int
	FirstURL, PreviousURL, NextURL string // "" for none
}

// NewPager returns the Pager of a page that shows rows rows after the first after, of total. limit
// is the page size, and from returns the URL of the page after a number of rows.
func NewPager(after, rows, limit, total int, from func(after int) string) Pager {
	p := Pager{First: min(after+1, after+rows), Last: after + rows, Total: total}
	if after > 0 {
		p.FirstURL = from(0)
	}
	if limit > 0 && after >= limit {
		p.PreviousURL = from(after - limit)
	}
	if p.Last < total {
		p.NextURL = from(p.Last)
	}
	return p
}
