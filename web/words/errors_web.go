package words

import "zkweb/zkconn/znode"

// englishRequests has the errors of requests as a whole.
var englishRequests = Errors{
	znode.CodeTimedOut: text("ZooKeeper did not answer in time. Try again."),
	znode.CodeFault: func(a znode.Args) string {
		return "zkweb had an internal error. Its log tells more under the request id " + a["request"] + "."
	},
	znode.CodeNoPage:        text("There is no page at this address."),
	znode.CodeMethod:        text("This address does not take that HTTP method."),
	znode.CodeRequest:       text("zkweb does not understand this request."),
	znode.CodeQueryEncoding: text("The query of this address is not properly encoded."),
	znode.CodeCrossOrigin:   text("This form was sent from another site, so nothing was done. Open zkweb’s own page and send it there."),
	znode.CodeHostDiffers: func(a znode.Args) string {
		return "This form was sent from a page of " + a["origin"] + ", but zkweb was asked as " + a["host"] + ", so nothing was done. " +
			"If a proxy stands in between, it must pass the Host header on (nginx: proxy_set_header Host $http_host), " +
			"or send X-Forwarded-Host and be named with --trusted-proxy."
	},
	znode.CodeClusterUnknown:  text("There is no cluster of that name here."),
	znode.CodeNotSignedIn:     text("You are not signed in. Sign in and try again."),
	znode.CodeNotSignedInHere: text("You are not signed in to this cluster. Sign in and try again."),
	znode.CodeTooManySignIns:  text("Too many sign-ins came from your address within a minute. Wait a little and try again."),
	znode.CodeTooManyForName:  text("Too many sign-ins under this user name came within a minute. Wait a little and try again."),
	znode.CodeStreamsFull:     text("zkweb has as many event streams open as it can hold. Try again later."),
	znode.CodeStreamsTooMany:  text("You have too many event streams open. Close some tabs."),
	znode.CodeUploadsFull:     text("Nothing was changed: too many people are sending data at the moment. Try again."),
	znode.CodeUploadsTooMany:  text("Nothing was changed: you are still sending other data. Wait for it and try again."),
	znode.CodeTrailNone:       text("This console keeps no audit trail: it runs without --data-dir."),
	znode.CodeTrailTime:       text("Write a time as 2026-01-31T08:00:00Z, or less of it, as 2026-01-31. Without a zone it is in UTC."),
	znode.CodeReportsFull:     text("Two reports are being made already. Try again when they are done."),
	znode.CodeTrailExportForm: text("The trail is downloaded with format=csv or format=jsonl."),
	znode.CodeSilenceReason: func(a znode.Args) string {
		return "Say why, in at most " + number(a["max"]) + " bytes. Nothing was silenced."
	},
	znode.CodeSilenceDays:    func(a znode.Args) string { return "A finding is silenced for 1 to " + number(a["max"]) + " days." },
	znode.CodeSilenceFinding: text("The cluster has no such finding any more. Nothing was silenced."),
	znode.CodeLanguageUnknown: func(a znode.Args) string {
		return "zkweb does not speak this language. It speaks " + a["languages"] + "."
	},
	znode.CodeRevealForm: text("Secrets are revealed as a page, as JSON, or with format=raw as a download."),
}

// englishPaths has the errors of paths and of queries for children.
var englishPaths = Errors{
	znode.CodePathStart: text("A path starts with a slash: /, /a, /a/b."),
	znode.CodePathEnd:   text("A path does not end with a slash."),
	znode.CodePathTooLong: func(a znode.Args) string {
		return "This path has " + number(a["bytes"]) + " bytes; zkweb takes at most " + number(a["max"]) + "."
	},
	znode.CodePathEmptyName: text("This path has two slashes side by side, and no znode’s name is empty."),
	znode.CodePathRelative:  text("No znode’s name is “.” or “..”: ZooKeeper takes absolute paths only."),
	znode.CodePathNotUTF8:   text("This path is not valid UTF-8."),
	znode.CodePathNameSlash: text("A znode’s name has no slash in it."),
	znode.CodePathCharacter: func(a znode.Args) string {
		return "ZooKeeper refuses the character " + a["character"] + " in a path."
	},
	znode.CodeCommandChanges: func(a znode.Args) string {
		return "This box opens znodes and changes nothing, so it does not run “" + a["command"] + "”. Open the znode and use its buttons."
	},
	znode.CodeFilter: func(a znode.Args) string {
		return "No name can hold what q= asks for: it must be UTF-8 of at most " + number(a["max"]) + " bytes."
	},
	znode.CodeSort: func(a znode.Args) string {
		return "sort= takes one of " + a["columns"] + ", with - before it for descending."
	},
	znode.CodeLimit: func(a znode.Args) string {
		return "limit= takes a number from 1 to " + number(a["max"]) + "."
	},
	znode.CodeCursor:      text("after= is not a place in a list. Take it from a page’s link, or leave it out for the first page."),
	znode.CodeCursorStale: text("after= belongs to another sort order or filter. Leave it out for the first page."),
}

