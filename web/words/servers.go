package words

import (
	"strconv"
	"time"

	"zkweb/zkconn/znode"
)

// Servers is the page of a cluster's servers.
type Servers struct {
	Title         string
	DocumentTitle func(cluster string) string
	Asked         string // a relative time follows: when a server was asked
	NotAsked      string // replaces Asked and the server's answer
	ByAdmin       string // if AdminServer answers for a server that hangs up on the console
	Quorum        func(up, voters, margin, groups int) string
	QuorumCounted func(up, voters, silent, margin int) string // if the leader counts servers that do not answer
	QuorumUntold  func(up, voters, untold int) string         // if some servers do not tell whether they serve
	InGroups      func(groups int) string                     // follows both: how groups vote
	Guessed       string                                      // if no server tells who votes
	OneEach       string                                      // if servers tell who votes, but not how votes count
	Findings      string                                      // a title
	NoFindings    string
	Since         string // a time follows

	Server, Role, Version, Latency, Percentile, Connections, Outstanding, Znodes, Watches, Ephemerals, Data, Zxid, Fsync, Election string // column headers of what a server tells
	LatencyHint, PercentileHint, FsyncHint, ElectionHint                                                                           string
	Running                                                                                                                        func(d time.Duration) string // how long the server has been serving
	LatencyOf                                                                                                                      func(min, avg, max float64) string
	PercentileOf                                                                                                                   func(read, write float64) string
	FsyncOf                                                                                                                        func(avg, max float64) string
	ElectionOf                                                                                                                     func(count int, longest float64) string
	LastElection                                                                                                                   string // a time follows
	Behind                                                                                                                         func(transactions int64, d time.Duration) string
	Millis                                                                                                                         func(ms float64) string

	MissingCommand func(commands, setting string) string // values that are missing for one reason; the servers follow
	AtAll          string                                // replaces the names of all servers
	NoClock        string                                // why the difference between clocks is not known; the servers follow
	NoPorts        string                                // why it is not known whether ports for peers are open; the servers follow
	Older          string                                // values that servers before 3.6 do not tell; the servers follow
	NoDisk         string                                // if no server tells about its disk
	MissingTitle   string                                // heading of all missing values
	Settings       string                                // a title
	Setting        string                                // a column header
	Differs        string                                // if a setting differs
	Members        string                                // a title
	Member         func(id int, host string) string      // a member of the ensemble
	Voter, Watcher string                                // a voting member and an observer
	GroupVoter     func(group string, weight int) string // a member that votes in a group
	Untold         string                                // if a server does not tell a setting
	Hidden         string                                // if settings are not shown
	Plots          string                                // a title
	PlotOf         map[string]string                     // what a plot shows
	PlotLabel      func(what, since string) string       // the alternative text of a plot
	PlotsTable     string                                // opens the table of the values
	PlotWhat       string                                // column headers of the table
	PlotLeast      string
	PlotMean       string
	PlotMost       string
	PlotLast       string
	PlotCourse     string // above the table: about columns that begin with a time
	PlotNone       string
	Now            string // on the axis
}

// Findings has the findings of a cluster: a sentence for each code of package health, and what to
// do next.
type Findings struct {
	What     map[string]func(znode.Args) string
	Next     map[string]string // what to do next, unless NextStep knows something more specific
	InGroups string            // what to do next about few voters that have groups or weights
	Full     string            // what to do next about a server whose connections are exhausted
	Holes    map[string]string // the known security holes, by CVE
	Severity map[string]string
	Alike    map[string]func(servers string) string       // the same finding at several servers
	Each     string                                       // opens the findings of the single servers
	Several  func(versions string, n int) string          // several security holes of the same versions
	Upgrade  func(fixed string) string                    // what to do next about several security holes
	Which    string                                       // opens the list of security holes
	Hole     func(cve, fixed string) string               // one of them; its description follows
	Znode    string                                       // a link to the znode of a finding
	Session  string                                       // a link to the session of a client
	Silence  string                                       // opens the form, and labels its button
	Reason   string                                       // label of a field of the form
	Days     string                                       // label of a field of the form
	Silenced func(n int) string                           // opens the silenced findings
	Lift     string                                       // label of the button that ends a silence
	Because  func(by, reason string) string               // about a silence; its end follows
	Count    func(critical, warnings, notices int) string // for the page of clusters
}

// NextStep returns what to do next about a finding with these arguments.
func (f Findings) NextStep(code string, args znode.Args) string {
	switch {
	case code == "few_voters" && groupsOf(args) > 0:
		return f.InGroups
	case code == "server_hangs_up" && args["role"] != "": // known to be full
		return f.Full
	}
	return f.Next[code]
}

// groupsOf returns in how many groups the servers of a finding vote, or 0 for a simple majority.
func groupsOf(a znode.Args) int {
	groups, err := strconv.Atoi(a["groups"])
	if err != nil {
		return 0
	}
	return groups
}

// oneEach reports whether each vote was counted as one because no server tells its groups and
// weights.
func oneEach(a znode.Args) bool { return a["votes"] == "one_each" }
