package words

import "zkweb/zkconn/znode"

var englishEditACL = EditACL{
	DocumentTitle: func(node string) string { return "ACL of " + node },
	Title:         "Edit ACL",
	Edit:          "Edit",
	Hidden:        "You may not set this ACL: ZooKeeper hides its digests from you, as it does from those without ADMIN (a).",
	Now:           func(aversion string) string { return "The ACL now, version " + aversion },

	Entry:       func(n int) string { return "Entry " + Count(n) },
	Scheme:      "Scheme",
	ID:          "Id",
	Remove:      "Remove",
	RemoveEntry: func(n int) string { return "Remove entry " + Count(n) },
	Add:         "Add an entry",
	Schemes:     "Ids: world has “anyone”; digest is user:hash, made below; auth has none and is you; ip is an address or a network, such as 10.0.0.0/8. What each entry gives adds up.",

	Digest:    "A user and password as an entry",
	User:      "User",
	Password:  "Password",
	Algorithm: "Hash",
	AddDigest: "Add this user",
	DigestExplained: "The hash is made here and added above; the password is neither kept nor recorded. Servers use SHA1 unless " +
		"zookeeper.DigestAuthenticationProvider.digestAlg says otherwise. A hash of another kind lets nobody in.",

	Save:     "Save ACL",
	SaveOver: func(aversion string) string { return "Save over ACL version " + aversion },

	Warned: "Do you mean this? Nothing has been changed yet.",
	Warnings: map[string]func(string) string{
		"locks_everybody_out": func(string) string {
			return "No entry lets anybody set the ACL (a). Only the servers’ super user could change it again."
		},
		"locks_you_out": func(string) string {
			return "You could not set this ACL again: of what zkweb knows to be yours, no entry has ADMIN (a)."
		},
		"hides_from_you": func(string) string {
			return "You could not read this znode again: of what zkweb knows to be yours, no entry has READ (r)."
		},
		"opens_to_anybody": func(perms string) string {
			return "Anybody who reaches the servers could do this from now on: " + perms + "."
		},
	},
	Anyway: "I mean it",

	Below:      "This znode and all below it",
	BelowTitle: func(node string) string { return "ACLs below " + node },
	Mode:       "What to do with these entries",
	Modes: map[string]string{
		"replace": "Each ACL becomes these entries",
		"add":     "Each ACL gets these permissions, beside its own",
		"remove":  "Each ACL loses these permissions",
	},
	Preview: "Preview the changes",
	WouldChange: func(changes, same int) string {
		return counted(changes, "ACL", "ACLs") + " would change; " + Count(same) + " would not."
	},
	TooMany: func(max int) string {
		return "There are more than " + Count(max) + " znodes below, or more than can be looked at in time. Choose a znode further down."
	},
	AsJob:       "They are set by a job: you can leave its page, pause it and cancel it.",
	BeforeAfter: "Before and after",
	SetAll:      func(changes int) string { return "Set " + counted(changes, "ACL", "ACLs") },
	Changed: func(changes, same int) string {
		return counted(changes, "ACL was", "ACLs were") + " set; " + Count(same) + " needed no change."
	},
	NotSet: func(n int) string { return counted(n, "ACL was not set", "ACLs were not set") },
	LeftAlone: func(denied, empty int, paths string) string {
		said := "Left as they are: "
		if denied > 0 {
			said += counted(denied, "znode whose ACL you may not set", "znodes whose ACLs you may not set")
		}
		if denied > 0 && empty > 0 {
			said += ", "
		}
		if empty > 0 {
			said += counted(empty, "znode whose ACL would have no entry", "znodes whose ACLs would have no entry")
		}
		return said + ": " + paths
	},
}

// englishACLErrors has the errors of ACLs.
var englishACLErrors = Errors{
	znode.CodeACLForm:      text("An ACL is written scheme:id:perms, with commas between entries, such as world:anyone:r,digest:alice:hash:cdrwa. The permissions are of c, d, r, w and a."),
	znode.CodeACLEmpty:     text("An ACL has one entry at least. Without any, ZooKeeper would let everybody do everything."),
	znode.CodeACLTooMany:   func(a znode.Args) string { return "An ACL has at most " + a["max"] + " entries here." },
	znode.CodeACLWorld:     text("The scheme world has the id “anyone”, and no other."),
	znode.CodeACLDigest:    text("The id of the scheme digest is user:hash. Make it from the user and the password."),
	znode.CodeACLHidden:    text("An entry has “x” in place of its digest, as ZooKeeper shows it to those without ADMIN. It would let nobody in."),
	znode.CodeACLAversion:  text("The aversion of this form is not one that a znode can have. Use the aversion in the znode’s stat."),
	znode.CodeACLCzxid:     text("The form’s czxid is not a whole number, as the znode’s stat shows it."),
	znode.CodeACLAlgorithm: func(a znode.Args) string { return "There is no such hash. algorithm= takes " + a["ways"] + "." },
	znode.CodeACLMode:      text("Entries are applied by mode=replace, add or remove."),
	znode.CodeACLBelow: func(a znode.Args) string {
		return "Nothing was changed: there are more than " + number(a["max"]) + " znodes below, or more than can be looked at in time. Choose a znode further down."
	},
	znode.CodeACLWouldEmpty: text("Its ACL would have no entry, so it stays as it is."),
	znode.CodeACLBelowMoved: func(a znode.Args) string {
		return "Nothing was changed: the number of ACLs to change was " + number(a["then"]) + ", and is " + number(a["now"]) + " now. Look at them again."
	},
	znode.CodeACLWarned: func(a znode.Args) string {
		return "Nothing was changed: the ACL would do what may not be meant. Send anyway=" + a["warnings"] + " to set it all the same."
	},
	znode.CodeACLAdmin:   text("The znode’s ACL does not let you set it: that takes an entry with ADMIN (a). Nothing was changed."),
	znode.CodeACLChanged: text("Somebody else has set this ACL since you read it. Nothing was changed."),
}
