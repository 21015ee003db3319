package words

var englishBundle = Bundle{
	Title:  "Support bundle",
	Make:   "Download the bundle",
	About:  "One zip file with what somebody who helps you needs to know of this znode and all below it. The download goes on record.",
	Masked: "Secrets that the console finds are masked, and hashes of passwords in ACLs are left out; everything else is as it is. Read it before you send it on.",
	Holds:  "What it holds",
	Files: map[string]string{
		"CONTENTS.txt":  "This list, of what it was taken, when, by whom and from which server.",
		"znodes.jsonl":  "Each znode with its ACL and its data, a line each, as an export has it.",
		"stats.csv":     "The stat of each znode: zxids, times, versions, owner, sizes. Of the first 500,000.",
		"denied.txt":    "What could not be read, and why.",
		"health.json":   "How each server is: role, latency, connections, what waits, zxid; and what is wrong.",
		"versions.json": "The versions of the console and of the servers.",
	},
	Of: func(cluster, path, by, at string) string {
		said := "Of " + path + " and all below it, in the cluster " + cluster + ", taken " + at
		if by != "" {
			said += " by " + by
		}
		return said + "."
	},
	Synced: func(server, at, zxid string) string {
		return "Read through " + server + ", which had made all changes up to zxid " + zxid + " after a sync with the leader at " + at + ": nothing here is older than that."
	},
	Unsynced: func(server string) string {
		return "Read through " + server + ", which could not be asked to sync with the leader: where it is behind, so is what is here."
	},
	Sums: func(znodes, denied, unnamed int) string {
		said := counted(znodes, "znode", "znodes") + ", of which " + Count(denied) + " could not be read in full"
		if unnamed > 0 {
			said += "; " + Count(unnamed) + " of these are not named"
		}
		return said + "."
	},
	Terms:   "A znode is an entry of ZooKeeper’s: a path with some data, with others below it. Its ACL says who may do what with it, its stat when it was made and changed. A zxid is the number of a change, the same on all servers.",
	Stopped: "It stopped at a limit before the end: there is more below.",
}