// englishForms has the errors of forms.
var englishForms = Errors{
	znode.CodeFormEncoding: func(a znode.Args) string {
		return "This form is not encoded as " + a["encoding"] + "."
	},
	znode.CodeFormLate: text("This form did not arrive in time, so nothing was done. Send it again."),
	znode.CodeFormTooLong: func(a znode.Args) string {
		return "This form is over " + number(a["kib"]) + " KiB, more than any such form needs."
	},
	znode.CodeFieldTooLong: func(a znode.Args) string {
		return "A field of this form is over " + number(a["bytes"]) + " bytes long."
	},
	znode.CodeDataTooLong: func(a znode.Args) string {
		return "Too much data: zkweb writes at most " + number(a["bytes"]) + " bytes into a znode."
	},
	znode.CodeTextNotUTF8:  text("The text of this form is not UTF-8. Upload a file to store bytes as they are."),
	znode.CodeTextNUL:      text("The text of this form holds the character U+0000. Upload a file to store bytes as they are."),
	znode.CodeTextControl:  text("Nothing was changed: the text holds control characters, which a text box does not show. Upload a file instead."),
	znode.CodeTextLineEnds: text("Nothing was changed: the text has line ends of more than one kind, and a browser would make them all the same. Upload a file instead."),
	znode.CodeTextAndFile:  text("The form has both a text and a file. Send one of them."),
	znode.CodeFormEmpty:    text("Nothing was changed: the form has neither a text nor a file. Choose a file and send it again."),
	znode.CodeVersion:      text("The version of this form is not one that a znode can have. Use the version in the znode’s stat."),
	znode.CodeNameMissing:  text("Nothing was created. Give the new znode a name."),
	znode.CodeNullAndData:  text("Nothing was changed: the form asks for null, which has no data, and has some. Send one of them."),
	znode.CodeTextNotHex: func(a znode.Args) string {
		return "Nothing was changed: these are not bytes in hexadecimal, two digits each. See line " + number(a["line"]) + ", column " + number(a["column"]) + "."
	},
	znode.CodeTextUnspelled: func(a znode.Args) string {
		return "Nothing was changed: " + viewEnglish(a) + ", which the data is written in, has no such character as the one at line " + number(a["line"]) + ", column " + number(a["column"]) + ". Change it, or save in another character set."
	},
	znode.CodeNotJSON:         text("Only JSON can be indented, and this is not JSON."),
	znode.CodeNotMerged:       text("These texts cannot be merged line by line. Compare them, and save one of them."),
	znode.CodeEncodingUnknown: func(a znode.Args) string { return "There is no such encoding. encoding= takes " + a["ways"] + "." },
	znode.CodeCompressionUnknown: func(a znode.Args) string {
		return "There is no such compression. compression= takes " + a["ways"] + "."
	},
}

// englishChanges has the reasons why a znode is not changed.
var englishChanges = Errors{
	znode.CodeModeUnknown: func(a znode.Args) string { return "There is no such kind of znode. mode= takes " + a["ways"] + "." },
	znode.CodeTTL: func(a znode.Args) string {
		return "Nothing was created: a TTL is a number of milliseconds from 1 to " + number(a["max"]) + "."
	},
	znode.CodeSequenceTaken:   text("Nothing was created: the number that ZooKeeper gives next here is that of a znode that exists. The parent’s counter is lower than what is there, or at its end (2147483647). Choose another name, or another parent."),
	znode.CodeNoContainers:    text("Nothing was created: this server knows no container znodes. ZooKeeper 3.5.3 and newer do."),
	znode.CodeNoTTL:           text("Nothing was created: this server has no znodes with a TTL. ZooKeeper 3.5.4 and newer do where zookeeper.extendedTypesEnabled is true."),
	znode.CodeParentGone:      text("Nothing was created: the parent znode is gone."),
	znode.CodeParentEphemeral: text("This znode is ephemeral, so it cannot have children."),
	znode.CodeParentACL:       text("Without credentials you cannot see all of the parent’s ACL, so it cannot be copied to a child. Sign in to create one that is yours."),
	znode.CodeNeverDeleted:    text("ZooKeeper never deletes this znode: it is the root of the tree, or its own."),
	znode.CodeHasChildren: func(a znode.Args) string {
		children := "children"
		if a["children"] == "1" {
			children = "child"
		}
		return "Nothing was deleted: it has " + number(a["children"]) + " " + children + ", which would go with it."
	},
	znode.CodeDataUnread: text("This znode’s data cannot be read here, so there is no text to edit. Upload a file to replace it."),
	znode.CodeDataUnpacked: func(a znode.Args) string {
		return "This znode’s data is compressed as " + a["layer"] + ", which zkweb reads but does not write. Edit it as hex, or upload a file to replace it."
	},
	znode.CodeDataNotText: text("This znode’s data is not text, or not in a form that would be written again byte for byte. Edit it as hex, or upload a file to replace it."),
	znode.CodeDataNotInBox: func(a znode.Args) string {
		return "This znode’s data has " + number(a["bytes"]) + " bytes, and a text box is offered for at most " + number(a["max"]) + ". Upload a file to replace it."
	},
	znode.CodeDataControl:  text("This znode’s data holds control characters, which a text box does not show. Edit it as hex, or upload a file to replace it."),
	znode.CodeDataLineEnds: text("This znode’s data has line ends of more than one kind, and a browser would make them all the same. Upload a file to replace it."),
}

// englishReading has the reasons why a part of a znode is not shown.
var englishReading = Errors{
	znode.CodeReadDenied: func(a znode.Args) string {
		switch a["readers"] {
		case "":
			return "You need READ on this znode. Its ACL is visible only to those who have READ or ADMIN."
		case "nobody":
			return "You need READ on this znode, and its ACL gives it to nobody."
		}
		return "You need READ on this znode. Its ACL gives it to " + a["readers"] + "."
	},
	znode.CodeACLDenied: text("You need READ or ADMIN to see the ACL of this znode."),
}
