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
	From, Before                        string // labels
	Any                                 string // choice
	Apply, ShowAll                      string // buttons
	Empty, NoMatch, NoOlder, NothingYet string
	Partial                             string
	Newest, Older, SearchOlder          string
	Of                                  string // before whose sign-in was ended
	Reason                              func(text string) string
	Entry                               func(number string) string
	Anonymous                           string
	In                                  func(cluster string) string
}
