package handlers

import (
	"zkweb/auth"
	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// offers are the changes that a znode's page leads to: those that the policy
// lets this person try.
func offers(v visit, n node) views.Offers {
	may := func(action auth.Action, path znode.Path) bool { return v.guard.Decide(action, path) == auth.Allowed }
	return views.Offers{
		Create: n.stat.CreateKind() != znode.Ephemeral && may(auth.Create, anyChild(n.path)),
		Set:    may(auth.Set, n.path),
		Delete: !isSpecial(v.cluster, n.path) && may(auth.Delete, n.path),
	}
}
