package words

import "zkweb/zkconn/znode"

var englishBelow = Below{
	Title:  "Delete this znode and all below it?",
	Chosen: func(n int) string { return "Delete " + counted(n, "child", "children") + " and all below?" },
	Count: func(znodes int, size string) string {
		return counted(znodes, "znode", "znodes") + " with " + size + " of data."
	},
	AtLeast:   func(count string) string { return "At least " + count + " Counting stopped early." },
	Uncounted: "They could not be counted: ZooKeeper did not answer in time.",
	Systems:   "Something may still need them:",
	System:    func(path, what string) string { return path + ": " + what },
	Ephemerals: func(n int) string {
		if n == 1 {
			return "One is ephemeral: the client that holds it is connected, and may create it again."
		}
		return Count(n) + " are ephemeral: the clients that hold them are connected, and may create them again."
	},
	HeldBy: "held by session",
	More:   func(n int) string { return "and " + Count(n) + " more" },
	Denied: func(n int) string {
		return "You may not list what is below " + counted(n, "znode", "znodes") + " of these; it stays."
	},
	Explained: "This deletes them with data and ACLs, for everyone. What others create below meanwhile is deleted, too.",
	Kept:      "While this console keeps what was there it can be undone, but for ephemeral znodes and for what you may not read.",
	AsJob:     "It runs as a job, which can be paused and cancelled.",
	Confirm:   "To confirm, type",
	Delete:    func(n int) string { return "Delete " + counted(n, "znode", "znodes") },
	DeleteAll: "Delete all of them",
}

var englishBelows = Errors{
	znode.CodeHasUndeleted:     text("Something below it was not deleted, so it stays."),
	znode.CodeWrittenMeanwhile: text("Somebody wrote it a moment before it was deleted."),
	znode.CodeNotAllDeleted: func(a znode.Args) string {
		return "Deleted: " + number(a["deleted"]) + ". Not deleted: " + number(a["left"]) + "."
	},
	znode.CodeConfirmName:    text("Nothing was deleted: the name that was typed to confirm is not the znode’s."),
	znode.CodeTooManyChosen:  func(a znode.Args) string { return "At most " + number(a["max"]) + " children are deleted together." },
	znode.CodeDirectoryBelow: text("The directory of users lies there, which is changed by “zkweb user” alone."),
}
