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
	Asked         string // how long ago a server was asked follows
	NotAsked      string // in place of Asked and of the server's answer
	ByAdmin       string // of a server that hangs up on the console
	Quorum        func(up, voters, margin, groups int) string
	QuorumCounted func(up, voters, silent, margin int) string // where the leader counts some that do not answer
	QuorumUntold  func(up, voters, untold int) string         // where some do not tell whether they serve
	InGroups      func(groups int) string                     // how groups vote; follows both
	Guessed       string                                      // where no server tells who votes
	OneEach       string                                      // where they tell that, and not how votes count
	Findings      string                                      // a title
	NoFindings    string
	Since         string // a time follows

	Server, Role, Version, Latency, Percentile, Connections, Outstanding, Znodes, Watches, Ephemerals, Data, Zxid, Fsync, Election string // what a server tells
	LatencyHint, PercentileHint, FsyncHint, ElectionHint                                                                           string
	Running                                                                                                                        func(d time.Duration) string // since the server began to serve
	LatencyOf                                                                                                                      func(min, avg, max float64) string
	PercentileOf                                                                                                                   func(read, write float64) string
	FsyncOf                                                                                                                        func(avg, max float64) string
	ElectionOf                                                                                                                     func(count int, longest float64) string
	LastElection                                                                                                                   string // a time follows
	Behind                                                                                                                         func(transactions int64, d time.Duration) string
	Millis                                                                                                                         func(ms float64) string

	MissingCommand func(commands, setting string) string // what is not told for one reason; the servers follow
	AtAll          string                                // for the names of all servers
	NoClock        string                                // why it is not told how far clocks are apart; the servers follow
	NoPorts        string                                // why it is not told whether ports for peers are open; the servers follow
	Older          string                                // what servers before 3.6 do not tell; they follow
	NoDisk         string                                // that no server tells of its disk
	MissingTitle   string                                // above all of them
	Settings       string                                // a title
	Setting        string                                // a column header
	Differs        string                                // of a setting that differs
	Members        string                                // a title
	Member         func(id int, host string) string      // of the ensemble
	Voter, Watcher string                                // of a member: it votes, or it is an observer
	GroupVoter     func(group string, weight int) string // of one that votes in a group
	Untold         string                                // of a setting that a server does not tell
	Hidden         string                                // why settings are not shown
	Plots          string                                // a title
	PlotOf         map[string]string                     // of what a plot is
	PlotLabel      func(what, since string) string       // for those who do not see it
	PlotsTable     string                                // opens the numbers
	PlotWhat       string                                // column headers of these
	PlotLeast      string
	PlotMean       string
	PlotMost       string
	PlotLast       string
	PlotCourse     string // above the numbers: of the columns that begin with a time
	PlotNone       string
	Now            string // on the axis
}

// Findings is what is wrong with a cluster: a sentence for each code of package health,
// and what to do next.
type Findings struct {
	What     map[string]func(znode.Args) string
	Next     map[string]string // but for what NextStep knows better
	InGroups string            // what to do next about few voters whose votes count in groups or have weights
	Full     string            // what to do next about a server that has as many connections as it takes
	Holes    map[string]string // what a security hole is, by its CVE
	Severity map[string]string
	Alike    map[string]func(servers string) string       // of findings that are told of several servers at once
	Each     string                                       // opens what is told of each of these
	Several  func(versions string, n int) string          // security holes of the same versions
	Upgrade  func(fixed string) string                    // what to do next about them
	Which    string                                       // opens them
	Hole     func(cve, fixed string) string               // one of them; what it is follows
	Znode    string                                       // leads to the znode that a finding is about
	Session  string                                       // leads to the session of a client
	Silence  string                                       // opens the form, and sends it
	Reason   string                                       // a field of it
	Days     string                                       // another
	Silenced func(n int) string                           // opens those that are silenced
	Lift     string                                       // ends a silence
	Because  func(by, reason string) string               // of a silence; until when follows
	Count    func(critical, warnings, notices int) string // on the page of clusters
}

// NextStep returns what to do next about a finding with these arguments.
func (f Findings) NextStep(code string, args znode.Args) string {
	switch {
	case code == "few_voters" && groupsOf(args) > 0:
		return f.InGroups
	case code == "server_hangs_up" && args["role"] != "": // it is known to be full
		return f.Full
	}
	return f.Next[code]
}

// groupsOf returns in how many groups the servers of a finding vote; 0 where the most votes decide.
func groupsOf(a znode.Args) int {
	groups, err := strconv.Atoi(a["groups"])
	if err != nil {
		return 0
	}
	return groups
}

// oneEach reports whether one vote each was counted, since no server tells of groups and weights.
func oneEach(a znode.Args) bool { return a["votes"] == "one_each" }
