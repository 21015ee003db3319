package words

// Find is the pages about everything below a znode.
type Find struct {
	Title   string // of the page, its tab and its button
	Recent  string
	Largest string
	Node    string // a link back to the znode
	Below   string // the name of the tabs
	Results string // the name of the list of results

	Name, Data, Match       string            // labels
	Matches                 map[string]string // the ways to write a pattern, by the value of match=
	More                    string            // opens the fields that are seldom needed
	Kind, Since, Owner, ACL string
	Min, Max                string
	MaxZnodes, MaxSeconds   func(most int) string
	MaxBytes                func(most string) string
	Again                   string // label of a button: the same with other limits
	Any                     string // a choice

	Stop      string // label of a button
	Bounds    func(znodes, bytes, seconds int) string
	Found     func(matched, znodes int, size string) string // the progress of a find
	Seen      func(znodes int, size string) string          // the progress of another walk
	Ends      map[string]string                             // why a walk ended, or that it goes on
	Denied    func(znodes int) string                       // the paths of these znodes follow
	NameAlone string                                        // marks a znode that ZooKeeper returns no stat for

	Orders     map[string]string // the sort orders of the largest
	Path       string            // headers
	Changed    string
	Bytes      string
	Children   string
	Family     string
	FamilyOf   func(percent int) string                 // of the default jute.maxbuffer
	Totals     func(size string, ephemerals int) string // of all znodes that were seen
	Sessions   string                                   // heading of the sessions with the most ephemeral znodes
	Ephemerals func(n int) string
}
