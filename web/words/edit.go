package words

// Review is the page that shows what saving would change.
type Review struct {
	DocumentTitle func(node string) string
	Title         string
	Removed       string // in the legend: the meaning of −
	Added         string // in the legend: the meaning of +
	DiffLabel     string // the name of the list of lines
	Same          string // shown instead of the lines
	SameText      string // shown instead of the lines if only bytes differ
	FramesLost    string // if the compressed data has parts beside the text that would be lost
	NotCompared   string // shown instead of the lines
	Size          func(before, after int) string
	Null          string // what the znode would contain
	Valid         func(format string) string
	ValidNow      func(format string) string
	// about data that was valid before; line and column are "" if not known
	Broken        func(format, line, column string) string
	Format        string // label of a button
	FormatChanges string // beside the button
	EditAgain     string
	ChooseAgain   string
}

// Merge is the page that merges the changes of two people to one text.
type Merge struct {
	DocumentTitle func(node string) string
	Title         string
	Clean         func(edited, now string) string // what to do; the arguments are versions
	Conflicts     func(n int, edited, now string) string
	Base          string // Base, Theirs and Yours are column headers
	Theirs        func(version string) string
	Yours         string
	Gone          string // shown instead of deleted lines
	KeepTheirs    string
	KeepYours     string
	Taken         string                 // marks the lines that the merged text contains
	Left          func(lines int) string // equal lines that are not shown
	Review        string
	Edit          string
	Over          string
}
