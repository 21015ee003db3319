package words

// Import is the page that imports a file.
type Import struct {
	Title  string // title of the page and of links to it
	About  func(most int, mib int) string
	File   string            // label
	Onto   string            // label: what to do with existing znodes that have other data
	Ontos  map[string]string // the choices of Onto
	Plan   string            // label of the button that shows what would be done
	Backup string            // the link Export follows
	Export string            // the text of the link after Backup

	Planned  string                        // heading of a plan
	Of       func(file, of string) string  // the file of the plan; of is "" if the file does not tell
	Counts   map[string]func(n int) string // by what is done
	Together func(transactions int) string // in how many transactions it is made
	AsJob    string                        // replaces Together if it is a job
	Kept     string                        // replaces Backup if the former state is kept
	ACL      string                        // label: what to do with the ACLs of existing znodes
	KeepACL  string
	SetACL   string
	ACLs     func(n int) string               // beside Counts
	SetsACL  string                           // in the list: an existing znode gets the ACL of the file
	Choose   string                           // if there are conflicts
	Nothing  string                           // if there is nothing to do
	Apply    func(changes int) string         // button
	Does     map[string]string                // in the list, by what is done
	OtherACL string                           // in the list: an existing znode keeps its ACL
	More     func(n int) string               // changes that are not listed
	Counter  func(next, highest int64) string // follows the path of a parent of sequential znodes

	Made    func(n int) string // heading after the import
	Partly  func(made int) string
	Blamed  string // the path follows
	ToZnode string // link
}
