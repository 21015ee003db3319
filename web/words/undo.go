package words

// Undo is the page that asks whether to take a change back.
type Undo struct {
	DocumentTitle func(entry string) string
	Title         string
	Link          string // to the page
	Entry         func(number string) string
	Steps         map[string]string // before a path: what would be done to it, by "set", "create", "delete" and "acl"
	Diff          map[string]string // above the lines, by the same
	Hidden        string            // after Diff
	Same, NoText  string            // in place of the lines
	NowACL        string
	ThenACL       string
	OwnACL        string // in place of ThenACL
	Persistent    string
	Lost          func(n int) string // above their paths
	More          func(n int) string
	Explained     string
	Undo          string // button
	Undoes        string // label in the trail: an entry follows
}
