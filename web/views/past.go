package views

import "time"

// Past describes the moment of the past that a page shows.
type Past struct {
	Zxid       int64
	Time       time.Time // of the newest transaction up to it
	NowURL     string    // the same page now
	CompareURL string    // a comparison with now
	Complete   string    // how complete the history is up to it
	BringURL   string    // the plan that restores what is gone; "" for those who may not
}

// Now returns the links without the moment of the past.
func (l Links) Now() Links {
	l.At = ""
	return l
}
