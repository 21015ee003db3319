package words

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"zkweb/zkconn/znode"
)

var englishServersPage = Servers{
	Title:         "Servers",
	DocumentTitle: func(cluster string) string { return "Servers of " + cluster },
	Asked:         "asked",
	NotAsked:      "has not answered yet",
	ByAdmin:       "takes no more connections from here: told by AdminServer",
	Quorum: func(up, voters, margin, groups int) string {
		of := Count(up) + " of " + englishServing(voters) + ". "
		switch {
		case margin < 0:
			of += "The cluster has no quorum: nothing can be changed."
		case margin == 0 && groups > 0:
			of += "One more failure can stop the cluster."
		case margin == 0:
			of += "None more may fail."
		default:
			of += counted(margin, "more server may fail.", "more servers may fail.")
		}
		return of
	},
	QuorumUntold: func(up, voters, untold int) string {
		return "At least " + Count(up) + " of " + englishServing(voters) + ". " + counted(untold, "does not tell.", "do not tell.")
	},
	QuorumCounted: func(up, voters, silent, margin int) string {
		return "At least " + Count(up) + " of " + englishServing(voters) + ". The leader still counts " + counted(silent, "more, which does", "more, which do") + " not answer this console. " + englishSurely(silent, margin)
	},
	InGroups:   englishGroups,
	Guessed:    "No server tells who votes: the list of this console was counted, one vote each.",
	OneEach:    englishOneEach,
	Findings:   "What is wrong",
	NoFindings: "Nothing that the servers tell is wrong.",
	Since:      "since",

	Server: "Server", Role: "Role", Version: "Version", Latency: "Latency", Percentile: "p99", Connections: "Connections", Outstanding: "Waiting",
	Znodes: "Znodes", Watches: "Watches", Ephemerals: "Ephemerals", Data: "Data", Zxid: "Zxid", Fsync: "Fsync", Election: "Elections",
	LatencyHint:    "Least, mean and longest time of a request since the server began to serve; an election starts that anew",
	PercentileHint: "99 of 100 reads, and of 100 writes, took no longer",
	FsyncHint:      "Mean and longest time of writing the log to the disk since the server started",
	ElectionHint:   "How often the server looked for a leader since it started, how long the longest time took, and when the last one was over",
	Running:        func(d time.Duration) string { return "serving for " + englishLong(d) },
	LatencyOf: func(min, avg, max float64) string {
		return milliseconds(min) + " / " + milliseconds(avg) + " / " + milliseconds(max) + " ms"
	},
	PercentileOf: func(read, write float64) string { return milliseconds(read) + " / " + milliseconds(write) + " ms" },
	FsyncOf:      func(avg, max float64) string { return milliseconds(avg) + " / " + milliseconds(max) + " ms" },
	ElectionOf: func(count int, longest float64) string {
		return Count(count) + ", " + milliseconds(longest) + " ms"
	},
	LastElection: "last",
	Behind: func(transactions int64, d time.Duration) string {
		if d < time.Second {
			return Count(int(transactions)) + " behind"
		}
		return Count(int(transactions)) + " behind, " + strconv.Itoa(int(d.Seconds())) + " s"
	},
	Millis: func(ms float64) string { return milliseconds(ms) + " ms" },

	MissingTitle: "What servers do not tell",
	MissingCommand: func(commands, setting string) string {
		switch setting {
		case "4lw.commands.whitelist":
			return "Not in " + setting + ": " + commands + "."
		case "admin.needClientAuth":
			return commands + " lets nobody in without credentials (" + setting + ")."
		}
		return commands + " was not found (" + setting + ", --cluster-admin-port)."
	},
	AtAll:    "at all servers",
	NoClock:  "How far clocks are apart: AdminServer’s answers would tell (ZooKeeper 3.5 and newer).",
	NoPorts:  "Whether quorum ports can be reached from here: conf in 4lw.commands.whitelist would tell which they are. Whoever reaches one is handed every znode, past all ACLs.",
	Older:    "p99, fsync, uptime, elections, and whether requests have become slow: ZooKeeper tells of them from 3.6 on.",
	NoDisk:   "How much room disks have: no ZooKeeper tells. Watch dataDir and dataLogDir on each machine.",
	Settings: "Configuration",
	Setting:  "Setting",
	Differs:  "differs",
	Members:  "Members of the ensemble",
	Member:   func(id int, host string) string { return "server." + strconv.Itoa(id) + " " + host },
	Voter:    "votes",
	Watcher:  "observer",
	GroupVoter: func(group string, weight int) string {
		if weight == 0 {
			return "group " + group + ", does not vote (weight 0)"
		}
		return "votes in group " + group + ", weight " + strconv.Itoa(weight)
	},
	Untold: "not told",
	Hidden: "How the servers are configured is shown to those whose paths are not limited.",
	Plots:  "The last hours",
	PlotOf: map[string]string{
		"latency": "Latency, ms", "outstanding": "Waiting requests", "connections": "Connections", "znodes": "Znodes",
	},
	PlotLabel:  func(what, since string) string { return what + ", since " + since + "; numbers are below" },
	PlotsTable: "As numbers",
	PlotWhat:   "What",
	PlotLeast:  "Least",
	PlotMean:   "Mean",
	PlotMost:   "Most",
	PlotLast:   "Last",
	PlotCourse: "Below a time: the mean and the largest number from then to the next time.",
	PlotNone:   "The console has not asked for long enough to draw anything.",
	Now:        "now",
}

