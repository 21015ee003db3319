package health

import (
	"slices"

	"zkweb/zkconn/cluster"
)

// Quorum is how many of an ensemble's voting servers there are and run.
type Quorum struct {
	Voters int  // that the configuration names; of the cluster's servers where none tells it
	Up     int  // that serve
	Margin int  // how many more may fail; negative without a quorum; at least, where some are Untold
	Untold int  // that may serve and do not say so, or that the console has no address of
	Told   bool // by the configuration or by the leader, not guessed from the list of the console
}

// Needed returns how many voting servers must run.
func (q Quorum) Needed() int { return q.Voters/2 + 1 }

// quorumOf counts. A cluster's list of servers need not be all of the ensemble: what its
// leader tells of its followers counts, too.
func quorumOf(servers []Server) Quorum {
	servers = distinct(servers)
	var q Quorum
	var voting []cluster.Server // of the console's list
	var up, synced int
	if alone := standalone(servers); len(alone) == len(servers) && len(servers) > 0 {
		return Quorum{Voters: 1, Up: 1, Told: true}
	}
	for _, server := range servers {
		if server.Role != cluster.Observer && server.Role != cluster.Standalone {
			voting = append(voting, server.Server)
			if server.Serves() {
				up++
			}
		}
		if server.Role == cluster.Leader && server.Metrics.Has("synced_followers") {
			synced = 1 + int(server.Metrics["synced_followers"])
		}
	}
	q.Voters, q.Untold = len(voting), cluster.InDoubt(voting)
	if voters := votersOf(servers); voters > 0 {
		q.Voters, q.Told = voters, true
	} else if size := quorumSize(servers); size > 0 {
		q.Voters, q.Told = size, true
	}
	if hasQuorum(servers) {
		q.Untold += max(0, q.Voters-len(voting))
		if unseen := q.Needed() - up; unseen > 0 { // of these
			up, q.Untold = q.Needed(), q.Untold-unseen
		}
	}
	q.Up = min(max(up, synced), q.Voters)
	if synced > 0 { // the leader tells of all
		q.Untold = 0
	}
	q.Untold = min(max(q.Untold, 0), q.Voters-q.Up)
	q.Margin = q.Up - q.Needed()
	return q
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

// votersOf returns how many voting members the server that was asked last knows.
func votersOf(servers []Server) int {
	var newest Server
	for _, server := range servers {
		if server.Members != nil && server.Asked.After(newest.Asked) {
			newest = server
		}
	}
	return len(slices.DeleteFunc(slices.Clone(newest.Members), func(m Member) bool { return m.Observer }))
}

// quorumSize returns how many voting members a server tells by mntr (3.6 and newer).
func quorumSize(servers []Server) int {
	size := 0
	for _, server := range servers {
		size = max(size, int(server.Metrics["quorum_size"]))
	}
	return size
}
