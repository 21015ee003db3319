package words

import "time"

// Sessions are the pages of ZooKeeper's sessions.
type Sessions struct {
	Title, One            string // of the pages of all, and of one: its id follows
	Explained             string
	Columns               map[string]string // headers, by the key of sort=
	Filter, FilterPaths   string
	All                   string // the link to all
	CountWatches          string // buttons
	ShowWatches           string
	Heavy                 string // about these buttons
	Sessions              func(n int) string
	Totals                func(sessions, ephemerals int) string
	Own, Console          string                                       // whose session it is; behind Console a name may follow
	Gone, GoneExplained   string                                       // it has no connection
	Watches               string                                       // a heading
	WatchesOf             func(connections, paths, watches int) string // of a server
	WatchedBy             func(clients int) string                     // the path follows
	Flood                 func(clients int) string
	DataOnly              string
	Missing               string // a heading
	Holds, HoldsNone      string
	NotTold               string
	Behind                func(server string, changes int64, d time.Duration) string // the leader, as the list of ephemeral znodes is
	PerhapsBehind         func(server string) string
	WatchesNone           string
	Hidden                func(n int) string
	Traffic               func(received, sent, queued int) string
	Range                 func(first, last, total int) string
	None, NoMatch, NoPath string
	NobodyWatches         string
	WhoWatches, OfCluster string // links that lead here: from a znode, and from a cluster
}
