package words

// Trail is the page of the audit trail.
type Trail struct {
	Title                  string
	ExportCSV, ExportLines string
	SignIns                string

	When, What, Who string // column headers

	Filter                              string // names the form
	User, Path, Event, Outcome, Cluster string // labels
	Spans                               string // names the next three
	LastHour, Today, Yesterday          string
	From, Before                        string            // labels
	Events                              map[string]string // what happened, by the event's id
	Outcomes                            map[string]string // by the outcome's id
	Facts                               Facts
	Any                                 string // choice
	Apply, ShowAll                      string // buttons
	Empty, NoMatch, NoOlder, NothingYet string
	Partial                             string
	Away                                func(clusters string) string // of those that are left out
	Newest, Older, SearchOlder          string
	Of                                  string // before whose sign-in was ended
	Reason                              func(text string) string
	Entry                               func(number string) string
	Anonymous                           string
	In                                  func(cluster string) string
	Times                               func(n int) string // a time follows, of the first
	RevealedTo                          string             // above who was shown a znode's secrets; its path follows
	OfNode, WhoRevealed                 string             // links from a znode
	Outside                             func(n int) string // changes that came round the console; 0 for none
	OutsideMore                         func(n int) string // the same, where there are more, or may be
	OutsideGaps, OutsideAll             string             // some of the time is not known; link to all of them
}

// Facts label what an entry holds beside what stands in its row.
type Facts struct {
	Cluster, Before, After, Identities, Session, ConsoleSession, Request, Removed, Ranges, Batch, Intent, Hash, Proposal, Approval string

	Named map[string]string // of what an entry names itself; what is not here is named as it is

	Data func(version, bytes int, mzxid, hash string) string // of Before and After; mzxid and hash are "" where they are not known
	Head func(seq int64, hash string) string                 // of Removed
	Ops  func(count int, first, last, blamed string) string  // of Batch; blamed is "" where none is
	Each func(failed int, first string) string               // of Batch, behind Ops, where some of its changes were not made
}
