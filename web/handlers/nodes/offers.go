package nodes

import (
	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views/nodes"
	"zkweb/zkconn/quota"
	"zkweb/zkconn/znode"
)

// offers returns the changes to which a znode's page links: those that the policy lets the person
// try.
func (h *Handlers) offers(v site.Visit, n node) nodes.Offers {
	may := func(action people.Action, path znode.Path) bool {
		return v.Guard.Decide(action, path) == people.Allowed
	}
	besides := v.Guard.Decide(people.Create, n.path)
	return nodes.Offers{
		Create:         n.stat.CreateKind() != znode.Ephemeral && may(people.Create, site.AnyChild(n.path)),
		Like:           !n.path.IsRoot() && may(people.Create, n.path),
		Set:            may(people.Set, n.path),
		DeleteChildren: may(people.Delete, site.AnyChild(n.path)),
		Delete:         !site.NeverDeleted(v.Cluster, n.path) && may(people.Delete, n.path),
		Copy: n.stat.CreateKind() != znode.Ephemeral && site.KeptBelow(v.Cluster, nil, n.path) == nil &&
			(besides == people.Allowed || besides == people.ReadOnlyCluster), // a copy may go to another cluster
		SetACL: may(people.SetACL, n.path),
		Quota:  may(people.Read, n.path) && quota.Settable(n.path, v.Cluster.Chroot) == nil,
		Share:  h.Shares != nil && may(people.Share, n.path),
		Trail:  v.Guard.Recorded() && may(people.SeeTrail, n.path),
	}
}
