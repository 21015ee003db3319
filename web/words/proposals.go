package words

// Proposals is the pages of changes that wait for the approval of another person.
type Proposals struct {
	Title     string // title of the list
	One       string // title of one proposal
	Explained string
	None      string
	Several   func(changes int) string // the path that they are below follows
	Quota     string                   // the path whose quota is proposed follows
	States    map[string]string        // by the state's ID
	Yours     string                   // replaces the proposer's name
	Comment   string                   // label

	Needed      string // in a form, if its change becomes a proposal
	CommentHint string
	Together    string                  // how the changes of a proposal are made
	Left        func(znodes int) string // the znodes that a proposal leaves out follow
	Propose     string                  // replaces the label of the form’s own button

	Own             string // for the proposer: who decides
	Stale, StaleOwn string
	Apply, Reject   string // Apply, Reject, Withdraw and Anew label buttons
	Withdraw, Anew  string
	Decided         map[string]string // by the state's ID; the name of whoever decided follows
}
