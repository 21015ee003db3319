package words

import "strconv"

var englishTrail = Trail{
	Title:       "Audit trail",
	ExportCSV:   "Export CSV",
	ExportLines: "Export JSON lines",
	SignIns:     "Sign-ins",
	When:        "When",
	What:        "What",
	Who:         "Who",
	Filter:      "Filter the trail",
	User:        "User",
	Path:        "Path and below",
	Event:       "Event",
	Outcome:     "Outcome",
	Cluster:     "Cluster",
	From:        "From",
	Before:      "Until",
	LastHour:    "Last hour",
	Spans:       "Time",
	Today:       "Today",
	Yesterday:   "Yesterday",
	Events: map[string]string{
		"sign_in": "signed in", "sign_out": "signed out", "session.read": "sign-ins listed", "session.end": "sign-in ended",
		"node.read": "read", "node.raw": "downloaded", "node.reveal": "revealed", "node.search": "searched", "node.batch": "changed together",
		"node.create": "created", "node.set": "changed", "node.delete": "deleted", "node.acl": "ACL set", "node.quota": "quota set",
		"proposal.make": "proposed", "proposal.apply": "proposal applied", "proposal.reject": "proposal rejected", "proposal.expire": "proposal expired",
		"node.export": "exported", "share.make": "shared by a link", "share.use": "share link opened", "share.end": "share link ended", "finding.silence": "finding silenced", "audit.read": "trail read", "audit.export": "trail exported", "audit.remove": "entries removed", "audit.gap": "trail incomplete",
		"directory.check": "user directory checked", "console.start": "console started", "console.stop": "console stopped",
	},
	Outcomes: map[string]string{"intent": "intended", "ok": "ok", "denied": "denied", "failed": "failed", "conflict": "conflict", "unknown": "outcome unknown"},
	Facts: Facts{
		Cluster: "Cluster", Before: "Before", After: "After", Identities: "ZooKeeper ids", Session: "ZooKeeper session",
		ConsoleSession: "Console session", Request: "Request", Removed: "Removed up to", Ranges: "Removed entries", Batch: "Changes", Intent: "Recorded before it was tried", Hash: "Hash",
		Proposal: "Proposed with", Approval: "Approved with",
		Named: map[string]string{
			"acl_before": "ACL before", "aversion_before": "ACL version before", "at": "As of", "change": "Change", "contenders": "Contenders read",
			"finding": "Finding", "format": "Format", "id": "Proposal", "job": "Job", "limits": "Quota", "limits_before": "Quota before",
			"masked": "With secrets masked", "owner": "Made by", "q": "Filter", "query": "Query", "report": "Report", "seen": "Znodes seen",
			"share": "Share link", "transaction": "Transaction", "until": "Until", "values": "Values of", "with": "Compared with",
		},
		Data: func(version, bytes int, mzxid, hash string) string {
			said := "version " + strconv.Itoa(version) + ", " + counted(bytes, "byte", "bytes")
			if mzxid != "" {
				said += ", mzxid " + mzxid
			}
			if hash != "" {
				said += ", keyed hash " + hash
			}
			return said
		},
		Ops: func(count int, first, last, blamed string) string {
			said := counted(count, "change", "changes") + ", from " + first + " to " + last
			if blamed != "" {
				said += "; stopped by " + blamed
			}
			return said
		},
		Each: func(failed int, first string) string {
			return "; " + Count(failed) + " not made, the first of " + first
		},
		Head: func(seq int64, hash string) string { return strconv.FormatInt(seq, 10) + ", hash " + hash },
	},
	Any:        "any",
	Apply:      "Filter",
	ShowAll:    "Show all",
	Empty:      "The trail is empty. It fills as people sign in, look at znodes and change them.",
	NoMatch:    "No entry matches this filter. Clear a field to find more.",
	NoOlder:    "There are no older entries.",
	NothingYet: "Nothing found so far.",
	Away: func(clusters string) string {
		return "Not listed: what concerns " + clusters + ". Without a connection, zkweb cannot look up what you may see of it. The entries are kept."
	},
	Partial:     "The search stopped here to answer in time. There may be more in older entries.",
	Newest:      "Newest",
	Older:       "Older",
	SearchOlder: "Search older entries",
	Of:          "of",
	Reason:      func(text string) string { return "Reason: " + text },
	Entry:       func(number string) string { return "Entry " + number },
	Anonymous:   "anonymous",
	In:          func(cluster string) string { return "in " + cluster },
	Times:       func(n int) string { return Count(n) + " times in a row, first at" },
	RevealedTo:  "Who was shown the secrets of this znode, by its page or by an export:",
	OfNode:      "On record about this",
	WhoRevealed: "Who was shown its secrets",
	Outside: func(n int) string {
		if n == 0 {
			return "Not through zkweb: no change"
		}
		return "Not through zkweb: " + counted(n, "change", "changes")
	},
	OutsideMore: func(n int) string {
		if n == 0 {
			return "Not through zkweb: no change found so far"
		}
		return "Not through zkweb: more than " + counted(n, "change", "changes")
	},
	OutsideGaps: "Some of this time is not known: the gaps stand under “Changes”.",
	OutsideAll:  "All of them, under “Changes”",
}