// englishLong returns a duration in its longest unit.
func englishLong(d time.Duration) string {
	n, unit := inUnit(d)
	if n == 0 {
		n, unit = int(d.Seconds()), "second"
	}
	return counted(n, unit, unit+"s")
}

var englishFindings = Findings{
	InGroups: "Three groups, or groups of three voting servers each, let one fail where all weights are equal.",
	Full:     "It has as many connections as it takes. The page of sessions shows who holds most. Where they need so many, raise maxClientCnxns (of one address) or maxCnxns (of all).",
	Silence:  "Silence",
	Reason:   "Reason",
	Days:     "Days",
	Silenced: func(n int) string { return counted(n, "finding is", "findings are") + " silenced" },
	Lift:     "End the silence",
	Because:  func(by, reason string) string { return "Silenced by " + by + ": “" + reason + "”, until" },
	Alike: map[string]func(string) string{
		"admin_open": func(servers string) string {
			return "AdminServer of " + servers + " answers anybody: it tells their configuration, and can be kept busy."
		},
		"answer_large": func(servers string) string {
			return "Answers of " + servers + " were nearly as large as clients take, or larger, where jute.maxbuffer is not raised."
		},
		"peer_ports_open": func(servers string) string {
			return "Ports of " + servers + " that are for their peers alone can be reached from this console."
		},
	},
	Each: "Server by server",
	Several: func(versions string, n int) string {
		return "ZooKeeper " + versions + " has " + Count(n) + " known security holes."
	},
	Upgrade:  func(fixed string) string { return "Upgrade to " + fixed + " or a newer version." },
	Which:    "Which they are",
	Hole:     func(cve, fixed string) string { return cve + ", fixed in " + fixed + "." },
	Znode:    "Show the znode",
	Session:  "Show the session",
	Severity: map[string]string{"critical": "Critical", "warning": "Warning", "notice": "Notice"},
	Count: func(critical, warnings, notices int) string {
		var parts []string
		if critical > 0 {
			parts = append(parts, Count(critical)+" critical")
		}
		if warnings > 0 {
			parts = append(parts, counted(warnings, "warning", "warnings"))
		}
		if notices > 0 {
			parts = append(parts, counted(notices, "notice", "notices"))
		}
		return strings.Join(parts, ", ")
	},
	What: map[string]func(znode.Args) string{
		"no_quorum": func(a znode.Args) string {
			if groups := groupsOf(a); groups > 0 {
				return "The cluster serves nobody: " + a["up"] + " of " + a["voters"] + " voting servers serve. " + englishGroups(groups)
			}
			return "The cluster serves nobody: " + a["up"] + " of " + a["voters"] + " voting servers serve, and at least " + a["needed"] + " must." + englishUnweighed(a)
		},
		"quorum_unknown": func(a znode.Args) string {
			if groups := groupsOf(a); groups > 0 {
				return "No server tells this console whether the cluster serves. " + englishGroups(groups)
			}
			return "No server tells this console whether the cluster serves: " + a["needed"] + " of " + a["voters"] + " voting servers must." + englishUnweighed(a)
		},
		"no_margin": func(a znode.Args) string {
			of := a["most"] + " of " + a["voters"] + " voting servers serve. When one more fails, " + englishStops(a)
			if a["most"] != a["up"] { // some servers do not tell
				return "At most " + of
			}
			return of
		},
		"few_voters": func(a znode.Args) string {
			if a["voters"] == "1" {
				return "The cluster has one voting server. When it fails, the cluster stops."
			}
			return "The cluster has " + a["voters"] + " voting servers. When one fails, " + englishStops(a)
		},
		"server_away": func(a znode.Args) string {
			if a["why"] == "" { // the server has a role
				return a["server"] + " is cut off from the others: it only serves reads, to clients that accept read-only (readonlymode.enabled)."
			}
			switch znode.Code(a["why"]) {
			case znode.CodeServerRefusesTLS, znode.CodeServerAuthority, znode.CodeServerOtherName, znode.CodeServerCertificate:
				return a["server"] + " and this console do not trust each other: whether it serves is not known."
			case znode.CodeServerNoQuorum:
				return a["server"] + " runs, but serves nobody: it has found no leader. If that lasts, it does not reach enough of the others at the ports in their server.N lines."
			case znode.CodeServerTLS, znode.CodeServerNoTLS:
				return "Of " + a["server"] + " and this console one speaks TLS and the other does not: whether it serves is not known."
			}
			switch a["counted"] {
			case "it":
				return a["server"] + " does not answer this console, but the leader still counts it: it hangs, or it is out of reach from here alone."
			case "some":
				return a["server"] + " does not answer this console. Some that do not answer the leader still counts: they hang, or are out of reach from here alone."
			}
			return a["server"] + " does not serve."
		},
		"server_hangs_up": func(a znode.Args) string {
			if a["role"] != "" {
				return a["server"] + " takes this console’s connections and hangs up, but it serves others, as its AdminServer says (" + a["role"] + ")."
			}
			return a["server"] + " takes this console’s connections and hangs up: whether it serves others is not known from here."
		},
		"strangers": func(a znode.Args) string {
			return "These servers are no ensemble, each has data of its own: " + a["servers"] + "."
		},
		"behind": func(a znode.Args) string {
			return a["server"] + " is " + number(a["seconds"]) + " s behind the leader."
		},
		"latency": func(a znode.Args) string {
			what := map[string]string{"reads": "Reads", "writes": "Writes"}[a["of"]]
			return cmp.Or(what, "Requests") + " at " + a["server"] + " take " + number(a["ms"]) + " ms on average."
		},
		"outstanding": func(a znode.Args) string {
			return "Requests that wait at " + a["server"] + ": " + number(a["count"]) + "."
		},
		"fsync": func(a znode.Args) string {
			return "Writing the log to the disk takes " + a["server"] + " " + number(a["ms"]) + " ms on average."
		},
		"flooding": func(a znode.Args) string {
			on, in := "one connection", ", in session "
			if a["connections"] != "1" {
				on, in = number(a["connections"])+" connections", ", most of them in session "
			}
			if a["session"] != "" {
				on += in + a["session"]
			}
			return someClient(a, "A client") + " sends " + a["server"] + " " + number(a["rate"]) + " requests a second on " + on + "."
		},
		"connections": func(a znode.Args) string {
			return someClient(a, "One address") + " holds " + number(a["count"]) + " of the " + number(a["max"]) + " connections that " + a["server"] + " takes from an address."
		},
		"connections_rejected": func(a znode.Args) string {
			return a["server"] + " has just refused connections, " + number(a["count"]) + " lately: it has as many as it takes."
		},
		"answer_large": func(a znode.Args) string {
			return a["server"] + " has sent an answer of " + number(a["bytes"]) + " bytes since it began to serve. Clients take " + number(a["max"]) + ", where jute.maxbuffer is not raised."
		},
		"descriptors": func(a znode.Args) string {
			return a["server"] + " has " + number(a["count"]) + " of " + number(a["max"]) + " possible files and connections open."
		},
		"zxid_near_end": func(a znode.Args) string {
			return "The leader " + a["server"] + " has used " + a["percent"] + "% of the transactions of its epoch. At the end it gives up leading, and the cluster stops for an election."
		},
		"certificate": func(a znode.Args) string {
			if strings.HasPrefix(a["days"], "-") {
				return "The certificate of " + a["server"] + " has expired."
			}
			return "The certificate of " + a["server"] + " expires in " + daysEnglish(a["days"]) + "."
		},
		"config_differs":  func(a znode.Args) string { return "Servers differ in " + a["settings"] + "." },
		"versions_differ": func(a znode.Args) string { return "Servers run different versions: " + a["versions"] + "." },
		"security_hole": func(a znode.Args) string {
			return "ZooKeeper " + a["versions"] + " has a known security hole, " + a["cve"] + ". It is fixed in " + a["fixed"] + "."
		},
		"admin_open": func(a znode.Args) string {
			return "AdminServer of " + a["server"] + " answers anybody: it tells its configuration, and can be kept busy."
		},
		"peer_ports_open": func(a znode.Args) string {
			return "Ports of " + a["server"] + " that are for its peers alone can be reached from this console: " + strings.ReplaceAll(a["ports"], " ", ", ") + "."
		},
		"children_large": func(a znode.Args) string {
			return "The list of the " + number(a["children"]) + " children of " + cmp.Or(a["path"], "a znode") + " has " + number(a["bytes"]) + " bytes, " + a["percent"] + "% of what clients take, where jute.maxbuffer is not raised."
		},
		"clocks": func(a znode.Args) string {
			side := map[string]string{"ahead": "ahead of", "behind": "behind"}[a["side"]]
			return "The clock of " + a["server"] + " is " + number(a["seconds"]) + " s " + cmp.Or(side, "off") + " this console’s."
		},
		"quota_near": func(a znode.Args) string {
			of := map[string]string{"count": "znodes", "bytes": "bytes"}[a["of"]]
			return "The quota of " + cmp.Or(a["path"], "a znode") + " is used to " + a["percent"] + "%: " + number(a["used"]) + " of " + number(a["limit"]) + " " + of + "."
		},
		"sequence_near_end": func(a znode.Args) string {
			return "The next sequential child of " + cmp.Or(a["path"], "a znode") + " is number " + number(a["next"]) + " of " + number(a["max"]) + ", " + a["percent"] + "%. After the last one ZooKeeper goes on with negative numbers: locks and queues lose their order."
		},
	},
	Next: map[string]string{
		"no_quorum":            "Start servers until enough serve. Their logs say why they stopped.",
		"quorum_unknown":       "Each row says why. Ask from another machine, for example with zkCli, and bring back what is away.",
		"no_margin":            "Bring the missing server back before you touch another.",
		"few_voters":           "Three voting servers let one fail.",
		"server_away":          "Its row says why, and the doctor tries each step to it.",
		"server_hangs_up":      "Ask it from another machine. If it answers there, it has too many connections from this console’s address: close some, or raise maxClientCnxns. Else look whether it runs: it may have as many as it takes in all (maxCnxns), and a proxy takes connections for a server that is away, too.",
		"strangers":            "A client that comes to another server sees other znodes. Give them all the same server.N lines, or name them as clusters of their own.",
		"behind":               "Whoever reads there sees old data. Look at its disk, its network and the pauses of its JVM.",
		"latency":              "Look at its fsync times and at what waits: slow disks and bursts of writes are the usual reasons.",
		"outstanding":          "It gets more requests than it can handle. Look for a client that floods it, and at its fsync times.",
		"fsync":                "Give the transaction log a disk of its own (dataLogDir).",
		"flooding":             "Find out what runs at that address, and why it asks so often: a watch may serve instead.",
		"connections":          "At maxClientCnxns the server hangs up on new ones. Look for connections that are never closed, or raise it.",
		"connections_rejected": "Those clients cannot use this server. The page of sessions shows who holds most. Where they need so many, raise maxClientCnxns (of one address) or maxCnxns (of all).",
		"answer_large":         "Find the znode with the most children or the largest data, and split it before clients lose their sessions at it. The server tells the largest answer until it is started anew, elects a leader, or is told srst.",
		"descriptors":          "Raise the limit of open files (ulimit -n), or find who opens so many connections.",
		"zxid_near_end":        "Restart the leader at a quiet time, so that the election comes then.",
		"certificate":          "Put a new one in its place; ZooKeeper reads it again where sslKeystoreReload is on.",
		"config_differs":       "Compare them under Configuration, and make them alike.",
		"versions_differ":      "Where no upgrade is under way, bring all to the newest.",
		"security_hole":        "Upgrade to that version or a newer one.",
		"admin_open":           "Let it listen on this machine alone (admin.serverAddress=127.0.0.1), turn it off (admin.enableServer=false), or put a firewall before it.",
		"peer_ports_open":      "Whoever reaches a quorum port is handed every znode, past all ACLs. Let a firewall keep all but the peers away, or ask for certificates (sslQuorum=true).",
		"quota_near":           "Delete what nobody needs, or raise the quota on the znode’s page. Beyond it a server writes a line to its log; beyond a hard one it refuses changes, where zookeeper.enforceQuota is on.",
		"children_large":       "Delete children that nobody needs, or spread them over several parents: beyond jute.maxbuffer a client that lists them loses its connection, again and again.",
		"sequence_near_end":    "Let its clients use another parent, or delete and create this one when nobody uses it: then it counts from 0.",
		"clocks":               "Let NTP set the clocks: times of znodes and of certificates depend on them.",
	},
	Holes: map[string]string{
		"CVE-2017-5637":  "anybody can keep a server busy with wchp and wchc",
		"CVE-2018-8012":  "any machine can join the quorum",
		"CVE-2019-0201":  "anybody can read the ids in ACLs",
		"CVE-2023-44981": "with SASL between servers, a peer without an instance can join the quorum",
		"CVE-2024-23944": "a persistent watch tells paths that its owner may not read",
		"CVE-2024-51504": "AdminServer believes the address that a request claims to be from",
		"CVE-2025-58457": "AdminServer lets people snapshot and restore without the right to",
		"CVE-2026-24281": "certificates are accepted by reverse DNS",
	},
}

