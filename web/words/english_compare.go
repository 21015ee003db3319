package words

import "zkweb/zkconn/znode"

var englishCompare = Compare{
	Title:   "Compare",
	With:    "With",
	Hint:    "/path or CLUSTER:/path",
	Others:  "The same path in:",
	SignIn:  "Sign in there",
	Results: "What differs",

	Seen: func(equal, different, onlyLeft, onlyRight int) string {
		return Count(equal) + " equal, " + Count(different) + " different, " + Count(onlyLeft) + " only on the left, " + Count(onlyRight) + " only on the right."
	},
	Hidden: func(paths int) string {
		if paths == 1 {
			return "1 could not be compared: part of it is masked or denied."
		}
		return Count(paths) + " could not be compared: parts of them are masked or denied."
	},
	Only:    map[string]string{"left": "only on the left", "right": "only on the right"},
	Differs: "differs:",
	Unknown: map[string]string{"left": "part of it is masked or denied on the left", "right": "part of it is masked or denied on the right"},
	Parts:   map[string]string{"data": "data", "acl": "ACL", "kind": "kind"},
	Same:    "same", Different: "differs",

	Data:        "Data",
	DataSame:    "The data is the same, masked secrets included.",
	DataHidden:  "Secrets are masked. A line with a secret stands here twice where the secrets differ.",
	NoText:      "The data differs, and is not text on both sides. Download both to compare them.",
	SameText:    "The text is the same on both sides. What differs is how it is stored: its character set or compression.",
	NullOrEmpty: "There is no text on either side, yet the data differs: one is null, the other is empty.",
	TooLong:     "The data differs, and is too long to compare line by line here. Download both to compare them.",
	Upload:      "With an export",
	UploadLabel: "File",
	UploadHint:  "An export, in any format that can be imported, compressed or not. It is not kept.",
	UploadTo:    "Compare with the file",
	File:        func(name, of string) string { return "Compared with the file " + name + ", an export of " + of + "." },
	FileOther: func(name string) string {
		return "Compared with the file " + name + ", in the format of another tool: ACLs that it does not have, kinds of znodes, and null beside empty are not compared."
	},
	Taken: "Exported",
	SeenFile: func(equal, different, onlyLeft, onlyRight int) string {
		return Count(equal) + " equal, " + Count(different) + " different, " + Count(onlyLeft) + " only in the cluster, " + Count(onlyRight) + " only in the file."
	},
	OnlyFile: map[string]string{"left": "only in the cluster", "right": "only in the file"},

	Below: "Compare all below",
}

// englishCompares has the errors of a comparison's query.
var englishCompares = Errors{
	znode.CodeCompareSignIn: func(a znode.Args) string {
		return "This console session is not signed in to the cluster “" + a["cluster"] + "”. Sign in there, then this comparison goes on."
	},
}
