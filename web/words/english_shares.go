package words

import "zkweb/zkconn/znode"

var englishShares = Shares{
	Title:   "Share links",
	Make:    "Share by a link",
	MakeNow: "Make the link",
	Made:    "The link is made",
	About:   "Whoever has the link sees this one znode as you may read it at that time, without a sign-in: its data with secrets masked, and its version. They change nothing. It ends by itself, when you or an administrator end it, and when you may no longer read the znode. Who opens it is on record.",
	Hours:   func(most int) string { return "Hours until it ends, at most " + Count(most) },
	With:    "Compared with (CLUSTER:/path; optional)",
	Once:    "It is shown this once: the console keeps no more than its hash.",
	Until:   "It ends at",
	None:    "There are no links. “Share by a link” in the menu of a znode makes one.",
	Of:      "Shows",
	By:      "made by",
	Revoke:  "End",
	Shown:   "You see this by a link of zkweb, read-only and with secrets masked.",
	Stat: func(version int, size string, children int) string {
		return "Version " + Count(version) + " · " + size + " · " + counted(children, "child", "children") + " · changed"
	},
	Masked: "Secrets are masked: •masked• stands for each.",
	NoText: "This is not text, so it is not shown here.",
	Cut:    "This is its beginning.",
	Same:   "As they are shown here, the two are the same.",
}

var englishShareErrors = Errors{
	znode.CodeShareGone:   text("This link is over, or never was one. Ask whoever gave it to you for another."),
	znode.CodeShareAsleep: text("This link cannot be read now: whoever made it has to sign in to the console once more."),
	znode.CodeShareHours:  func(a znode.Args) string { return "A link lasts from 1 to " + number(a["max"]) + " hours." },
	znode.CodeSharesFull: func(a znode.Args) string {
		return "There are too many links: end one that is no longer needed. A person has " + number(a["max"]) + " at most."
	},
	znode.CodeShareUnkept:    text("Links cannot be written down at the moment: nothing was shared. The console’s log tells more."),
	znode.CodeShareEndUnkept: text("This link is over and shows nothing any more. That cannot be written down at the moment: it is as soon as the disk of the data directory has room. If zkweb were started again before that, the link would be back."),
	znode.CodeSharesTooMany:  text("Links were opened too often from your address. Wait a minute."),
	znode.CodeShareUnrecorded: func(a znode.Args) string {
		return "This could not be put on record, so no link was made."
	},
}
