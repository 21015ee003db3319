package words

// Trail is the page of the audit trail.
type Trail struct {
	Title                  string
	ExportCSV, ExportLines string
	SignIns                string

	When, What, Who string // column headers

	Filter                              string // the name of the form
	User, Path, Event, Outcome, Cluster string // labels
	Spans                               string // the name of the links LastHour, Today and Yesterday
	LastHour, Today, Yesterday          string
	From, Before                        string            // labels
	Events                              map[string]string // what happened, by the event's ID
	Outcomes                            map[string]string // by the outcome's ID
	Facts                               Facts
	Any                                 string // a choice
	Apply, ShowAll                      string // buttons
	Empty, NoMatch, NoOlder, NothingYet string
	Partial                             string
	Away                                func(clusters string) string // clusters whose entries are left out
	Newest, Older, SearchOlder          string
	Of                                  string // the name of the person whose sign-in was ended follows
	Reason                              func(text string) string
	Entry                               func(number string) string
	Anonymous                           string
	In                                  func(cluster string) string
	Times                               func(n int) string // the time of the first one follows
	RevealedTo                          string             // the path follows, above the people who were shown its secrets
	OfNode, WhoRevealed                 string             // links from a znode
	Outside                             func(n int) string // changes that bypassed the console; 0 for none
	OutsideMore                         func(n int) string // the same if there are, or may be, more
	OutsideGaps, OutsideAll             string             // a part of the time is not recorded; and a link to all changes
}

// Facts has the labels of the facts of an entry that its row does not show.
type Facts struct {
	Cluster, Before, After, Identities, Session, ConsoleSession, Request, Removed, Ranges, Batch, Intent, Hash, Proposal, Approval string

	Named map[string]string // labels by the entry's own names for settings; other names are shown unchanged

	Data func(version, bytes int, mzxid, hash string) string // the value of Before and After; mzxid and hash are "" if not known
	Head func(seq int64, hash string) string                 // the value of Removed
	Ops  func(count int, first, last, blamed string) string  // the value of Batch; blamed is "" for none
	Each func(failed int, first string) string               // follows Ops if some changes were not made
}
