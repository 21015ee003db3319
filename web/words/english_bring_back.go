package words

var englishBringBack = BringBack{
	Title:    "Bring back",
	Link:     "Bring back…",
	Of:       "What was here at",
	About:    "What is gone comes back with its data, ACL and kind of then, at version 0. What was ephemeral belonged to a session and does not come back.",
	Fail:     "bring nothing back",
	OtherACL: "its ACL is another than then, and stays",
	Apply:    func(changes int) string { return "Bring back " + counted(changes, "znode", "znodes") },
	Made:     func(n int) string { return "Brought back: " + counted(n, "znode", "znodes") },
}
