package words

// Proposals is the pages of changes that wait for the approval of another person.
type Proposals struct {
	Title     string // of all
	One       string // title of one
	Explained string
	None      string
	Several   func(changes int) string // before the path that they are below
	Quota     string                   // likewise, of the quota of one znode
	States    map[string]string        // by the state's id
	Yours     string                   // in place of a name
	Comment   string                   // label

	Needed      string // in a form: its change becomes a proposal
	CommentHint string
	Together    string                  // how several changes of a proposal are made
	Left        func(znodes int) string // before those that a proposal leaves out
	Propose     string                  // the button, in place of the form’s own

	Own             string // who is asked to decide, to whoever has proposed it
	Stale, StaleOwn string
	Apply, Reject   string // buttons, as the next two
	Withdraw, Anew  string
	Decided         map[string]string // by the state's id: before the name of who decided
}
