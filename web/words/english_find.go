package words

import "zkweb/zkconn/znode"

var englishFind = Find{
	Title:   "Find",
	Recent:  "Recently changed",
	Largest: "Largest",
	Node:    "Znode",
	Below:   "Below this znode",
	Results: "Found",

	Name: "Name", Data: "Data", Match: "Written as",
	Matches: map[string]string{"text": "text, whatever the case", "fragments": "fragments on the way down", "glob": "glob: * ? […]", "regexp": "regular expression (RE2)"},
	More:    "More",
	Kind:    "Kind", Since: "Changed since", Owner: "Owner session", ACL: "ACL entry",
	Min: "Bytes at least", Max: "Bytes at most",
	MaxZnodes:  func(most int) string { return "Znodes to look at, at most " + Count(most) },
	MaxSeconds: func(most int) string { return "Seconds to take, at most " + Count(most) },
	MaxBytes:   func(most string) string { return "Bytes to read, at most " + most },
	Again:      "Look again",
	Any:        "any",

	Stop: "Stop",
	Bounds: func(znodes, bytes, seconds int) string {
		return "Stops after " + counted(znodes, "znode", "znodes") + ", " + englishFormat.Size(bytes) + " or " + englishFormat.Seconds(seconds) + "."
	},
	Found: func(matched, znodes int, size string) string {
		return Count(matched) + " found in " + counted(znodes, "znode", "znodes") + ", " + size + " read."
	},
	Seen: func(znodes int, size string) string {
		return counted(znodes, "znode", "znodes") + " seen, " + size + " read."
	},
	Ends: map[string]string{
		"going":   "So far.",
		"waiting": "ZooKeeper does not answer. It goes on when ZooKeeper is back.",
		"ended":   "That is all.",
		"znodes":  "Stopped at the bound on znodes: there may be more. Raise it above.",
		"bytes":   "Stopped at the bound on bytes: there may be more. Raise it above, or search further down.",
		"time":    "Stopped at the bound on time: there may be more. Raise it above.",
		"lost":    "Stopped: there may be more.",
		"stopped": "You stopped it: there may be more.",
		"full":    "The page shows no more. Narrow it down, or ask for JSON lines.",
	},
	Denied: func(znodes int) string {
		if znodes == 1 {
			return "You may not read 1 znode, or it is too large:"
		}
		return "You may not read " + Count(znodes) + " znodes, or they are too large:"
	},
	NameAlone: "may not be read",

	Orders: map[string]string{"bytes": "Bytes of data", "children": "Children", "family": "Bytes of the list"},
	Path:   "Path", Changed: "Changed", Bytes: "Bytes", Children: "Children", Family: "List of children, bytes",
	FamilyOf: func(percent int) string { return Count(percent) + "% of the usual jute.maxbuffer" },
	Totals: func(size string, ephemerals int) string {
		return "They hold " + size + " of data. Ephemeral: " + Count(ephemerals) + "."
	},
	Sessions:   "Sessions with the most ephemeral znodes",
	Ephemerals: func(n int) string { return counted(n, "ephemeral znode", "ephemeral znodes") },
}

// englishFinds has the errors of a find's query.
var englishFinds = Errors{
	znode.CodeFindPattern:    func(a znode.Args) string { return "A pattern takes at most " + number(a["max"]) + " bytes of UTF-8." },
	znode.CodeFindGlob:       text("This is not a glob. One has *, ?, [a-z], [!a-z] and \\ before one of these."),
	znode.CodeFindRegexp:     text("This is not a valid RE2 regular expression."),
	znode.CodeFindRegexpLong: text("This regular expression repeats too much. Use smaller repeat counts."),
	znode.CodeFindMatch: func(a znode.Args) string {
		return "There is no such way to write a pattern. match= takes " + a["ways"] + "."
	},
	znode.CodeFindKind:     func(a znode.Args) string { return "There is no such kind. kind= takes " + a["ways"] + "." },
	znode.CodeFindOwner:    text("An owner is a session id, such as 0x100000a1b2c0000."),
	znode.CodeFindSince:    text("A time is 2026-01-31T08:00:00Z, or how long ago: 90s, 15m, 1h, 7d."),
	znode.CodeFindSize:     text("A size is a whole number of bytes."),
	znode.CodeFindACL:      text("An ACL entry is scheme:id, such as world:anyone or digest:alice."),
	znode.CodeFindBound:    func(a znode.Args) string { return "A bound is a whole number from 1 to " + number(a["max"]) + "." },
	znode.CodeFindBy:       func(a znode.Args) string { return "There is no such order. by= takes " + a["ways"] + "." },
	znode.CodeACLsFormat:   func(a znode.Args) string { return "There is no such form. format= takes " + a["ways"] + "." },
	znode.CodeFindsFull:    text("This console is running as many finds as it can. Try again in a moment."),
	znode.CodeFindsTooMany: text("Too many of your finds are running. Stop one of them, or wait until one ends."),
	znode.CodeFindEnded:    text("Your sign-in ended meanwhile. Sign in again."),
}
