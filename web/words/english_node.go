package words

import (
	"strings"

	"zkweb/zkconn/znode"
)

var englishNode = Node{
	Path:     "Path",
	Edit:     "Edit",
	Create:   "Create child",
	Delete:   "Delete",
	Copy:     "Copy",
	CopyPath: "Copy path", CopyLink: "Copy link", CopyZkCli: "Copy zkCli command", CopyValue: "Copy value",
	More:          "More actions",
	Download:      "Download",
	Tabs:          "Parts of this znode",
	Activity:      "Activity",
	Inspector:     "Stat and ACL",
	Kinds:         map[string]string{znode.Persistent: "Persistent", znode.Ephemeral: "Ephemeral", znode.Container: "Container"},
	Changed:       "changed",
	Version:       "version",
	OnTheWay:      "This znode is only on the way there.",
	StatLink:      "Stat and ACL",
	CreateLike:    "Create one like this",
	Sync:          "After a sync",
	SyncExplained: "Lets the server catch up with the leader before it is read.",
	Created:       "Created.",
	Saved:         func(version string) string { return "Saved as version " + version + "." },
	CompareWith:   func(version string) string { return "Compare with version " + version },
	Deleted:       func(name string) string { return "Deleted " + name + "." },
	ACLSaved:      "The ACL was saved.",
	ChangedBelow:  func(znodes int) string { return counted(znodes, "znode was", "znodes were") + " changed." },
	Part:          "What was done can be undone:",
	Undone:        "The change was undone.",
}

var englishKinds = map[string]string{znode.Persistent: "persistent", znode.Ephemeral: "ephemeral", znode.Container: "container"}

var englishData = Data{
	Title:       "Data",
	Views:       "View",
	SignInOther: "Sign in with other credentials",
	Null:        "This znode has no data. It was created with null, which clients read as 0 bytes.",
	None:        "This znode has no data.",
	DownloadAll: func(bytes int) string { return "Download all " + counted(bytes, "byte", "bytes") },
	Image: func(width, height int) string {
		return "The image in this znode, " + Count(width) + " × " + Count(height) + " pixels"
	},
	Revealed:          "Secrets are revealed.",
	RevealedExplained: "Recorded in the audit trail; they are masked again when you leave.",
	MaskAgain:         "Mask again",
	Masked: func(values int) string {
		if values == 1 {
			return "1 value is masked: it looks like a secret."
		}
		return Count(values) + " values are masked: they look like secrets."
	},
	MaskedWhole:      "Masked: the path or the content looks like a secret.",
	MayNotReveal:     func(role string) string { return "Your role here, “" + role + "”, does not include revealing." },
	NoRecord:         "Reveals go on record, and this console keeps none: it runs without --data-dir.",
	MaskedUnread:     "The bytes are masked: they cannot be read to their end, so there may be secrets in them.",
	MaskedSlow:       "Masked: looking for secrets in this data took too long. Try again in a minute.",
	Reason:           "Reason",
	ReasonOptional:   "Reason (optional)",
	Reveal:           "Reveal",
	DownloadRevealed: "Download revealed",
	ReasonExplained:  "Your name, the time and your reason go into the audit trail.",
}

