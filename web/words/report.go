package words

// Report is the report of the trail for a span.
type Report struct {
	Title                                     string
	Make                                      string // button
	LastWeek, ThisMonth, LastMonth            string // links
	Span, Made, Head                          string // labels
	InPart                                    string // beside the clusters, where the reader sees part of their trail
	Verify                                    string // below is the command
	Command                                   func(head string) string
	Sections                                  map[string]string
	AboutPeople                               string
	Role, SignIns, FromTo                     string // column headers
	Looked, Taken, Revealed, Changed, Refused string
	Nobody, None, More                        string
}
