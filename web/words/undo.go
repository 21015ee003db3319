package words

// Undo is the page that asks whether to take a change back.
type Undo struct {
	DocumentTitle func(entry string) string
	Title         string
	Link          string // to the page
	Entry         func(number string) string
	Step          Step   // what would be done to a znode
	OwnACL        string // in place of Step.ThenACL
	Persistent    string
	FromHistory   string             // where what was there before comes from
	Lost          func(n int) string // above their paths
	More          func(n int) string
	Explained     string
	WholeJob      string // link
	Undo          string // button

	Transaction     string // link from a transaction of the history
	TransactionTask string // title of the page
	TransactionLook string // link to its changes, where it stays
	TransactionPart string // what of it is undone, whether it has another part or not
	AsJob           string // where that runs as a job
	Undoes          string // label in the trail: an entry follows

	ComparedTitle string // of the page that shows both sides alone
	Compared      Step   // in place of Step, there
}
