package handlers

import (
	"zkweb/auth/people"
	"zkweb/web/views/nodes"
	"zkweb/zkconn/znode"
)

// offers are the changes that a znode's page leads to: those that the policy
// lets this person try.
func offers(v visit, n node) nodes.Offers {
	may := func(action people.Action, path znode.Path) bool {
		return v.guard.Decide(action, path) == people.Allowed
	}
	return nodes.Offers{
		Create: n.stat.CreateKind() != znode.Ephemeral && may(people.Create, anyChild(n.path)),
		Set:    may(people.Set, n.path),
		Delete: !isSpecial(v.cluster, n.path) && may(people.Delete, n.path),
	}
}
