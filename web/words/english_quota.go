package words

import "zkweb/zkconn/znode"

var englishQuota = Quota{
	DocumentTitle: func(node string) string { return "Quota of " + node },
	Title:         "Quota",
	Used: func(count, bytes int64) string {
		return "Used: " + counted(int(count), "znode", "znodes") + ", this one among them, and " + counted(int(bytes), "byte", "bytes") + " of data."
	},
	Above:     "A quota above counts for this znode, and ZooKeeper takes none below it:",
	Below:     "A quota below stands in the way of one here:",
	Now:       "There now",
	None:      "There is no quota here. With one, ZooKeeper counts this znode and all below it.",
	Count:     "Znodes, at most",
	Bytes:     "Bytes of data, at most",
	HardCount: "Znodes, refused beyond",
	HardBytes: "Bytes of data, refused beyond",
	Hint: "Beyond the first two, servers log a warning and refuse nothing. Beyond the others they refuse: from ZooKeeper 3.7 on, " +
		"where zookeeper.enforceQuota is true. An empty field is no limit; all four empty take the quota away.",
	Save:  "Save quota",
	Saved: "The quota was saved.",
}

var englishQuotaErrors = Errors{
	znode.CodeQuotaChroot: text("ZooKeeper keeps quotas outside the chroot of this cluster, where this console does not reach."),
	znode.CodeQuotaPath:   text("The root and what is ZooKeeper’s own have no quota."),
	znode.CodeQuotaAbove: func(a znode.Args) string {
		return "Nothing was changed: " + a["path"] + " above has a quota, and ZooKeeper takes none below it."
	},
	znode.CodeQuotaBelow: func(a znode.Args) string {
		return "Nothing was changed: " + a["path"] + " below has a quota, and ZooKeeper takes none above it."
	},
	znode.CodeQuotaChanged: text("Somebody else has set this quota since you read it. Nothing was changed."),
	znode.CodeQuotaLimit: func(a znode.Args) string {
		return "A limit is a whole number from 0 to " + number(a["max"]) + ", or empty for none."
	},
}