// someClient returns the client of a finding: its address if the reader may know it, else unnamed.
func someClient(a znode.Args, unnamed string) string {
	if a["client"] == "" {
		return unnamed
	}
	return a["client"]
}

// englishGroups explains which votes make a quorum if the ensemble has groups.
func englishGroups(groups int) string {
	if groups == 1 {
		return "Votes have weights: more than half of the weight must serve (weight.N)."
	}
	return "Votes count in " + Count(groups) + " groups: in " + Count(groups/2+1) + " of them more than half must serve (group.N, weight.N)."
}

// englishStops completes a sentence about one more failure.
func englishStops(a znode.Args) string {
	if groups := groupsOf(a); groups > 0 {
		return "the cluster can stop. " + englishGroups(groups)
	}
	return "the cluster stops." + englishUnweighed(a)
}

// englishUnweighed completes a sentence that counts one vote for each server because groups and
// weights are not known.
func englishUnweighed(a znode.Args) string {
	if oneEach(a) {
		return " " + englishOneEach
	}
	return ""
}

// englishOneEach says that the groups and weights of votes are not known.
const englishOneEach = "No server tells whether votes count in groups or have weights: one vote each was counted."

func englishServing(voters int) string {
	return counted(voters, "voting server serves", "voting servers serve")
}

// englishSurely says how many servers may fail if the silent ones that the leader counts do not
// help.
func englishSurely(silent, margin int) string {
	without := "Without it"
	if silent > 1 {
		without = "Without them"
	}
	switch {
	case margin < 0:
		return without + " there is no quorum."
	case margin == 0:
		return without + ", none more may fail."
	}
	return without + ", " + counted(margin, "more server may fail.", "more servers may fail.")
}
