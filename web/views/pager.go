package views

// Pager is the foot of a list that goes over several pages: the rows of this page among
// all, and the ways to the others.
type Pager struct {
	First, Last, Total             int
	FirstURL, PreviousURL, NextURL string // "" where there is none
}

// NewPager returns the foot of a page that begins after so many rows and shows so many, where a
// page has at most limit. from is the address of the page that begins after so many.
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
