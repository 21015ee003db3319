package words

var englishChange = Change{
	To:          func(act, mark string) string { return act + " to " + mark },
	In:          func(act, mark string) string { return act + " in " + mark },
	FailedTitle: func(why, title string) string { return why + ": " + title },
	SavedBy:     func(version, who string) string { return "Version " + version + " was saved by " + who + "." },
	Look:        "Look at the znode",
	Cancel:      "Cancel",
	Text:        "Data",
	TextHint:    "Stored exactly as typed.",
	FileHint: func(maxBytes int) string {
		return "Stored byte for byte, at most " + counted(maxBytes, "byte", "bytes") + "."
	},
	Typed:   "What you typed",
	Changed: "changed",
	Version: "version",
}

var englishCreate = Create{
	DocumentTitle: func(parent string) string { return "Create below " + parent },
	Title:         "Create a child",
	Name:          "Name",
	NameHint:      "One name, without a slash. It cannot be changed later.",
	File:          "Or a file",
	ACL:           "ACL of the new znode",
	ACLCopied:     "Copied from the parent, because ZooKeeper does not inherit ACLs.",
	ACLOwn:        "Yours alone: you may not see all of the parent’s ACL, so it cannot be copied.",
	Create:        "Create",
}

var englishSet = Set{
	DocumentTitle:     func(node string) string { return "Edit " + node },
	Title:             "Edit data",
	Revealed:          "Secrets are shown.",
	RevealedExplained: "Recorded in the audit trail; saving will be, too.",
	SecretsFirst:      "This data holds what looks like a secret. Reveal it to edit it as text, or replace it with a file.",
	ChooseAgain:       "Choose the file again.",
	FileReplaces:      "The file would replace the current data. Choose it again to upload it.",
	NotComparable:     "The current data cannot be compared with yours.",
	AsTyped:           "Nothing: the current data is what you typed.",
	RevealAndEdit:     "Reveal and edit",
	OrFile:            "Or replace it with a file",
	File:              "Replace it with a file",
	DownloadCurrent:   "Download the current data",
	Save:              "Save",
	Discard:           "Discard mine",
	Diff:              "What saving would change",
	DiffExplained:     "− current · + yours",
	DiffLabel:         "Lines",
	NoLineEnd:         "no line end",
	ConflictText: func(edited, now string) string {
		const kept = "Nothing was saved; your text is kept. Compare it with the current data, then review saving over that or discard yours."
		if edited == now {
			return kept
		}
		return "You were editing version " + edited + "; version " + now + " is there now. " + kept
	},
	ConflictFile: "Nothing was saved. Look at the current data before you replace it.",
	Review:       "Review changes",
	ReviewFile:   "Review the file",
	AsRead:       "Saved in the form it was read in:",
	AsText:       "Edit as text",
	AsHex:        "Edit as hex",
	HexHint:      "The bytes, two digits each. White space and lines mean nothing.",
	Null:         "Null: no data at all, which is not the empty value",
}

var englishDelete = Delete{
	DocumentTitle: func(node string) string { return "Delete " + node },
	Title:         "Delete this znode?",
	HasChildren: func(n int) string {
		if n == 1 {
			return "Only znodes without children can be deleted here. Delete its child first."
		}
		return "Only znodes without children can be deleted here. Delete its " + Count(n) + " children first."
	},
	Back:      "Back",
	Explained: "This deletes the znode with its data and ACL, for everyone. It cannot be undone.",
	Ephemeral: "The client that owns it is still connected and may create it again.",
	More:      "The data goes on.",
	Delete:    func(version string) string { return "Delete version " + version },
	Conflict: func(version string) string {
		return "Nothing was deleted. The znode is at version " + version + " now: look at it before you delete that."
	},
}
