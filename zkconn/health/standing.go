package health

import (
	"cmp"
	"slices"

	"zkweb/zkconn/cluster"
)

// standingOrder is the order in which to ask servers for what all of them have.
var standingOrder = []cluster.Role{cluster.Leader, cluster.Standalone, cluster.Follower, cluster.Observer, cluster.Untold, cluster.Unreachable, cluster.ReadOnly}

// Standings returns how up to date each server is, in the order in which to ask for what all of
// them have: the leader first, then the servers that are least behind. A server that is cut off
// from the quorum comes last, since its data is old.
func (s State) Standings() []cluster.Standing {
	servers := slices.Clone(s.Servers)
	slices.SortStableFunc(servers, func(a, b Server) int {
		return cmp.Or(
			cmp.Compare(slices.Index(standingOrder, a.Role), slices.Index(standingOrder, b.Role)),
			cmp.Compare(a.Behind, b.Behind),
			cmp.Compare(zxid(b.Zxid), zxid(a.Zxid)))
	})
	led := slices.ContainsFunc(servers, leads)
	standings := make([]cluster.Standing, len(servers))
	for i, server := range servers {
		standings[i] = cluster.Standing{
			Server: server.Address, Known: led && server.Serves(), Changes: server.Lag, Behind: server.Behind,
		}
	}
	return standings
}

// Listed returns how many servers the console lists, and how many the ensemble has, 0 if no server
// tells. The clients of a server that the console does not list are not known.
func (s State) Listed() (listed, of int) {
	servers := distinct(s.Servers)
	if s.Members != nil {
		return len(servers), len(s.Members)
	}
	at := slices.IndexFunc(servers, leads)
	switch {
	case at < 0:
		return len(servers), 0
	case servers[at].Role == cluster.Standalone:
		return len(servers), 1
	case servers[at].Metrics == nil:
		return len(servers), 0
	}
	return len(servers), 1 + int(max(servers[at].Metrics["learners"], servers[at].Metrics["followers"]))
}
