package words

import "zkweb/zkconn/znode"

// englishRecorded has the trail's versions of errors that tell the reader what to do.
var englishRecorded = Errors{
	znode.CodeRoleForbids: func(a znode.Args) string {
		return "The role “" + a["role"] + "” does not include this."
	},
	znode.CodeOutsidePaths: text("This is outside the person’s paths."),
	znode.CodeConfined:     text("This is about the whole cluster, and the person’s paths are limited."),
	znode.CodeOnTheWay:     text("This is only on the way to the person’s paths."),

	znode.CodeSignedOut:          text("The person may no longer sign in to this cluster, or their password has changed."),
	znode.CodeSignedOutMeanwhile: text("The person was signed out while they signed in."),
	znode.CodeSignedInMeanwhile:  text("The person signed in from another tab at the same moment."),
	znode.CodeNameRequired:       text("The sign-in had no user name, and this console lets in only the people it knows."),
	znode.CodeNotSignedIn:        text("Nobody was signed in."),
	znode.CodeNotSignedInHere:    text("Nobody was signed in to this cluster."),
	znode.CodeTooManySignIns:     text("Too many sign-ins came from this address within a minute."),
	znode.CodeTooManyReveals: func(a znode.Args) string {
		return "The person had revealed secrets " + a["max"] + " times within a minute already."
	},
	znode.CodeShareGone:      text("The link was over, never was one, or whoever made it may no longer read what it is of."),
	znode.CodeSharesTooMany:  text("Links were opened too often from this address."),
	znode.CodeStreamsTooMany: text("The person has too many event streams open."),
	znode.CodeFindsTooMany:   text("Too many finds of the person run."),
	znode.CodeFindEnded:      text("The sign-in ended meanwhile."),
	znode.CodeUploadsTooMany: text("Nothing was changed: the person was still sending other data."),

	znode.CodeConnectionLost: text("The connection to ZooKeeper was lost before an answer came."),

	znode.CodeParentACL: text("Without credentials the parent’s ACL cannot be seen in full, so it could not be copied."),
	znode.CodeReadDenied: func(a znode.Args) string {
		switch a["readers"] {
		case "":
			return "READ on this znode is missing. Its ACL is visible only to those who have READ or ADMIN."
		case "nobody":
			return "READ on this znode is missing, and its ACL gives it to nobody."
		}
		return "READ on this znode is missing. Its ACL gives it to " + a["readers"] + "."
	},
	znode.CodeUndoUnseen: text("The person may not read what was there before."),
	znode.CodeACLDenied:  text("The ACL is visible only to those who have READ or ADMIN."),
	znode.CodeBadVersion: text("The znode had changed since the person read it."),
	znode.CodeDroppedLarge: func(a znode.Args) string {
		return "ZooKeeper closed the connection over a request of " + number(a["bytes"]) + " bytes: the change may have happened or not."
	},
	znode.CodeACLAdmin:       text("The znode’s ACL did not let the person set it: that takes an entry with ADMIN (a)."),
	znode.CodeQuotaChanged:   text("Somebody else had set the quota since the person read it."),
	znode.CodeACLChanged:     text("Somebody else had set the ACL since the person read it."),
	znode.CodeACLWarned:      func(a znode.Args) string { return "The person was asked whether they meant it: " + a["warnings"] + "." },
	znode.CodeMadeAnew:       text("The znode had been deleted and made anew since the person read it: its version was the same, but it was another znode."),
	znode.CodeUnknownOutcome: text("The change was sent, but no answer came: it may have happened or not."),
}
