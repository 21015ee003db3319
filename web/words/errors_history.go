package words

import "zkweb/zkconn/znode"

// englishHistoryErrors has the errors of the history.
var englishHistoryErrors = Errors{
	znode.CodeHistoryOff:       text("This console has no history of this cluster: it runs without --history for it."),
	znode.CodeHistoryEmpty:     text(englishHistory.NotBegun),
	znode.CodeHistoryBefore:    text("The history begins later than that. Nothing from before was recorded."),
	znode.CodeHistoryDropped:   text("That part of the history was dropped meanwhile. Reload the page."),
	znode.CodeHistoryNone:      text("The history shows no such version of this znode."),
	znode.CodeHistoryGone:      text("There was no such znode then."),
	znode.CodeHistorySkipped:   text("The history does not keep the data of this znode: --history-skip leaves it out. Its size and its changes are recorded."),
	znode.CodeHistoryUnseen:    text("What this version said was not seen: it was gone before it could be read. That it was written is recorded."),
	znode.CodeHistorySealed:    text("The data is encrypted, and not with the key that --history-key names here."),
	znode.CodeHistoryDenied:    text("The past of a znode is shown only to those who may read it now and could read it then. One of the two is not so, or there was no znode."),
	znode.CodeHistoryMasked:    text("That version holds secrets, which are masked here, so its text cannot be brought back. Set the data anew."),
	znode.CodeHistoryPast:      text("This is the past: nothing can be changed in it. Go to the znode as it is now."),
	znode.CodeHistoryNow:       text("This is known only as of now, not at a moment of the past. The znode’s page, Find, Compare and Versions know the past."),
	znode.CodeHistoryMoment:    text("A moment is a zxid such as 0x10000002a, or a time such as 2026-01-31T10:42:00Z."),
	znode.CodeHistoryVerb:      func(a znode.Args) string { return "The kinds of change are " + a["verbs"] + "." },
	znode.CodeHistoryUndeleted: text("The history does not tell that this znode was deleted. Choose a moment of its past."),
	znode.CodeHistoryParent: func(a znode.Args) string {
		return "The znode above it, " + a["path"] + ", is gone, too. Bring that back, or create it."
	},
	znode.CodeHistoryDigest: text("Its ACL had digests, which are shown only to those who had ADMIN then and have it now. Without them it would lock everybody out."),
	znode.CodeHistorySlow:   text("The history took too long to answer. Ask for a shorter time, or for a znode further down."),
}
