package health

import (
	"cmp"
	"slices"

	"zkweb/zkconn/cluster"
)

// standingOrder is whom to ask first for what all servers have.
var standingOrder = []cluster.Role{cluster.Leader, cluster.Standalone, cluster.Follower, cluster.Observer, cluster.Untold, cluster.Unreachable, cluster.ReadOnly}

// Standings returns how new what each server has is, in the order in which to ask them for what
// all have: the leader first, of the others those that are least behind, and last one that is
// cut off, as it tells of times gone by.
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

// ListsAll reports whether the servers are known to be all of their ensemble: the console's list
// need not name each, and of the others' clients it is told nothing.
func (s State) ListsAll() bool {
	servers := distinct(s.Servers)
	if s.Members != nil {
		return len(servers) >= len(s.Members)
	}
	at := slices.IndexFunc(servers, leads)
	if at < 0 {
		return false
	}
	learners := max(servers[at].Metrics["learners"], servers[at].Metrics["followers"])
	return servers[at].Role == cluster.Standalone || servers[at].Metrics != nil && len(servers) > int(learners)
}
