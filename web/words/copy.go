package words

// Copy is the pages that copy or move all at and below a znode. Where there are two of a
// kind the first is the copy's, the second the move's.
type Copy struct {
	Titles [2]string // of the pages
	Link   string    // leads to both

	Beside     [2]string // heading of the form for a new name beside it
	Name       string    // label
	Elsewhere  string    // heading of the form for another place
	To         string    // label
	Hint       string    // how it is written
	Overwrite  string    // label of the box
	Plan       string    // button that shows what would be done
	OtherVerb  [2]string // leads from the one page to the other
	SignIn     string    // leads to the other cluster's sign-in
	Planned    string    // the place follows
	Count      func(znodes int, size string) string
	AtLeast    func(count string) string
	There      func(same, different, more int) string // what is at the new place
	ThereSome  string                                 // something is, it is not known how much
	Overwrites func(n int) string
	Denied     func(n int) string
	Ephemerals [2]func(n int) string // the first of them follow
	Leave      string                // a button: they stay, and what is above them; the rest is moved
	Leaves     func(n int) string    // in the place of Ephemerals, of a move that leaves them
	ACLs       string
	ACLsThere  string // in another cluster
	Kinds      string
	Counter    func(next, highest int64) string // behind the path of a parent of sequential znodes
	Quotas     string
	Masks      string
	AsJob      string
	AtOnce     string                // a move that is one transaction
	InSteps    string                // one that is not
	Apply      [2]func(n int) string // button
	ApplyAll   [2]string             // where it is not known how many
	Change     string                // leads back to the form
	Left       string                // heading of what was not copied just now
}
