package words

var englishBringBack = BringBack{
	Title:    "Bring back",
	Link:     "Bring back…",
	Of:       "What was here at",
	About:    "Data, ACL and kind come back as they were, at version 0. What was ephemeral belonged to a session and does not come back.",
	Fail:     "bring nothing back",
	OtherACL: "its ACL is another than then, and stays",
	Apply:    func(changes int) string { return "Bring back " + counted(changes, "znode", "znodes") },
	Made:     func(n int) string { return "Brought back: " + counted(n, "znode", "znodes") },
}
