package words

// Transaction is the page of changes that were collected to be made together.
type Transaction struct {
	Title                           string
	Link                            string // in the bar, before their number
	Add                             string // label of a button in forms that make one change
	Explained                       string
	Empty                           string                    // replaces Explained
	Failed                          func(n, of string) string // which change the problem is about
	Apply                           func(changes int) string  // a button
	Discard                         string                    // a button
	Up, Down, Remove                string                    // labels of the buttons of each change
	Below                           string                    // a link to the form that creates a child of a znode that a change creates
	BelowLabel                      func(n string) string     // the accessible name of Below
	UpLabel, DownLabel, RemoveLabel func(n string) string     // the accessible names of Up, Down and Remove
	Check                           string                    // opens the form that adds a check
	CheckPath, CheckVersion         string                    // labels
	CheckHint                       string                    // about the version
	AddCheck                        string                    // a button
	NoACLs                          string                    // why ACLs cannot be among them
	Done                            func(changes int) string  // on the page of the znode, when they were made
}
