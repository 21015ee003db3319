package health

import (
	"cmp"
	"slices"

	"zkweb/zkconn/cluster"
)

// Quorum says how many voting servers an ensemble has, how many serve, and how many more may fail.
type Quorum struct {
	Voters  int  // voting servers by the configuration; if no server tells it, by the console's list
	Up      int  // voters that serve
	Untold  int  // voters that may serve but do not say so, or whose address the console does not know
	Counted int  // those of Untold that the leader counts, though they do not answer the console
	Told    bool // the configuration or the leader told Voters; else they are guessed from the console's list
	Groups  int  // groups in which they vote by weight; 0 if a simple majority decides
	OneEach bool // each was counted as one vote, since no server tells groups and weights
	Needed  int  // the fewest voters that can form a quorum
	Margin  int  // how many more may fail, whichever they are; negative without a quorum; a lower bound if Untold > 0
	Best    int  // Margin if all Untold serve
	Full    int  // Margin if all Voters serve
}

// majority returns the Quorum of an ensemble in which more than half of the voters decide.
func majority(voters, up, untold int, told bool) Quorum {
	needed := voters/2 + 1
	return Quorum{Voters: voters, Up: up, Untold: untold, Told: told, Needed: needed, Margin: up - needed, Best: up + untold - needed, Full: voters - needed}
}

// quorumOf counts the voters. members is nil if no server tells them. The servers need not be the
// whole ensemble, so the followers that the leader counts are included.
func quorumOf(servers []Server, members []Member) Quorum {
	servers = distinct(servers)
	if alone := standalone(servers); len(alone) == len(servers) && len(servers) > 0 {
		return majority(1, 1, 0, true)
	}
	if slices.ContainsFunc(members, func(m Member) bool { return m.Group != "" }) {
		return newBallot(servers, members).quorum()
	}
	var voting []cluster.Server // those of the console's list
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
		if unseen := needed - up; unseen > 0 { // these are among the untold
			up, untold = needed, untold-unseen
		}
	}
	counted := 0
	if synced := syncedOf(servers); synced > 0 { // the leader knows all of them
		counted = min(max(0, synced-voters+silentOf(servers, members)), max(0, voters-seen))
		up, untold = max(up, synced)-counted, counted
	}
	up = min(up, voters)
	q := majority(voters, up, min(max(untold, 0), voters-up), told)
	q.Counted = counted
	q.OneEach = members == nil && voters > 1
	return q
}

// silentOf returns how many voting servers do not serve as far as the console sees. If members is
// nil, all servers count as voting.
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

// counts returns an argument for the finding about a server that does not answer: "it" if the
// leader counts all such servers as followers, "some" if only some; nil if none.
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

// syncedOf returns how many voting servers the leader counts, itself included; 0 if it does not
// tell.
func syncedOf(servers []Server) int {
	for _, server := range servers {
		if server.Role == cluster.Leader && server.Metrics.Has("synced_followers") {
			return 1 + int(server.Metrics["synced_followers"])
		}
	}
	return 0
}

// hasQuorum reports whether a server serves that could not serve without a quorum.
func hasQuorum(servers []Server) bool {
	return slices.ContainsFunc(servers, func(s Server) bool { return s.Serves() && s.Role != cluster.Standalone })
}

// distinct drops servers that are listed again under another name.
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

// standalone returns the addresses of servers that belong to no ensemble.
func standalone(servers []Server) (alone []string) {
	for _, server := range servers {
		if server.Role == cluster.Standalone {
			alone = append(alone, server.Address)
		}
	}
	return alone
}

// membersOf returns the members as told by the server that was asked last.
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

// quorumSize returns the number of voting members that a server tells by mntr (3.6 and newer).
func quorumSize(servers []Server) int {
	size := 0
	for _, server := range servers {
		size = max(size, int(server.Metrics["quorum_size"]))
	}
	return size
}
