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
