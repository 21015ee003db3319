package words

import (
	"strconv"

	"zkweb/zkconn/znode"
)

var englishImport = Import{
	Title: "Import",
	About: func(most, mib int) string {
		return "A file of “Export”, a ZooNavigator export, zkui’s lines, a zip or a tar; compressed or not. At most " + Count(most) + " znodes and " + strconv.Itoa(mib) + " MiB of data. Nothing is changed before you have seen the plan."
	},
	File: "File",
	Onto: "Where other data is there",
	Ontos: map[string]string{
		"fail": "import nothing", "skip": "leave it as it is", "overwrite": "overwrite it",
	},
	Plan:   "Show the plan",
	Backup: "It cannot be undone: nothing of what it replaces is kept. First take an",
	Export: "export of what is there",

	Planned: "Plan",
	Of: func(file, of string) string {
		if of == "" {
			return "From the file " + file + "."
		}
		return "From the file " + file + ", an export of " + of + "."
	},
	Counts: map[string]func(n int) string{
		"create":   func(n int) string { return Count(n) + " to create" },
		"change":   func(n int) string { return Count(n) + " to overwrite" },
		"same":     func(n int) string { return Count(n) + " the same already" },
		"skip":     func(n int) string { return Count(n) + " to leave alone" },
		"conflict": func(n int) string { return Count(n) + " in conflict" },
		"denied":   func(n int) string { return Count(n) + " not possible" },
	},
	Together: func(transactions int) string {
		if transactions == 1 {
			return "All of it is made in one transaction: all or nothing."
		}
		return "It is made in " + Count(transactions) + " transactions, one after the other. It stops at the first that fails."
	},
	AsJob:    "It is made by a job: you can leave its page, pause it and cancel it. It goes on past what fails, and its report has each znode.",
	Kept:     "It can be undone.",
	ACL:      "ACLs of znodes that are there",
	KeepACL:  "keep",
	SetACL:   "set to those of the file",
	ACLs:     func(n int) string { return counted(n, "ACL", "ACLs") + " to set" },
	SetsACL:  "gets the file’s ACL",
	Choose:   "Nothing can be done while there are conflicts: choose what to do with them.",
	Nothing:  "There is nothing to do.",
	Apply:    func(changes int) string { return "Import " + counted(changes, "znode", "znodes") },
	Does:     map[string]string{"create": "create", "change": "overwrite", "same": "same", "skip": "left as it is", "conflict": "conflict", "denied": "not possible"},
	OtherACL: "its ACL differs from the file’s, and stays",
	More:     func(n int) string { return "and " + Count(n) + " more" },
	Counter: func(next, highest int64) string {
		return "Its counter will stand at " + strconv.FormatInt(next, 10) + ", not above the highest number here, " + strconv.FormatInt(highest, 10) + ": new sequential znodes sort before those that exist, or clash with them."
	},

	Made: func(n int) string { return "Imported: " + counted(n, "znode", "znodes") },
	Partly: func(made int) string {
		if made == 0 {
			return "Nothing was changed."
		}
		return "What was made before stays: " + counted(made, "znode", "znodes") + "."
	},
	Blamed:  "It failed at",
	ToZnode: "To the znode",
}

// englishImports has the errors of imports.
var englishImports = Errors{
	znode.CodeImportParent:    text("The znode above it is not there and is not imported."),
	znode.CodeImportMasked:    text("Its secrets are masked in the file. A mask is never written over a secret."),
	znode.CodeImportMissing:   text("The file does not have its data: it could not be read."),
	znode.CodeImportEphemeral: text("It is ephemeral: it belongs to a session and cannot be restored."),
	znode.CodeImportDigest:    text("The file has “x” in place of a digest in its ACL. That would lock everybody out."),
	znode.CodeImportSystem:    text("It is ZooKeeper’s own."),
	znode.CodeImportConflicts: func(a znode.Args) string {
		return "Nothing was changed: znodes that are there with other data: " + number(a["conflicts"]) + ". Choose what to do with them."
	},
	znode.CodeImportMoved: text("Nothing was changed: what is there has changed since the plan. This is the plan as of now."),
	znode.CodeImportGone:  text("Nothing was changed: the file is no longer kept. Choose it again."),
	znode.CodeImportACL:   func(a znode.Args) string { return "There is no such way. acl= takes " + a["ways"] + "." },
	znode.CodeImportOnto:  func(a znode.Args) string { return "There is no such way. on_conflict= takes " + a["ways"] + "." },
}
