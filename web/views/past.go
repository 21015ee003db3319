package views

import "time"

// Past is the moment of the past that a page shows.
type Past struct {
	Zxid       int64
	Time       time.Time // of the newest transaction up to it
	NowURL     string    // the same page as it is now
	CompareURL string    // what differs now
	Complete   string    // how complete the history is up to it
	BringURL   string    // the plan that brings back what is gone; "" where the person may not
}

// Now returns the same links without the moment that they stay in.
func (l Links) Now() Links {
	l.At = ""
	return l
}
