package words

// Find is the pages about all below a znode.
type Find struct {
	Title   string // of the page, its tab and its button
	Recent  string
	Largest string
	Node    string // leads back to the znode
	Below   string // names the tabs
	Results string // names the list of what was found

	Name, Data, Match       string            // labels
	Matches                 map[string]string // the ways to write a pattern
	More                    string            // opens the fields that are seldom needed
	Kind, Since, Owner, ACL string
	Min, Max                string
	MaxZnodes, MaxSeconds   func(most int) string
	MaxBytes                func(most string) string
	Again                   string // button: the same within other bounds
	Any                     string // choice

	Stop      string // button
	Bounds    func(znodes, bytes, seconds int) string
	Found     func(matched, znodes int, size string) string // how far a find is
	Seen      func(znodes int, size string) string          // how far another walk is
	Ends      map[string]string                             // how far a walk is, and what ended it
	Denied    func(znodes int) string                       // their paths follow
	NameAlone string                                        // of a znode of which ZooKeeper tells no more

	Orders     map[string]string // what the largest are sorted by
	Path       string            // headers
	Changed    string
	Bytes      string
	Children   string
	Family     string
	FamilyOf   func(percent int) string                 // of the usual jute.maxbuffer
	Totals     func(size string, ephemerals int) string // of the znodes that were seen
	Sessions   string                                   // the sessions with the most ephemeral znodes
	Ephemerals func(n int) string
}
