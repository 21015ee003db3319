package words

var englishACLs = ACLs{
	Title: "ACL report",
	Opens: map[string]string{
		"anyone":  "Open to anyone",
		"console": "Open to everyone who uses this console",
		"":        "The rest",
	},
	About: map[string]string{
		"anyone":  "Anyone who reaches the servers may write, create, delete or set the ACL.",
		"console": "An entry matches the console’s own address or certificate: ZooKeeper grants it to whoever signs in here.",
		"":        "Only those named here may change these.",
	},
	Closed: "Nothing that was seen can be changed by just anyone.",
	Who:    "Who may do what",
	Znodes: "Znodes",
	More: func(entries int) string {
		return counted(entries, "more entry", "more entries") + " not shown. The CSV has up to 10,000 of each part."
	},
	MoreOfIt: func(entries int) string {
		return "and " + counted(entries, "more entry", "more entries") + ": open the znode to see all"
	},
	CSV: "Download as CSV",
}
