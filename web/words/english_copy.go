package words

import (
	"strconv"

	"zkweb/zkconn/znode"
)

var englishCopy = Copy{
	Titles: [2]string{"Copy", "Move"},
	Link:   "Copy or move…",

	Beside:    [2]string{"Duplicate beside it", "Rename"},
	Name:      "New name",
	Elsewhere: "Another place",
	To:        "To",
	Hint:      "/path, or CLUSTER:/path",
	Overwrite: "Overwrite what is there",
	Plan:      "Show the plan",
	OtherVerb: [2]string{"Move it instead", "Copy it instead"},
	SignIn:    "Sign in to that cluster",
	Planned:   "To",
	Count: func(znodes int, size string) string {
		return counted(znodes, "znode", "znodes") + " with " + size + " of data."
	},
	AtLeast: func(count string) string { return "At least " + count + " Counting stopped early." },
	There: func(same, different, more int) string {
		return "There already: " + Count(same) + " the same, " + Count(different) + " with other data or another ACL. What else is there stays: " + Count(more) + "."
	},
	ThereSome: "Something is there already.",
	Overwrites: func(n int) string {
		return "Overwritten with data and ACL of the original: " + counted(n, "znode", "znodes") + "."
	},
	Denied: func(n int) string {
		return "Left out, with all below: " + counted(n, "znode", "znodes") + " of which you may not read everything."
	},
	Ephemerals: [2]func(n int) string{
		func(n int) string {
			return "Left out: " + counted(n, "ephemeral znode", "ephemeral znodes") + ". They belong to the sessions of connected clients:"
		},
		func(n int) string {
			return "Clients are connected that hold " + counted(n, "ephemeral znode", "ephemeral znodes") + " here. These belong to their sessions and cannot be moved. Stop the clients first, leave these znodes where they are, or copy instead:"
		},
	},
	Leave: "Leave these and move the rest",
	Leaves: func(n int) string {
		return "Left where they are: " + counted(n, "ephemeral znode", "ephemeral znodes") + " of connected clients, and the znodes above them, which are at both places then:"
	},
	ACLs:      "ACLs are kept.",
	ACLsThere: "ACLs are kept. In the other cluster they let in whoever signs in there with the same digest, or under the same name.",
	Kinds:     "ZooKeeper does not tell containers and znodes with a TTL from persistent ones: they become persistent.",
	Counter: func(next, highest int64) string {
		return "The copy’s counter will stand at " + strconv.FormatInt(next, 10) + ", not above the highest number here, " + strconv.FormatInt(highest, 10) + ": new sequential znodes sort before those that exist, or clash with them."
	},
	Quotas:  "Quotas are not taken along.",
	Masks:   "A secret that is masked here, and would not be there, is left out.",
	AsJob:   "It runs as a job, which can be paused and cancelled.",
	AtOnce:  "It is one transaction: all or nothing.",
	InSteps: "All of it is copied first. Then each original is deleted whose data and ACL are at the new place; what others change meanwhile stays.",
	Apply: [2]func(n int) string{
		func(n int) string { return "Copy " + counted(n, "znode", "znodes") },
		func(n int) string { return "Move " + counted(n, "znode", "znodes") },
	},
	ApplyAll: [2]string{"Copy all of them", "Move all of them"},
	Change:   "Another place or name",
	Left:     "Not copied",
}

// englishCopies has the errors of copies and moves.
var englishCopies = Errors{
	znode.CodeCopyTo: text("Write where to as /path, or as CLUSTER:/path; or give a new name."),
	znode.CodeCopySignIn: func(a znode.Args) string {
		return "This console session is not signed in to the cluster “" + a["cluster"] + "”. Sign in there first."
	},
	znode.CodeCopyInto: text("One of both places is the other, or lies below it. Choose a place beside it."),
	znode.CodeCopySame: func(a znode.Args) string {
		return "The cluster “" + a["cluster"] + "” is the same ensemble under another name: one of both places is the other there, or lies below it. Choose a place beside it."
	},
	znode.CodeCopyPlace: text("The root, what is ZooKeeper’s own, and the user directory are neither copied nor moved, and nothing is put there."),
	znode.CodeCopyParent: func(a znode.Args) string {
		return "There is no znode “" + a["path"] + "” to put it below. Create it first."
	},
	znode.CodeCopyExists:    text("Another znode is there, and stays. Choose “Overwrite”, or another place."),
	znode.CodeCopyAbove:     text("It was left out: the znode above it is not there as the original is."),
	znode.CodeCopyEphemeral: text("It was left out: it is ephemeral, and belongs to a session."),
	znode.CodeCopyDigest:    text("Its ACL has digests that are shown to those with ADMIN only. A copy would let nobody in."),
	znode.CodeCopyUnmasks:   text("Its secrets are masked where it is, and would be shown at the new place. Choose a name that says it is a secret."),
	znode.CodeCopyUnread:    text("Only those who may reveal its secrets can copy it."),
	znode.CodeNotAllCopied: func(a znode.Args) string {
		return "Copied: " + number(a["copied"]) + ". Not copied: " + number(a["left"]) + "."
	},
	znode.CodeMoveEphemeral: func(a znode.Args) string {
		return "Nothing was moved: ephemeral znodes that clients hold here: " + number(a["count"]) + ". They cannot be moved. Leave them, or copy instead."
	},
	znode.CodeMoveNotAll: func(a znode.Args) string {
		return "Nothing was deleted: " + number(a["failed"]) + " of the znodes could not be copied. What was copied is at the new place."
	},
	znode.CodeMoveChanged: text("It was changed meanwhile, so it stays. What was copied before is at the new place."),
}
