package words

var englishLive = Live{
	Version:              "version {from} → {to}",
	ChildCame:            "1 child came",
	ChildrenCame:         "{n} children came",
	ChildWent:            "1 child went",
	ChildrenWent:         "{n} children went",
	ACL:                  "ACL changed",
	Deleted:              "This znode was deleted.",
	MadeAnew:             "deleted and created anew",
	By:                   "by {who}",
	Show:                 "Show",
	Hide:                 "Hide until the next change",
	Follow:               "Follow",
	FollowExplained:      "Show each change as it happens, marked for a moment. Stays on in this tab.",
	NewVersion:           "1 new version",
	NewVersions:          "{n} new versions",
	NewVersionsExplained: "Seen since this page was opened. The bars are the last minute.",
	NewChildren:          "{n} new",
	MissingChildren:      "{n} gone",
}