var englishChildren = Children{
	Title:         "Children",
	Filter:        "Filter names",
	Choose:        "Select",
	ChooseNone:    "Select none",
	DeleteChosen:  "Delete selected…",
	None:          "This znode has no children.",
	NoneEphemeral: "An ephemeral znode cannot have children.",
	SortedByName: func(most int) string {
		return "Sorted by name: other columns sort at most " + Count(most) + " children. Narrow them down with the filter."
	},
	ListLarge: func(bytes, percent int) string {
		return "The list of these children takes " + Count(bytes) + " bytes, " + Count(percent) + "% of the usual jute.maxbuffer: beyond it, clients that have not raised it lose their connection."
	},
	NoMatchBefore: func(total int) string {
		if total == 1 {
			return "The only child does not have"
		}
		return "None of the " + Count(total) + " children has"
	},
	NoMatchAfter: "in its name.",
	ShowAll:      "Show all",
	Columns:      map[string]string{"name": "Name", "sequence": "Sequence", "children": "Children", "bytes": "Bytes", "modified": "Modified", "kind": "Kind"},
	Kinds:        englishKinds,
	Ephemeral:    "ephemeral",

	Overflow:          "overflow",
	OverflowExplained: "The counter has passed 2,147,483,647, so it goes on with negative numbers.",

	Rows: func(rows, of int) string { return counted(rows, "row", "rows") + " of " + Count(of) },
	RowsMatching: func(rows, of, total int) string {
		return counted(rows, "row", "rows") + " of " + Count(of) + " matching, " + Count(total) + " in all"
	},
	Range: func(first, last, of int) string {
		if first == 1 && last == of {
			return counted(of, "child", "children")
		}
		return Count(first) + "–" + Count(last) + " of " + Count(of)
	},
	RangeMatching: func(first, last, of, total int) string {
		return Count(first) + "–" + Count(last) + " of " + Count(of) + " matching, " + Count(total) + " in all"
	},
	FirstPage:    "First page",
	PreviousPage: "Previous page",
	NextPage:     "Next page",
	RowsOnPage:   "Rows on a page",
	RowsLabel:    "Rows",
}

var englishStat = Stat{
	Title: "Stat",
	Meanings: map[string]string{
		"czxid":          "The zxid of the transaction that created this znode. Zxids order all changes in an ensemble.",
		"mzxid":          "The zxid of the transaction that last set this znode’s data.",
		"pzxid":          "The zxid of the transaction that last added or removed a child.",
		"ctime":          "When this znode was created, by the clock of the leader at that time.",
		"mtime":          "When this znode’s data was last set, by the clock of the leader at that time.",
		"version":        "How many times the data was set since the znode was created. A conditional set or delete names it.",
		"cversion":       "How many times a child was added or removed.",
		"aversion":       "How many times the ACL was set.",
		"ephemeralOwner": "The session that an ephemeral znode belongs to and ends with; 0x0 for a znode that is not ephemeral.",
		"dataLength":     "The length of the data in bytes.",
		"numChildren":    "The number of children; their own children do not count.",
	},
	Session: "session",
	HeldBy:  "Find all ephemeral znodes of this session",
	Kinds:   englishKinds,
	Bytes:   "bytes",

	SequenceNear: func(next, max int) string {
		return "the next sequential child is number " + Count(next) + " of " + Count(max)
	},
}

var englishACL = ACL{
	Title:   "ACL",
	World:   "anyone",
	Auth:    "you, with this session’s credentials",
	Digest:  func(user string) string { return "user " + user + ", by password" },
	IP:      "clients from this address",
	SASL:    "a SASL user",
	X509:    "the owner of this certificate",
	Console: "this console, and so everybody who uses it",
	Perms:   englishPerms,
}

func englishPerms(perms znode.Perms) string {
	if perms&znode.PermAll == znode.PermAll {
		return "all permissions"
	}
	return permWords(perms, "nothing", ", ", map[znode.Perms]string{
		znode.PermCreate: "create children", znode.PermDelete: "delete children",
		znode.PermRead: "read", znode.PermWrite: "write", znode.PermAdmin: "set the ACL",
	})
}

// permWords returns the words for permissions, in ZooKeeper's order, or none if there are no
// permissions.
func permWords(perms znode.Perms, none, separator string, of map[znode.Perms]string) string {
	var words []string
	for _, perm := range []znode.Perms{znode.PermCreate, znode.PermDelete, znode.PermRead, znode.PermWrite, znode.PermAdmin} {
		if perms&perm != 0 {
			words = append(words, of[perm])
		}
	}
	if len(words) == 0 {
		return none
	}
	return strings.Join(words, separator)
}

var englishTree = Tree{
	Title:       "Tree",
	ChildrenOf:  func(name string) string { return "Children of " + name },
	Denied:      "denied",
	More:        func(n int) string { return Count(n) + " more…" },
	MoreUnknown: "more…",
	Levels:      func(n int) string { return "… " + counted(n, "level", "levels") },
}
