package words

import (
	"cmp"
	"time"

	"zkweb/zkconn/znode"
)

var englishSessions = Sessions{
	Title:     "ZooKeeper sessions",
	One:       "Session",
	Explained: "All clients of this ensemble, as its servers tell of them: read at most once in ten seconds. Who signed in to this console is under Sign-ins.",
	Columns: map[string]string{
		"session": "Session", "address": "Client", "server": "Server", "since": "Connected", "seen": "Last seen", "timeout": "Timeout", "requests": "Requests", "ephemerals": "Ephemerals", "watches": "Watches",
	},
	Filter:       "Filter by address, id or name",
	FilterPaths:  "Filter by path",
	All:          "All sessions",
	CountWatches: "Count watches",
	ShowWatches:  "Show watches",
	Heavy:        "Asks each server for all of its watches, which holds it up for a moment where there are many",
	Sessions:     func(n int) string { return counted(n, "session", "sessions") + "." },
	Totals: func(sessions, ephemerals int) string {
		return counted(sessions, "session, which holds", "sessions, which hold") + " " + counted(ephemerals, "ephemeral znode", "ephemeral znodes") + "."
	},
	Own:           "this is you",
	Console:       "of this console",
	Gone:          "no connection",
	GoneExplained: "This session has no connection to any server. It expires, and its ephemeral znodes go, unless its client comes back within the timeout.",
	Watches:       "Watches",
	WatchesOf: func(connections, paths, watches int) string {
		return counted(watches, "watch", "watches") + " on " + counted(paths, "path", "paths") + ", of " + counted(connections, "connection", "connections")
	},
	WatchedBy: func(clients int) string { return counted(clients, "client watches", "clients watch") },
	Flood: func(clients int) string {
		return "A change of its data, or its deletion, sends an event to all " + Count(clients) + " at once, and most of them then read it again: expect a burst of requests."
	},
	DataOnly:  "Servers tell of watches on data and on whether a znode is there, not of those on lists of children.",
	Missing:   "What servers did not tell",
	Holds:     "Ephemeral znodes",
	HoldsNone: "This session holds no ephemeral znode.",
	NotTold:   "No server tells which session holds what (dump).",
	Behind: func(server string, changes int64, d time.Duration) string {
		return server + " told which session holds what, and was " + Count(int(d.Seconds())) + " s and " + counted(int(changes), "change", "changes") +
			" behind the leader: ephemeral znodes created since then are missing here, and those that have gone since then are still listed."
	},
	PerhapsBehind: func(server string) string {
		return server + " told which session holds what. Whether it is behind the leader is not known: no leader has told this console how far it is itself."
	},
	WatchesNone: "No server tells of a watch of this session.",
	Hidden: func(n int) string {
		return "Left out of this page: " + Count(n) + ", outside the chroot, or below a znode that you may not list."
	},
	Traffic: func(received, sent, queued int) string {
		return Count(received) + " received, " + Count(sent) + " answers and events sent, " + Count(queued) + " waiting"
	},
	Range:         func(first, last, total int) string { return Count(first) + "–" + Count(last) + " of " + Count(total) },
	None:          "No server tells of a session.",
	NoMatch:       "No session matches this filter.",
	NoPath:        "No path matches this filter.",
	NobodyWatches: "No server tells of a watch on this znode.",
	WhoWatches:    "Who watches this",
	OfCluster:     "ZooKeeper sessions",
}

var englishSessionErrors = Errors{
	znode.CodeWordRefused: func(a znode.Args) string {
		admin := map[string]string{
			"away":   " AdminServer (3.5 and newer) does not answer there either (admin.enableServer, --cluster-admin-port).",
			"silent": " AdminServer does not answer there in time either.",
			"closed": " AdminServer asks for credentials there.",
		}[a["admin"]]
		return "4lw.commands.whitelist of " + a["server"] + " does not have " + a["word"] + "." + admin + " To see what is missing, add that in zoo.cfg and restart the server."
	},
	znode.CodeWordCut: func(a znode.Args) string {
		return "The answer of " + cmp.Or(a["server"], "the servers") + " to " + a["word"] + " is longer than is read: what is beyond that is missing."
	},
	znode.CodeSessionsUntold: text("The servers have not told of their clients yet. Try again in a moment."),
	znode.CodeSessionsPart: func(a znode.Args) string {
		if a["servers"] == "0" {
			return "No server tells which servers the ensemble has (conf): a session without an address may be connected to one that this console does not list. Add conf to 4lw.commands.whitelist in zoo.cfg and restart the server."
		}
		return "The ensemble has " + a["servers"] + " servers, and this console lists " + a["listed"] + ": of clients of the others it knows no address, server or times. Name all servers in --cluster and restart the console."
	},
	znode.CodeSessionUnknown: text("No server knows this session: it has ended."),
	znode.CodeSessionID:      text("This is not a session id: write it as 0x… or as a number."),
}
