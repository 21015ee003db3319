package words

// Jobs is the page of long work in the background, and the page of one job.
type Jobs struct {
	Title     string // the page and the link to it
	Explained string
	None      string

	Kinds  map[string]func(path string) string // what a job does, by its kind
	States map[string]string                   // by jobs.State, and "waiting"; for a done job with failures "partly" or "nothing"
	Yours  string
	By     func(name string) string
	Began  string // a relative time follows
	Ended  string // a relative time follows

	Progress       func(done, total int) string
	Steps          func(done, total int) string // replaces Progress for a move, which takes two steps for each znode
	ProgressOfMore func(done, total int) string // Progress if not all were counted
	StepsOfMore    func(done, total int) string // Steps if not all were counted
	Failed         func(n int) string
	Skipped        func(n int) string // znodes that the plan left out
	Rate           func(perSecond int) string
	Left           func(seconds int) string
	GoesOn, Waits  string

	Pause, Resume, Cancel string
	CancelNow             string // in the menu that Cancel opens
	Report                string
	Problems              string // heading
	ProblemsMore          func(n int) string
	Cut                   string

	Undo          string // the link to the page that asks whether to undo a job, and its button
	UndoTitle     string
	UndoExplained string
	Creates       func(n int) string // Creates, Restores, Deletes and RestoresACLs say what undoing would do
	Restores      func(n int) string
	Deletes       func(n int) string
	RestoresACLs  func(n int) string
	NothingToUndo string
	AndMore       string // if not all were counted
	Lost          func(n int) string
	Unkept        func(n int) string
	Forgot        func(n int) string
	Stay          func(n int) string // heading of the list of the first ones
	Undoes        string             // a link to the job that a job undoes
}
