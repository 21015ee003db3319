package words

// Copy is the pages that copy or move a znode with everything below it. In a pair, the first is for
// copying and the second for moving.
type Copy struct {
	Titles [2]string // of the pages
	Link   string    // a link to both pages

	Beside     [2]string // heading of the form for a new name below the same parent
	Name       string    // label
	Elsewhere  string    // heading of the form for another place
	To         string    // label
	Hint       string    // explains how to write the place
	Overwrite  string    // label of the checkbox
	Plan       string    // label of the button that shows what would be done
	OtherVerb  [2]string // a link to the other page
	SignIn     string    // a link to the sign-in of the other cluster
	Planned    string    // the place follows
	Count      func(znodes int, size string) string
	AtLeast    func(count string) string
	There      func(same, different, more int) string // what exists at the new place
	ThereSome  string                                 // the same if the number is not known
	Overwrites func(n int) string
	Denied     func(n int) string
	Ephemerals [2]func(n int) string // the paths of the first ones follow
	Leave      string                // label of a button: these znodes and those above them stay, the rest is moved
	Leaves     func(n int) string    // replaces Ephemerals if they stay
	ACLs       string
	ACLsThere  string // about ACLs in another cluster
	Kinds      string
	Counter    func(next, highest int64) string // follows the path of a parent of sequential znodes
	Quotas     string
	Masks      string
	AsJob      string
	AtOnce     string                // if a move is one transaction
	InSteps    string                // if a move is not one transaction
	Apply      [2]func(n int) string // label of the button
	ApplyAll   [2]string             // the same if the number is not known
	Change     string                // a link back to the form
	Left       string                // heading of what was not copied
}
