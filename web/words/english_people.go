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
	Explained:      "User name and password go to ZooKeeper as",
	ExplainedAfter: "credentials, on a session of your own. The console keeps them in memory until you sign out, and stores them nowhere.",
	Unverified:     "ZooKeeper accepts any digest: it cannot tell a wrong password from a right one. You are shown as “not verified”, and a wrong password shows only in znodes that stay denied.",
	Cluster:        "Cluster",
	EachCluster:    "Each cluster has its own sign-in; credentials go to no other.",
}

var englishClusters = Clusters{
	Title:    "Clusters",
	Name:     "Name",
	Servers:  "Servers",
	SignedIn: "Signed in",
}

var englishSignIns = SignIns{
	Title:     "Sessions",
	Explained: "Who is signed in to the clusters that you administer. Ending a session signs its browser out of them at once.",
	Who:       "Who",
	LastSeen:  "Last seen",
	End:       "End",
	Own:       "This is your own session.",
	Session:   "session",
	Since:     "signed in",
	EndLabel:  func(id, who string) string { return "End the session " + id + " of " + who },
	Browser:   "a browser",
	Nobody:    "somebody anonymous",
	SignIn:    func(role, cluster, address string) string { return role + " in " + cluster + " · from " + address },
}
