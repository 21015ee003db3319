package words

import "zkweb/zkconn/znode"

var englishJobs = Jobs{
	Title:     "Jobs",
	Explained: "Changes of many znodes are made here. They go on when you close the page.",
	None:      "There are no jobs.",
	Kinds: map[string]func(string) string{
		"delete":           func(path string) string { return "Delete " + path + " and all below it" },
		"acl":              func(path string) string { return "Set the ACLs of " + path + " and all below it" },
		"bring_back":       func(path string) string { return "Bring back " + path + " and all below it" },
		"import":           func(path string) string { return "Import to " + path },
		"undo_transaction": func(path string) string { return "Undo a transaction at " + path },
		"undo":             func(path string) string { return "Undo a job at " + path },
		"copy":             func(path string) string { return "Copy " + path + " and all below it" },
		"move":             func(path string) string { return "Move " + path + " and all below it" },
	},
	States: map[string]string{"running": "running", "paused": "paused", "waiting": "waiting", "done": "done", "partly": "done, but not all", "nothing": "nothing done", "failed": "failed", "cancelled": "cancelled"},
	Yours:  "yours",
	By:     func(name string) string { return "by " + name },
	Began:  "began",
	Ended:  "ended",
	Progress: func(done, total int) string {
		return Count(done) + " of " + counted(total, "znode", "znodes")
	},
	Steps: func(done, total int) string {
		return Count(done) + " of " + counted(total, "step", "steps") + ": each znode is copied, then deleted"
	},
	ProgressOfMore: func(done, total int) string {
		return Count(done) + " of more than " + counted(total, "znode", "znodes")
	},
	StepsOfMore: func(done, total int) string {
		return Count(done) + " of more than " + counted(total, "step", "steps") + ": each znode is copied, then deleted"
	},
	Failed:    func(n int) string { return counted(n, "znode", "znodes") + " not changed" },
	Skipped:   func(n int) string { return counted(n, "znode", "znodes") + " left out, as planned" },
	Rate:      func(perSecond int) string { return Count(perSecond) + " a second" },
	Left:      func(seconds int) string { return "about " + englishSeconds(seconds) + " left" },
	GoesOn:    "You can leave this page: the job goes on with the rights that you have by then.",
	Waits:     "It goes on by itself as soon as it can: you need do nothing.",
	Pause:     "Pause",
	Resume:    "Resume",
	Cancel:    "Cancel",
	CancelNow: "Cancel it; what is done stays done",
	Report:    "Report of each znode",
	Problems:  "Not changed",
	ProblemsMore: func(n int) string {
		return "The first " + Count(n) + " are shown; the report has all."
	},
	Cut: "The report has no room for more lines; later ones are only counted.",

	Undo:          "Undo",
	UndoTitle:     "Undo this job?",
	UndoExplained: "This is a job of its own, on record, and can be undone in turn. It goes from the newest change to the oldest, and changes only znodes that are as the job left them.",
	Creates:       func(n int) string { return counted(n, "znode comes", "znodes come") + " back" },
	Restores:      func(n int) string { return counted(n, "znode gets its", "znodes get their") + " data of before" },
	Deletes:       func(n int) string { return counted(n, "znode is", "znodes are") + " deleted again" },
	RestoresACLs:  func(n int) string { return counted(n, "znode gets its", "znodes get their") + " ACL of before" },
	NothingToUndo: "There is nothing to undo.",
	AndMore:       "Not all could be counted in time; there are more.",
	Lost: func(n int) string {
		if n == 1 {
			return "1 ephemeral znode was deleted, too. It lived by its session and does not come back."
		}
		return Count(n) + " ephemeral znodes were deleted, too. They lived by their sessions and do not come back."
	},
	Unkept: func(n int) string {
		return "Of " + counted(n, "znode", "znodes") + " nothing was kept: what the job made there stays."
	},
	Forgot: func(n int) string {
		return counted(n, "znode", "znodes") + " cannot be brought back: what was there before, or the entry of the change, was kept for a time that is over. What the job made there stays."
	},
	Stay:   func(n int) string { return counted(n, "znode stays as it is", "znodes stay as they are") },
	Undoes: "The job that this one undoes",
}

// englishSeconds returns a duration: in seconds below two minutes, else in minutes rounded up.
func englishSeconds(seconds int) string {
	if seconds < 120 {
		return counted(seconds, "second", "seconds")
	}
	return counted((seconds+59)/60, "minute", "minutes")
}

var englishJobErrors = Errors{
	znode.CodeNoSuchJob:      text("There is no such job, or it is somebody else’s."),
	znode.CodeJobOver:        text("This job has already ended."),
	znode.CodeJobInterrupted: text("zkweb stopped while this job was running. What is done stays done; resume it to do the rest."),
	znode.CodeJobUnreported:  text("The job’s report cannot be written: the disk is full or failing. The job goes on once it can."),
	znode.CodeJobUnkept:      text("The job was not begun or resumed: what it is to do cannot be kept. What is done stays done. The disk of the data directory may be full or failing. Try again once it has room."),
	znode.CodeJobKind:        text("Another version of zkweb began this job, and this one cannot go on with it."),
	znode.CodeJobOfAnother:   text("Only the person who began this job can resume it: it goes on with their rights."),
	znode.CodeJobGoesOn:      text("This job is not over. Wait for it, or cancel it, and then undo what it did."),
	znode.CodeJobForgotten:   text("zkweb stopped while this job was running, and no longer knows what was left to do: that may hold secrets, and without --keep-previous there is no key to keep it sealed. What is done stays done; start the rest again."),
	znode.CodeJobSealed:      text("What this job is to do cannot be read: it was sealed with another key than --data-key has now, or the disk of the data directory is failing."),
	znode.CodeJobsTooMany:    text("One person may not run more jobs at once. Wait for one to end, or cancel one."),
	znode.CodeJobsFull:       text("zkweb is running as many jobs as it can. Try again later."),
}
