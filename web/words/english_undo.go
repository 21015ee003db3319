package words

// englishStep is for changes that were not made yet.
var englishStep = Step{
	Do: map[string]string{"set": "Set", "create": "Create", "delete": "Delete", "acl": "Set the ACL of", "check": "Check"},
	Diff: map[string]string{
		"set": "− there now · + after it", "create": "+ after it", "delete": "− there now", "acl": "− there now · + after it",
	},
	Hidden:   "Secrets are masked; they are written as they were given.",
	Same:     "The data stays the same. It gets a new version all the same.",
	SameText: "The text stays the same. What changes is how it is stored: its character set, its compression, or null instead of empty.",
	NoText:   "The data cannot be shown as text to compare.",
	Empty:    "There is no text in it.",
	NowACL:   "ACL there now",
	ThenACL:  "ACL after it",
	TTL:      func(milliseconds string) string { return "TTL " + milliseconds + " ms" },
	Version:  func(version string) string { return "only at version " + version },
	Aversion: func(version string) string { return "only at aversion " + version },
}

var englishUndoPage = Undo{
	DocumentTitle: func(entry string) string { return "Undo entry " + entry },
	Title:         "Undo this change?",
	Link:          "Undo",
	Entry:         func(number string) string { return "Entry " + number },
	Step: Step{
		Do: map[string]string{"set": "Restore", "create": "Create again", "delete": "Delete", "acl": "Restore the ACL of", "quota": "Restore the quota of"},
		Diff: map[string]string{
			"set": "− as it is · + as it was", "create": "+ as it was", "delete": "− as it is", "acl": "− as it is · + as it was", "quota": "− as it is · + as it was",
		},
		Hidden:   "Secrets are masked; they come back as they were.",
		Same:     "The data is the same as it was.",
		SameText: englishStep.SameText,
		NoText:   "The data cannot be shown as text to compare. It comes back byte for byte.",
		Empty:    "There is no text in it.",
		NowACL:   "ACL as it is",
		ThenACL:  "ACL as it was",
		TTL:      englishStep.TTL,
		Version:  englishStep.Version,
		Aversion: englishStep.Aversion,
	},
	OwnACL:      "Yours alone: its ACL was not seen in full when it was deleted",
	Persistent:  "It comes back as a persistent znode at version 0. ZooKeeper does not tell whether it was a container or had a TTL.",
	FromHistory: "The trail has kept nothing of what was there before. This is what the history of the cluster says of it.",
	Lost: func(n int) string {
		if n == 1 {
			return "An ephemeral znode was deleted, too. It lived by its session and does not come back:"
		}
		return Count(n) + " ephemeral znodes were deleted, too. They lived by their sessions and do not come back:"
	},
	More:      func(n int) string { return "And " + counted(n, "znode", "znodes") + " more." },
	Explained: "This is a change of its own, on record, and can be undone in turn. It happens only while every znode is as the change left it.",
	WholeJob:  "It is one batch of a job. Undo the whole job",
	Undo:      "Undo",

	Transaction:     "Undo this transaction",
	TransactionTask: "Undo this transaction?",
	TransactionLook: "Look at its changes",
	TransactionPart: "Only changes that you may see are undone.",
	AsJob:           "That is too much for one request: a job does it, some hundred znodes at a time, the last change first.",

	Undoes: "Undoes",

	ComparedTitle: "What the change did",
	Compared: Step{
		Do:       map[string]string{"set": "Changed"},
		Diff:     map[string]string{"set": "− before the change · + as it is"},
		Hidden:   "Secrets are masked.",
		Same:     "The data stayed the same.",
		SameText: englishHistory.SameText,
		NoText:   englishStep.NoText,
		Empty:    englishStep.Empty,
		NowACL:   englishStep.NowACL,
		ThenACL:  englishStep.ThenACL,
		TTL:      englishStep.TTL,
		Version:  englishStep.Version,
		Aversion: englishStep.Aversion,
	},
}
