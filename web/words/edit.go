package words

// Review is the page that shows what saving would change.
type Review struct {
	DocumentTitle func(node string) string
	Title         string
	Removed       string // a legend: what − stands for
	Added         string // a legend: what + stands for
	DiffLabel     string // names the lines themselves
	Same          string // in place of the lines
	SameText      string // in place of the lines: only bytes differ
	FramesLost    string // what stands beside the text in its compression is not written again
	NotCompared   string // in place of the lines
	Size          func(before, after int) string
	Null          string // what would be there
	Valid         func(format string) string
	ValidNow      func(format string) string
	// Broken is of what was valid; line and column are "" where they are not known.
	Broken        func(format, line, column string) string
	Format        string // a button
	FormatChanges string // beside it
	EditAgain     string
	ChooseAgain   string
}

// Merge is the page that shows what two people have made of one text.
type Merge struct {
	DocumentTitle func(node string) string
	Title         string
	Clean         func(edited, now string) string // advice; the versions
	Conflicts     func(n int, edited, now string) string
	Base          string // a column, as all three
	Theirs        func(version string) string
	Yours         string
	Gone          string // in place of lines that somebody deleted
	KeepTheirs    string
	KeepYours     string
	Taken         string                 // a mark on the lines that the merged text has
	Left          func(lines int) string // same lines that are not shown
	Review        string
	Edit          string
	Over          string
}
