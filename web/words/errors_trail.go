package words

import "zkweb/zkconn/znode"

// reasons has the reasons why something is not recorded.
var reasons = Errors{
	znode.CodeTrailMoved:    text("The audit trail cannot be written: its file was moved or removed. Restart the console. " + untilThen),
	znode.CodeTrailFull:     text("The audit trail cannot be written: its disk is full. It continues by itself when there is room. " + untilThen),
	znode.CodeTrailReadOnly: text("The audit trail cannot be written: its disk is read-only. It continues by itself when the disk can be written. " + untilThen),
	znode.CodeTrailLocked:   text("The audit trail cannot be written: another program has locked it. It continues by itself when that program lets go. " + untilThen),
	znode.CodeTrailFailing:  text("The audit trail cannot be written: its disk may be full, read-only or failing. It continues by itself when the disk can be written. " + untilThen),
	znode.CodeTrailBroken:   text("The audit trail cannot be written: it was changed by other means than this console. Run “zkweb audit verify”, then restart the console. " + untilThen),
	znode.CodeTrailSlow:     text("The audit trail cannot be written in time: its disk hangs, or another program has locked it. " + untilThen),
	znode.CodeTrailLate:     text("The audit trail was not written in time, so nothing was done. Try again."),
	znode.CodeTrailClosed:   text("zkweb is stopping: nothing more is recorded or changed."),
	znode.CodeNoTrail:       text("This console keeps no record of who does what: it runs without --data-dir."),
}

// trailErrors has the errors of the audit trail and the sentences in its own entries.
var trailErrors = Errors{
	znode.CodeTrailUnusable: func(a znode.Args) string {
		return "The data directory " + a["dir"] + " cannot be used: check that it can be made, read and written, and that its disk has room."
	},
	znode.CodeTrailInUse: func(a znode.Args) string {
		return "Another console uses the data directory " + a["dir"] + ". Each console needs its own: stop the other or choose another --data-dir."
	},
	znode.CodeTrailNewer: func(a znode.Args) string {
		return "A newer version of zkweb wrote the audit trail in " + a["dir"] + ". Run that version. " + anotherTrail
	},
	znode.CodeTrailForeign: func(a znode.Args) string {
		return a["file"] + " in " + a["dir"] + " is not an audit trail of zkweb, or its tables were changed. " + anotherTrail
	},
	znode.CodeTrailCutOff: func(a znode.Args) string {
		return "The audit trail in " + a["dir"] + " does not end where it should: entries were removed or added by other means. “zkweb audit verify” names the first. " + anotherTrail
	},
	znode.CodeTrailDamaged: func(a znode.Args) string {
		return a["file"] + " in " + a["dir"] + " is damaged, or no SQLite database. " + anotherTrail
	},
	znode.CodeTrailMissing: func(a znode.Args) string { return "There is no audit trail in " + a["dir"] + "." },

	znode.CodeTrailBusy:    text("Reading the audit trail took too long. Choose fewer entries, or try again."),
	znode.CodeTrailUnread:  text("The audit trail cannot be read. Its disk may be failing or its file damaged; “zkweb audit verify” says more."),
	znode.CodeTrailEvent:   text("The audit trail has no such event."),
	znode.CodeTrailOutcome: text("The audit trail has no such outcome."),
	znode.CodeTrailLimit: func(a znode.Args) string {
		return "A page of the audit trail has 1 to " + number(a["limit"]) + " entries."
	},
	znode.CodeTrailPlace: text("The audit trail has no such place. Go back to the newest entries."),

	znode.CodeChangeUnrecorded: func(a znode.Args) string {
		return "Nothing was changed: the change could not be recorded. " + why(a)
	},
	znode.CodeRevealUnrecorded: func(a znode.Args) string {
		return "Nothing was revealed: it could not be recorded. " + why(a)
	},

	znode.CodeTooLate:     text("It was recorded too late, so nothing was done."),
	znode.CodeEndedBefore: text("zkweb ended before the outcome was known."),
	znode.CodeGap: func(a znode.Args) string {
		return "The trail could not be written from " + a["since"] + " on. Entries missing: " + number(a["entries"]) + "."
	},
	znode.CodeBegunAnew:   text("The trail begins anew, though its key is from an earlier one: that trail’s database is gone."),
	znode.CodeKeyReplaced: text("The key of hashes was replaced: hashes from before do not compare with those from now on."),
	znode.CodeEndMissing:  text("The last run of zkweb did not end in good order, and SQLite’s log is gone: its newest entries may be missing."),
	znode.CodeChainBroken: func(a znode.Args) string { return "Entry " + a["seq"] + " does not follow from the one before it." },
	znode.CodeLogUnknown: func(a znode.Args) string {
		return "The audit log ends in entry " + a["seq"] + ", which is not in the trail."
	},
	znode.CodeFolded: func(a znode.Args) string {
		return "And " + number(a["count"]) + " more within a minute from " + a["since"] + " on."
	},
	znode.CodeInternalFault: text("zkweb had an internal error. Its log tells more."),
}

const (
	anotherTrail = "To begin a new trail, move the audit files away or choose another --data-dir."
	untilThen    = "Until then, nothing is changed or revealed."
)

// why returns the sentence for the trail's reason not to record something.
func why(a znode.Args) string {
	sentence, known := reasons[znode.Code(a["why"])]
	if !known {
		return "zkweb’s log tells more."
	}
	return sentence(nil)
}
