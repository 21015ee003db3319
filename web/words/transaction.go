package words

// Transaction is the page of the changes that are collected, to be made together.
type Transaction struct {
	Title                           string
	Link                            string // in the bar, before how many there are
	Add                             string // a button of forms that make one change
	Explained                       string
	Empty                           string                    // in place of Explained
	Failed                          func(n, of string) string // which of them the problem is about
	Apply                           func(changes int) string  // a button
	Discard                         string                    // a button
	Up, Down, Remove                string                    // buttons of each
	Below                           string                    // leads to the form that creates a child of what one creates
	BelowLabel                      func(n string) string     // names it likewise
	UpLabel, DownLabel, RemoveLabel func(n string) string     // names them to who does not see where they stand
	Check                           string                    // folded away: a check can be added
	CheckPath, CheckVersion         string                    // labels
	CheckHint                       string                    // of the version
	AddCheck                        string                    // a button
	NoACLs                          string                    // why there are none among them
	Done                            func(changes int) string  // on the page of a znode, after it
}
