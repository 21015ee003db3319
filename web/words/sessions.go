package words

import "time"

// Sessions is the pages about ZooKeeper sessions.
type Sessions struct {
	Title, One            string // titles of the list and of one session, whose ID follows
	Explained             string
	Columns               map[string]string // column headers, by the key of sort=
	Filter, FilterPaths   string
	All                   string // a link to the list
	CountWatches          string // labels of buttons
	ShowWatches           string
	Heavy                 string // about both buttons
	Sessions              func(n int) string
	Totals                func(sessions, ephemerals int) string
	Own, Console          string                                       // whose session it is; a name may follow Console
	Gone, GoneExplained   string                                       // if it has no connection
	Watches               string                                       // a heading
	WatchesOf             func(connections, paths, watches int) string // the watches of a server
	WatchedBy             func(clients int) string                     // the path follows
	Flood                 func(clients int) string
	DataOnly              string
	Missing               string // a heading
	Holds, HoldsNone      string
	NotTold               string
	Behind                func(server string, changes int64, d time.Duration) string // how far the server that listed the ephemeral znodes is behind the leader
	PerhapsBehind         func(server string) string
	WatchesNone           string
	Hidden                func(n int) string
	Traffic               func(received, sent, queued int) string
	Range                 func(first, last, total int) string
	None, NoMatch, NoPath string
	NobodyWatches         string
	WhoWatches, OfCluster string // links to this page: from a znode, and from a cluster
}
