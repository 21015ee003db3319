package words

// Jobs is the page of long work in the background, and that of one such job.
type Jobs struct {
	Title     string // the page and the link to it
	Explained string
	None      string

	Kinds  map[string]func(path string) string // what a job does, by its kind
	States map[string]string                   // by jobs.State, "waiting", and of done with failures "partly" or "nothing"
	Yours  string
	By     func(name string) string
	Began  string // a relative time follows
	Ended  string // a relative time follows

	Progress       func(done, total int) string
	Steps          func(done, total int) string // of a move: each znode is two of them
	ProgressOfMore func(done, total int) string // Progress of more than were counted
	StepsOfMore    func(done, total int) string // Steps likewise
	Failed         func(n int) string
	Skipped        func(n int) string // what the plan said stays as it is
	Rate           func(perSecond int) string
	Left           func(seconds int) string
	GoesOn, Waits  string

	Pause, Resume, Cancel string
	CancelNow             string // inside Cancel
	Report                string
	Problems              string // heading
	ProblemsMore          func(n int) string
	Cut                   string

	Undo          string // the link to the page that asks whether to take a job back, and its button
	UndoTitle     string
	UndoExplained string
	Creates       func(n int) string // what that would do
	Restores      func(n int) string
	Deletes       func(n int) string
	RestoresACLs  func(n int) string
	NothingToUndo string
	AndMore       string // not all is counted
	Lost          func(n int) string
	Unkept        func(n int) string
	Forgot        func(n int) string
	Stay          func(n int) string // heading above the first of them
	Undoes        string             // link to the job that a job takes back
}
