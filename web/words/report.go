package words

// Report is the report on a time span of the trail.
type Report struct {
	Title                                     string
	Make                                      string // button
	LastWeek, ThisMonth, LastMonth            string // links
	Span, Made, Head                          string // labels
	InPart                                    string // beside the clusters, if the reader sees only a part of their trail
	Verify                                    string // the command follows
	Command                                   func(head string) string
	Sections                                  map[string]string
	AboutPeople                               string
	Role, SignIns, FromTo                     string // column headers
	Looked, Taken, Revealed, Changed, Refused string
	Nobody, None, More                        string
}
