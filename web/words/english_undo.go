package words

var englishUndoPage = Undo{
	DocumentTitle: func(entry string) string { return "Undo entry " + entry },
	Title:         "Take this change back?",
	Link:          "Undo",
	Entry:         func(number string) string { return "Entry " + number },
	Steps:         map[string]string{"set": "Restore", "create": "Create again", "delete": "Delete", "acl": "Restore the ACL of"},
	Diff: map[string]string{
		"set": "− as it is · + as it was", "create": "+ as it was", "delete": "− as it is", "acl": "− as it is · + as it was",
	},
	Hidden:     "Secrets are masked; they come back as they were.",
	Same:       "The data is the same as it was.",
	NoText:     "The data cannot be shown as text to compare. It comes back byte for byte.",
	NowACL:     "ACL as it is",
	ThenACL:    "ACL as it was",
	OwnACL:     "Yours alone: its ACL was not seen in full when it was deleted",
	Persistent: "It comes back as a persistent znode at version 0. ZooKeeper does not tell whether it was a container or had a TTL.",
	Lost: func(n int) string {
		if n == 1 {
			return "An ephemeral znode was deleted, too. It lived by its session and does not come back:"
		}
		return Count(n) + " ephemeral znodes were deleted, too. They lived by their sessions and do not come back:"
	},
	More:      func(n int) string { return "And " + counted(n, "znode", "znodes") + " more." },
	Explained: "This is a change of its own, on record, and can be undone in turn. It happens only while every znode is as the change left it.",
	Undo:      "Undo",
	Undoes:    "Takes back",
}
