package words

// Undo is the page that asks whether to undo a change.
type Undo struct {
	DocumentTitle func(entry string) string
	Title         string
	Link          string // a link to the page
	Entry         func(number string) string
	Step          Step   // what would be done to a znode
	OwnACL        string // replaces Step.ThenACL
	Persistent    string
	FromHistory   string             // if the former state comes from the history
	Lost          func(n int) string // their paths follow
	More          func(n int) string
	Explained     string
	WholeJob      string // link
	Undo          string // button

	Transaction     string // a link from a transaction of the history
	TransactionTask string // title of the page about a transaction
	TransactionLook string // a link to the changes of the transaction, if it stays
	TransactionPart string // which part of the transaction is undone, whether or not it has another one
	AsJob           string // if it runs as a job
	Undoes          string // label in the trail; an entry follows

	ComparedTitle string // title of the page that only shows both sides
	Compared      Step   // replaces Step on that page
}
