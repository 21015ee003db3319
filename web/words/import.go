package words

// Import is the page that imports a file.
type Import struct {
	Title  string // of the page and of links to it
	About  func(most int, mib int) string
	File   string            // label
	Onto   string            // label: what is done with znodes that are there with other data
	Ontos  map[string]string // the ways
	Plan   string            // button that shows what would be done
	Backup string            // text before the link to the export of what is there
	Export string            // that link

	Planned  string                        // heading of a plan
	Of       func(file, of string) string  // which file; of is "" where the file does not say
	Counts   map[string]func(n int) string // by what is done
	Together func(transactions int) string // how many transactions make it
	AsJob    string                        // in the place of Together
	Kept     string                        // in the place of Backup: what it replaces is kept
	ACL      string                        // label: the ACLs of znodes that are there
	KeepACL  string
	SetACL   string
	ACLs     func(n int) string               // beside Counts
	SetsACL  string                           // in the list: what is there gets its ACL
	Choose   string                           // where there are conflicts
	Nothing  string                           // there is nothing to do
	Apply    func(changes int) string         // button
	Does     map[string]string                // in the list, by what is done
	OtherACL string                           // what is there keeps its ACL
	More     func(n int) string               // not listed
	Counter  func(next, highest int64) string // behind the path of a parent of sequential znodes

	Made    func(n int) string // heading afterwards
	Partly  func(made int) string
	Blamed  string // the path follows
	ToZnode string // link
}
