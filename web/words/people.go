package words

// Login is the sign-in page.
type Login struct {
	Title          string
	RefusedTitle   func(why string) string // the document's, when nobody was signed in
	WrongPassword  string                  // title of the problem
	CanTryAgainIn  func(seconds int) string
	Tried          func(servers string) string
	UserName       string
	Password       string
	SignIn         string
	Anonymously    string
	Explained      string                       // where the credentials go, before the word digest
	ExplainedAfter string                       // the rest
	Unverified     func(clusters string) string // those where passwords are not checked; "" for all
	Cluster        string
	EachCluster    string // several clusters, several sign-ins
}

// Clusters is the page of the clusters.
type Clusters struct {
	Title     string
	SignIn    string            // the link for those who are not signed in
	Health    map[string]string // how a cluster is, by its name
	Roles     map[string]string // of servers
	Connected string            // the person's own connection; its state follows
	Since     string            // a time follows
	Hidden    string            // why the servers are not shown

	Server, Role, Version, Latency, Connections, Outstanding, Znodes, Zxid string // column headers
	LatencyOf                                                              func(avg, max float64) string
	LatencyHint                                                            string
}

// SignIns is the page of who is signed in.
type SignIns struct {
	Title              string
	Explained          string
	Adding             string // how people are added; AddReader follows
	AddReader          string // the command that lets somebody in who may only read
	Who, LastSeen, End string // column headers; End opens EndNow, too
	EndNow             string // the button that asks once more
	Own                string // the reader's own
	Session            string // an id follows
	Since              string // a time follows
	EndLabel           func(id, who string) string
	Browser            string // who, when nobody is signed in with it
	Nobody             string // who, without a name
	SignIn             func(role, cluster, address string) string
	Filter             string // the box's label
	NoMatch            string
}
