package words

// Login is the sign-in page.
type Login struct {
	Title          string
	RefusedTitle   func(why string) string // title of the document if the sign-in failed
	WrongPassword  string                  // title of the problem
	CanTryAgainIn  func(seconds int) string
	Tried          func(servers string) string
	UserName       string
	Password       string
	SignIn         string
	Anonymously    string
	Explained      string                       // precedes the word "digest": where the credentials are sent
	ExplainedAfter string                       // follows the word "digest"
	Unverified     func(clusters string) string // clusters that do not check passwords; "" for all
	Cluster        string
	EachCluster    string // if there are several clusters
}

// Clusters is the page of the clusters.
type Clusters struct {
	Title     string
	SignIn    string            // a link for those who are not signed in
	Health    map[string]string // the health of a cluster, by its name
	Roles     map[string]string // the role of a server
	Connected string            // the state of the person's own connection follows
	Since     string            // a time follows
	Hidden    string            // if the servers are not shown

	Server, Role, Version, Latency, Connections, Outstanding, Znodes, Zxid string // column headers
	LatencyOf                                                              func(avg, max float64) string
	LatencyHint                                                            string
}

// SignIns is the page of who is signed in.
type SignIns struct {
	Title              string
	Explained          string
	Adding             string // how to add people; AddReader follows
	AddReader          string // the command that adds somebody who may only read
	Who, LastSeen, End string // column headers; End also opens EndNow
	EndNow             string // label of the button that confirms
	Own                string // marks the reader's own sign-in
	Session            string // an id follows
	Since              string // a time follows
	EndLabel           func(id, who string) string
	Browser            string // the name of a browser in which nobody is signed in
	Nobody             string // the name of people without a name
	SignIn             func(role, cluster, address string) string
	Filter             string // label of the field
	NoMatch            string
}
