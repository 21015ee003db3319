package words

import "zkweb/zkconn/znode"

var englishTransaction = Transaction{
	Title:     "Transaction",
	Link:      "Transaction",
	Add:       "Add to transaction",
	Explained: "ZooKeeper makes these changes together, in this order: all of them or none. Each happens only while its znode is as it was when the change was added.",
	Empty:     "Nothing is collected yet. “Add to transaction” on the pages that set, create and delete znodes puts a change here in place of making it. The list ends with your sign-in.",
	Failed: func(n, of string) string {
		return "It is about change " + n + " of " + of + ". Nothing was changed, and the list is kept."
	},
	Apply: func(changes int) string {
		if changes == 1 {
			return "Make the change"
		}
		return "Make all " + Count(changes) + " changes"
	},
	Discard:      "Discard the list",
	Up:           "Up",
	Down:         "Down",
	Remove:       "Remove",
	Below:        "Add a child",
	BelowLabel:   func(n string) string { return "Add a child of what change " + n + " creates" },
	UpLabel:      func(n string) string { return "Move change " + n + " up" },
	DownLabel:    func(n string) string { return "Move change " + n + " down" },
	RemoveLabel:  func(n string) string { return "Remove change " + n },
	Check:        "Add a check",
	CheckPath:    "Znode that must not have changed",
	CheckVersion: "Version",
	CheckHint:    "Left empty: the version that is there now. If the znode has another when the transaction is made, none of it is.",
	AddCheck:     "Add the check",
	NoACLs:       "ACLs are set by themselves: ZooKeeper has no setACL in a transaction.",
	Done: func(changes int) string {
		if changes == 1 {
			return "The transaction was made."
		}
		return Count(changes) + " changes were made together."
	},
}

// englishTransactions has the errors of collecting and making transactions.
var englishTransactions = Errors{
	znode.CodeOpEphemeral: text("An ephemeral znode lives as long as the session that creates it, so it is neither collected nor proposed: create it by itself."),
	znode.CodeOpParent:    text("There is no parent by then: what creates it must come before."),
	znode.CodeOpUnseen:    text("What the znode holds, or would hold, is not shown: its ACL does not give READ."),
	znode.CodeTransactionFull: func(a znode.Args) string {
		return "A transaction has room for " + number(a["max"]) + " changes. Make these first, or remove some."
	},
	znode.CodeTransactionsFull: text("All that is collected for transactions is more than this console keeps. Apply a transaction, or collect less."),
	znode.CodeTransactionMoved: text("Nothing was changed: the list is another than the one that was shown, or is being applied. Look at it once more."),
	znode.CodeTransactionEmpty: text("Nothing was changed: the list is empty."),
	znode.CodeTransactionDo:    text("A transaction takes apply, discard, check, and up, down and remove with the id of a change."),
}
