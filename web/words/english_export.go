package words

import "zkweb/zkconn/znode"

var englishExport = Export{
	Title:  "Export",
	Format: "Format",
	Formats: map[string]string{
		"jsonl": "JSON lines: all there is", "zoonavigator": "ZooNavigator: data and ACLs", "zkui": "zkui: lines of text", "zkcli": "zkCli: a script",
		"zip": "zip of files: data", "tar": "tar of files: data",
	},
	Others: "The formats of other tools leave out what is masked or could not be read, and ephemeral znodes; those that keep ACLs also leave out znodes whose digests ZooKeeper does not show you. The file names what it leaves out. None keeps that a znode is a container or has a TTL: servers since 3.5.4 do not tell.",
	Lacks: map[string]string{
		"zoonavigator": "ZooNavigator: where a znode is left out, all below it is, too. Null data becomes empty. A file that is not complete breaks off.",
		"zkui":         "zkui: only texts of znodes without children, from the second level down, and no ACLs. Null data becomes empty.",
		"zkcli":        "zkCli: no binary data, no line ends, and no text with both kinds of quotes.",
		"zip":          "zip and tar: no ACLs.",
	},
	Gzip:    "Compressed (gzip)",
	Masked:  "Secrets are masked in this file. It is for reading and comparing: what is masked cannot be restored from it.",
	Shown:   "This file holds secrets as they are. Keep it as safe as the cluster.",
	Reveal:  "With secrets",
	About:   "A file that can restore everything. The export goes on record.",
	Secrets: "Export with secrets",
	Reason:  "Reason",
	Whole: func(znodes, bytes, seconds int) string {
		return "Holds at most " + counted(znodes, "znode", "znodes") + " and " + englishFormat.Size(bytes) + ", and takes at most " + englishFormat.Seconds(seconds) + ". A file that is not complete says so."
	},
}

// englishExports has the errors of exports.
var englishExports = Errors{
	znode.CodePerms:         text("Permissions are the letters c, d, r, w and a, each at most once."),
	znode.CodeExportForm:    func(a znode.Args) string { return "There is no such format. format= takes " + a["ways"] + "." },
	znode.CodeExportForeign: text("The console cannot read this file as an export."),
	znode.CodeExportScript:  text("This is a script for zkCli, which is not read back. Export in the console’s own format instead, or run the script with zkCli."),
	znode.CodeExportVersion: func(a znode.Args) string {
		return "This export has version " + a["version"] + " of the format. This console reads version 1."
	},
	znode.CodeExportCut:     text("This export is cut off: its end is missing. Export again, or fetch the file again."),
	znode.CodeExportStopped: text("This export is of a part only: it was ended before its end. Export again, further down or with higher bounds."),
	znode.CodeExportChanged: text("This export is not as it was written: its checksum does not fit. Fetch the file again."),
	znode.CodeExportLine: func(a znode.Args) string {
		return "Line " + number(a["line"]) + " of this file is not what an export has there."
	},
	znode.CodeExportLong: func(a znode.Args) string {
		return "Line " + number(a["line"]) + " of this file is longer than " + number(a["mib"]) + " MiB."
	},
	znode.CodeExportLarge: func(a znode.Args) string { return "This file unpacks to more than " + number(a["mib"]) + " MiB." },
	znode.CodeExportFiles: func(a znode.Args) string {
		return "This archive has more than " + number(a["files"]) + " files or " + number(a["mib"]) + " MiB of data: no more of one is read. Use the console’s own format, which takes more."
	},
	znode.CodeImportLarge: func(a znode.Args) string {
		return "This file has more than " + number(a["znodes"]) + " znodes or " + number(a["mib"]) + " MiB of data, which is the most at once. Use a smaller one."
	},
	znode.CodeNoUpload: text("Choose a file first."),
	znode.CodeUploadLarge: func(a znode.Args) string {
		return "This file is larger than " + number(a["mib"]) + " MiB. Compress it."
	},
	znode.CodeFilesBusy:   text("Other people’s files are being read, and there is no memory for this one at the moment. Try again."),
	znode.CodeUploadSpace: text("The console has no room to keep this file. Its log says why."),
}
