package health

import (
	"cmp"
	"slices"

	"zkweb/zkconn/cluster"
)

// Quorum is how many of an ensemble's voting servers there are and run.
type Quorum struct {
	Voters  int  // that the configuration names; of the cluster's servers where none tells it
	Up      int  // that serve
	Untold  int  // that may serve and do not say so, or that the console has no address of
	Counted int  // of these: that the leader counts, though they do not answer the console
	Told    bool // by the configuration or by the leader, not guessed from the list of the console
	Groups  int  // in which they vote by weight; 0 where the most votes decide
	OneEach bool // one vote each was counted, since no server tells whether they count in groups or have weights
	Needed  int  // the fewest that can be a quorum
	Margin  int  // how many more may fail, whichever they are; negative without a quorum; at least, where some are Untold
	Best    int  // the same if all that are Untold serve
	Full    int  // the same if all Voters serve
}

// majority returns a quorum of more than half of the voters.
func majority(voters, up, untold int, told bool) Quorum {
	needed := voters/2 + 1
	return Quorum{Voters: voters, Up: up, Untold: untold, Told: told, Needed: needed, Margin: up - needed, Best: up + untold - needed, Full: voters - needed}
}

// quorumOf counts. A cluster's list of servers need not be all of the ensemble, whose members
// are nil where no server tells them: what its leader tells of its followers counts, too.
func quorumOf(servers []Server, members []Member) Quorum {
	servers = distinct(servers)
	if alone := standalone(servers); len(alone) == len(servers) && len(servers) > 0 {
		return majority(1, 1, 0, true)
	}
	if slices.ContainsFunc(members, func(m Member) bool { return m.Group != "" }) {
		return newBallot(servers, members).quorum()
	}
	var voting []cluster.Server // of the console's list
	var up int
	for _, server := range servers {
		if server.Role != cluster.Observer && server.Role != cluster.Standalone {
			voting = append(voting, server.Server)
			if server.Serves() {
				up++
			}
		}
	}
	voters, told := cmp.Or(votersOf(members), quorumSize(servers)), true
	if voters == 0 {
		voters, told = len(voting), false
	}
	seen, untold := up, len(cluster.InDoubt(voting))
	if needed := voters/2 + 1; hasQuorum(servers) {
		untold += max(0, voters-len(voting))
		if unseen := needed - up; unseen > 0 { // of these
			up, untold = needed, untold-unseen
		}
	}
	counted := 0
	if synced := syncedOf(servers); synced > 0 { // the leader tells of all
		counted = min(max(0, synced-voters+silentOf(servers, members)), max(0, voters-seen))
		up, untold = max(up, synced)-counted, counted
	}
	up = min(up, voters)
	q := majority(voters, up, min(max(untold, 0), voters-up), told)
	q.Counted = counted
	q.OneEach = members == nil && voters > 1
	return q
}

// silentOf returns how many of the servers that vote do not serve as far as the console sees; of
// all where it is not known who votes.
func silentOf(servers []Server, members []Member) (silent int) {
	var asked []cluster.Server
	for _, server := range servers {
		asked = append(asked, server.Server)
	}
	doubtful := cluster.InDoubt(asked)
	for _, server := range servers {
		m := server.member(members)
		votes := members == nil || m.Host != "" && !m.Observer
		if votes && !server.Serves() && !slices.Contains(doubtful, server.Server) {
			silent++
		}
	}
	return silent
}

// counts returns an argument for the finding about a server that does not answer: that the
// leader counts it as a follower, or counts some of several such; nil where it counts none.
func (q Quorum) counts(servers []Server) []string {
	var silent int
	for _, server := range servers {
		if away(server) {
			silent++
		}
	}
	switch {
	case q.Counted == 0:
		return nil
	case q.Counted == silent:
		return []string{"counted", "it"}
	}
	return []string{"counted", "some"}
}

// syncedOf returns how many servers the leader counts that vote, with itself; 0 where it does
// not tell.
func syncedOf(servers []Server) int {
	for _, server := range servers {
		if server.Role == cluster.Leader && server.Metrics.Has("synced_followers") {
			return 1 + int(server.Metrics["synced_followers"])
		}
	}
	return 0
}

// hasQuorum reports whether a server serves that would not without a quorum.
func hasQuorum(servers []Server) bool {
	return slices.ContainsFunc(servers, func(s Server) bool { return s.Serves() && s.Role != cluster.Standalone })
}

// distinct leaves out the servers that are another one by a second name.
func distinct(servers []Server) (all []Server) {
	seen := map[string]bool{}
	for _, server := range servers {
		if server.Reached == "" || !seen[server.Reached] {
			all = append(all, server)
		}
		seen[server.Reached] = true
	}
	return all
}

// standalone returns the addresses of servers that are of no ensemble.
func standalone(servers []Server) (alone []string) {
	for _, server := range servers {
		if server.Role == cluster.Standalone {
			alone = append(alone, server.Address)
		}
	}
	return alone
}

// membersOf returns the members that the server knows that was asked last.
func membersOf(servers []Server) []Member {
	var newest Server
	for _, server := range servers {
		if server.Members != nil && server.Asked.After(newest.Asked) {
			newest = server
		}
	}
	return newest.Members
}

// votersOf returns how many members vote.
func votersOf(members []Member) (voters int) {
	for _, m := range members {
		if m.Votes() {
			voters++
		}
	}
	return voters
}

// quorumSize returns how many voting members a server tells by mntr (3.6 and newer).
func quorumSize(servers []Server) int {
	size := 0
	for _, server := range servers {
		size = max(size, int(server.Metrics["quorum_size"]))
	}
	return size
}
