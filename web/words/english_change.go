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
	Collected:     "The transaction that you collect creates the parent, so this goes there, too.",
	ACLCopied:     "Copied from the parent, because ZooKeeper does not inherit ACLs. Parents that are created get it, too.",
	ACLOwn:        "Yours alone: you may not see all of the parent’s ACL, so it cannot be copied.",
	ACLTyped:      "As it is typed below, for this znode alone.",
	Create:        "Create",
	LikeTitle:     func(neighbour string) string { return "Create one like " + neighbour },
	SecretsLeft:   "Its data holds what looks like a secret, which is not copied.",
	Mode:          "Kind",
	Modes: map[string]string{
		"persistent": "Persistent", "sequential": "Sequential", "ephemeral": "Ephemeral", "ephemeral_sequential": "Ephemeral and sequential",
		"container": "Container", "ttl": "With a TTL",
	},
	ModeHint: func(idleMinutes, maxHours int) string {
		return "Sequential: the server adds ten digits to the name. Ephemeral: it lives as long as your sign-in here: until you sign out, are away for " +
			counted(idleMinutes, "minute", "minutes") + ", have been signed in for " + counted(maxHours, "hour", "hours") +
			", or zkweb stops or loses its ZooKeeper session."
	},
	Container:    "Container: the server deletes it once its last child is gone (3.5.3 and newer).",
	More:         "TTL, null, parents, another ACL",
	MoreBefore35: "Null, parents, another ACL",
	TTL:          "TTL in milliseconds",
	TTLHint:      "Of the kind with a TTL: the server deletes it when it has no children and was not changed for so long. Needs 3.5.4 and extendedTypesEnabled.",
	Parents:      "Create missing parents: the name may have slashes",
	OtherACL:     "Another ACL",
	OtherACLHint: "As zkCli takes it, such as digest:alice:hash:cdrwa,world:anyone:r. Empty for the parent’s, or where that cannot be copied, for one of yours alone.",
	ACLMine:      "mine alone",
	ACLRead:      "mine, and read by everybody",
	ACLOpen:      "open to everybody",
}

var englishSet = Set{
	DocumentTitle:     func(node string) string { return "Edit " + node },
	Title:             "Edit data",
	Revealed:          "Secrets are revealed.",
	RevealedExplained: "Recorded in the audit trail; saving will be, too.",
	SecretsFirst:      "This data holds what looks like a secret. Reveal it to edit it as text, or replace it with a file.",
	ChooseAgain:       "Choose the file again.",
	FileReplaces:      "The file would replace the current data. Choose it again to upload it.",
	NotComparable:     "The current data cannot be compared with yours.",
	AsTyped:           "The current data is what you typed: nothing is left to save.",
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
	Gone:         "It was deleted after you opened it. Nothing was saved; your text is kept: copy it to create the znode again.",
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
	AllBelow:      "Look at all that would be deleted",
	Explained:     "This deletes the znode with its data and ACL, for everyone.",
	Forever:       "It cannot be undone.",
	Kept:          "It can be undone while this console keeps what was there.",
	Ephemeral:     "The client that owns it is still connected and may create it again.",
	More:          "The data goes on.",
	Untold:        "ZooKeeper does not tell you what is there: the znode’s ACL gives you no READ. It deletes the znode all the same where the ACL of its parent gives you DELETE.",
	Version:       "Version to delete",
	AnyVersion:    "Only this version is deleted. With -1 the znode is deleted whatever its version is, and whatever others have just written.",
	Any:           "Delete the znode",
	Delete:        func(version string) string { return "Delete version " + version },
	Conflict: func(version string) string {
		return "Nothing was deleted. The znode is at version " + version + " now: look at it before you delete that."
	},
}
