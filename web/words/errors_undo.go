package words

import (
	"strconv"

	"zkweb/zkconn/znode"
)

// englishUndo has the reasons why a change cannot be kept or undone.
var englishUndo = Errors{
	znode.CodeKeepTooLarge:   text("Nothing was changed: what it would replace is more than this console keeps. Change less at once, or raise --keep-previous-size."),
	znode.CodeVaultFailing:   text("Nothing was changed: what it would replace could not be kept, so the change could not be undone. The disk of the data directory may be full, slow or failing."),
	znode.CodeVaultUnread:    text("What this change replaced cannot be read. The disk of the data directory may be failing."),
	znode.CodeVaultKey:       text("What this change replaced was sealed with another key than --data-key has now."),
	znode.CodeKeptNoLonger:   ofZnodes("What this change replaced is no longer kept."),
	znode.CodeUndoOff:        ofZnodes("This console does not keep what changes replace: it runs without --keep-previous."),
	znode.CodeUndoNone:       text("There is no such change in the clusters that this browser is signed in to."),
	znode.CodeUndoUnkept:     ofZnodes("This change cannot be undone: nothing was kept of what it replaced."),
	znode.CodeUndoUnrecorded: ofZnodes("Nothing was kept of what this change replaced, and the history does not have the change: not yet, not any longer, or it lies in a gap. Right after a change, try again in a moment."),
	znode.CodeUndoLarge: func(a znode.Args) string {
		return ofZnodes("This change replaced more than " + a["mib"] + " MiB. That is too much to undo at once.")(a)
	},
	znode.CodeUndoNotMade:  text("There is nothing to undo: the change was not made."),
	znode.CodeUndoUnknown:  text("This change cannot be undone: its answer was lost, and the znode does not show that it was made."),
	znode.CodeUndoRepeated: ofZnodes("This change cannot be undone in one step: it went over the same znode twice, or created sequential ones together with others."),
	znode.CodeUndoMany: func(a znode.Args) string {
		return "This transaction has " + number(a["changes"]) + " changes, and at most " + number(a["most"]) + " can be undone. A deletion can be brought back from the page of the znode that was deleted."
	},
	znode.CodeTransactionNone: text("The history shows no such transaction."),
	znode.CodeUndoUnread:      text("It could not be read when it was changed, so nothing was kept of it."),
	znode.CodeUndoUnseen:      ofZnodes("You may not read what was there before, so you cannot bring it back."),
	znode.CodeUndoChanged:     text("The znode was changed since. Undoing this would undo that, too."),
	znode.CodeUndoGone:        text("The znode was deleted since."),
	znode.CodeUndoThere:       text("A znode was created at this path since."),
	znode.CodeUndoEphemeral: text("An ephemeral znode lives as long as the session that created it, so it cannot be brought back. " +
		"Its client creates it again."),
}

// ofZnodes adds to a sentence about a change the number of znodes, if it is known.
func ofZnodes(sentence string) func(znode.Args) string {
	return func(a znode.Args) string {
		znodes, err := strconv.Atoi(a["znodes"])
		if err != nil {
			return sentence
		}
		return sentence + " That concerns " + counted(znodes, "znode", "znodes") + "."
	}
}

// englishMulti has the reasons why several changes cannot be made together.
var englishMulti = Errors{
	znode.CodeMultiOps:  func(a znode.Args) string { return "A transaction has 1 to " + number(a["max"]) + " ops." },
	znode.CodeMultiOp:   text("An op is one of create, set, delete, check and acl."),
	znode.CodeMultiMode: text("A znode is created in the mode persistent, sequential, ephemeral, ephemeral_sequential, container, or ttl with a ttl in milliseconds."),
	znode.CodeMultiJSON: func(a znode.Args) string { return "This is not the JSON of a transaction: " + a["fault"] + "." },
	znode.CodeMultiData: text("Data is a string, {\"encoding\":\"utf-8\",\"text\":…}, {\"encoding\":\"base64\",\"base64\":…} or {\"encoding\":\"null\"}."),
	znode.CodeMultiTooLarge: func(a znode.Args) string {
		return "The changes of one transaction may have " + number(a["bytes"]) + " bytes together: ZooKeeper takes them in one request. Make fewer at once."
	},
}
