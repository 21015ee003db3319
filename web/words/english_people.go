package words

var englishLogin = Login{
	Title:          "Sign in",
	RefusedTitle:   func(why string) string { return "Not signed in: " + why },
	WrongPassword:  "Wrong user name or password",
	CanTryAgainIn:  func(seconds int) string { return "You can try again in " + counted(seconds, "second", "seconds") + "." },
	Tried:          func(servers string) string { return "Tried: " + servers },
	UserName:       "User name",
	Password:       "Password",
	SignIn:         "Sign in",
	Anonymously:    "Continue without credentials",
	Explained:      "Your user name and password go to ZooKeeper as",
	ExplainedAfter: "credentials, on a session of your own. zkweb keeps them in memory until you sign out and never stores them.",
	Unverified: func(clusters string) string {
		if clusters != "" {
			return "There is no user directory in " + clusters + ": ZooKeeper accepts any digest there, so it cannot tell a wrong password from a right one. You will be shown as “not verified”; with a wrong password, some znodes stay denied."
		}
		return "ZooKeeper accepts any digest, so it cannot tell a wrong password from a right one. You will be shown as “not verified”; with a wrong password, some znodes stay denied."
	},
	Cluster:     "Cluster",
	EachCluster: "You sign in to each cluster separately; your password goes to that cluster only.",
}

var englishClusters = Clusters{
	Title:     "Clusters",
	SignIn:    "Sign in",
	Health:    map[string]string{"serving": "Serving", "degraded": "Degraded", "down": "Down", "unknown": "Unknown"},
	Roles:     map[string]string{"leader": "Leader", "follower": "Follower", "observer": "Observer", "standalone": "Standalone", "read-only": "Read-only", "unreachable": "Unreachable", "": "Unknown"},
	Connected: "Your connection:",
	Since:     "since",
	Hidden:    "Sign in to see its servers.",
	Server:    "Server", Role: "Role", Version: "Version", Latency: "Latency", Connections: "Connections", Outstanding: "Waiting", Znodes: "Znodes", Zxid: "Zxid",
	LatencyOf:   func(avg, max float64) string { return milliseconds(avg) + " / " + milliseconds(max) + " ms" },
	LatencyHint: "Mean and longest time of a request since the server started",
}

var englishSignIns = SignIns{
	Title:     "Sign-ins",
	Explained: "Who is signed in to the clusters that you administer. Ending a sign-in signs that browser out at once.",
	Adding:    "In a cluster with a user directory, people are added, changed and removed from the command line. To let somebody only read below one path:",
	AddReader: "zkweb user add NAME --cluster CLUSTER=HOST:PORT --role reader --path /app",
	Who:       "Who",
	LastSeen:  "Last seen",
	End:       "End",
	EndNow:    "Sign out now",
	Own:       "This is you.",
	Session:   "session",
	Since:     "signed in",
	EndLabel:  func(id, who string) string { return "End the sign-in of " + who + " (" + id + ")" },
	Browser:   "nobody",
	Nobody:    "an anonymous reader",
	SignIn:    func(role, cluster, address string) string { return role + " in " + cluster + " · from " + address },
	Filter:    "Filter by name, role, cluster, address or id",
	NoMatch:   "No sign-in matches this filter.",
}
