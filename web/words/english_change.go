package words

var englishChange = Change{
	FailedTitle: func(why, title string) string { return why + ": " + title },
	Look:        "Look at the znode",
	Cancel:      "Cancel",
	Text:        "Data",
	TextHint:    "Stored exactly as typed.",
	FileHint: func(maxBytes int) string {
		return "Stored byte for byte; at most " + counted(maxBytes, "byte", "bytes") + "."
	},
	Typed:   "What you typed",
	Changed: "changed",
	Version: "version",
}

var englishCreate = Create{
	DocumentTitle: func(parent string) string { return "Create below " + parent },
	Title:         "Create a child",
	Name:          "Name",
	NameHint:      "One segment of a path, without a slash. It cannot be changed later.",
	File:          "Or a file",
	ACL:           "ACL of the new znode",
	ACLCopied:     "Copied from the parent, because ZooKeeper does not inherit ACLs.",
	ACLOwn:        "Yours alone: you may not see all of the parent’s ACL, so it cannot be copied.",
	Create:        "Create",
}

var englishSet = Set{
	DocumentTitle:     func(node string) string { return "Edit " + node },
	Title:             "Edit data",
	Revealed:          "Revealed.",
	RevealedExplained: "What you see now is on record; saving it is too.",
	SecretsFirst:      "This data holds what looks like a secret. Reveal it to edit it as text, or replace it with a file.",
	ChooseAgain:       "Choose the file again.",
	FileReplaces:      "The file would replace the current data. Choose it again to upload it.",
	NotComparable:     "The current data cannot be compared with yours.",
	AsTyped:           "Nothing: the current data is what you typed.",
	RevealAndEdit:     "Reveal and edit",
	OrFile:            "Or replace it by a file",
	File:              "Replace it by a file",
	DownloadCurrent:   "Download what is there",
	Save:              "Save",
	SaveOver:          func(version string) string { return "Save over version " + version },
	Upload:            "Upload",
	UploadOver:        func(version string) string { return "Upload over version " + version },
	Discard:           "Discard mine",
	Diff:              "What saving would change",
	DiffExplained:     "Lines marked - are there now and would go; lines marked + are what you typed.",
	DiffLabel:         "Lines",
	NoLineEnd:         "no line end",
	ConflictText:      "Nothing was saved; what you typed is kept. Compare it with what is there now, then save it over that or discard it.",
	ConflictFile:      "Nothing was saved: look at what is there now before you replace it.",
}

var englishDelete = Delete{
	DocumentTitle: func(node string) string { return "Delete " + node },
	Title:         "Delete this znode?",
	HasChildren: func(n int) string {
		return "It has " + counted(n, "child", "children") + ". The console deletes one childless znode at a time: delete those first."
	},
	Back:      "Back",
	Explained: "It is gone for everybody at once, with its data and its ACL, and nothing brings it back.",
	Ephemeral: "Its session lives on and may make it again.",
	Delete:    func(version string) string { return "Delete version " + version },
	Conflict: func(version string) string {
		return "Nothing was deleted. It is at version " + version + " now: look at it before you delete that."
	},
}
