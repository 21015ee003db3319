package shares

import (
	"context"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"zkweb/auth/people"
	"zkweb/auth/shares"
	"zkweb/web/handlers/site"
	pages "zkweb/web/views/shares"
	"zkweb/zkconn/znode"
)

// List shows people their own links, and the links of others if they may see everybody's sessions.
// It needs no ZooKeeper, but without it no link can be ended.
func (h *Handlers) List(c echo.Context, _ site.Visit) error {
	visits, err := h.VisitsOrWait(c)
	if len(visits) == 0 {
		return err
	}
	all := []JSON{}
	page := pages.ListPage{Shell: h.Shell(c, visits[0].Cluster.Name)}
	for _, share := range h.Shares.All() {
		v, ok := visitOf(visits, share)
		if !ok {
			continue
		}
		share.Sides = seen(visits, v, share)
		all = append(all, shareJSON(share))
		row := pages.Row{ID: share.ID, Owner: share.Owner, Own: isOwn(v, share), MayEnd: v.Guard != nil, Made: share.Made, Until: share.Until}
		for _, side := range share.Sides {
			row.Of = append(row.Of, h.sideOf(side))
		}
		page.Rows = append(page.Rows, row)
	}
	if site.AsksJSON(c) {
		return site.SendJSON(c, http.StatusOK, map[string][]JSON{"shares": all})
	}
	return site.Render(c, http.StatusOK, page)
}

func (h *Handlers) sideOf(side shares.Side) pages.Side {
	shown := pages.Side{Name: side.Cluster + ":" + side.Path}
	if path, err := znode.ParsePath(side.Path); err == nil {
		shown.URL = h.Links.Node(side.Cluster, path)
	}
	return shown
}

// Revoke ends a link. It fails with NotFound if the person may not see the link.
func (h *Handlers) Revoke(c echo.Context, _ site.Visit) error {
	visits, err := h.Visits(c)
	if err != nil {
		return err
	}
	for _, share := range h.Shares.All() {
		v, ok := visitOf(visits, share)
		if share.ID != c.Param("id") || !ok {
			continue
		}
		ended := h.Shares.Revoke(share.ID)
		if znode.KindOf(ended) == znode.NotFound {
			return ended
		}
		recordEnd(c.Request().Context(), v, visits, share)
		if ended != nil {
			return ended
		}
		if site.AsksJSON(c) {
			share.Sides = seen(visits, v, share)
			return site.SendJSON(c, http.StatusOK, map[string]JSON{"share": shareJSON(share)})
		}
		return site.SeeOther(c, h.Links.Shares())
	}
	return shares.Gone(nil)
}

// recordEnd records that a link was ended, once for each of its znodes, so that the auditors of
// each see it.
func recordEnd(ctx context.Context, by site.Visit, visits []site.Visit, share shares.Share) {
	for _, side := range share.Sides {
		v := by
		if at := slices.IndexFunc(visits, func(v site.Visit) bool { return v.Cluster.Name == side.Cluster }); at >= 0 {
			v = visits[at]
		}
		path, err := znode.ParsePath(side.Path)
		if err != nil {
			continue // Make has checked it
		}
		settings := map[string]string{"share": share.ID, "owner": share.Owner}
		v.Guard.ShareEnded(ctx, side.Cluster, path, settings)
	}
}

// visitOf returns a visit by which the person may see and end a link: that of its owner, or one of
// a person who may see everybody's sign-ins in the cluster and read the znode.
func visitOf(visits []site.Visit, share shares.Share) (site.Visit, bool) {
	for _, v := range visits {
		if isOwn(v, share) {
			return v, true
		}
		if mayRead(v, share.Sides[0]) && may(v, people.SeeSessions, znode.Root) {
			return v, true
		}
	}
	return site.Visit{}, false
}

func mayRead(v site.Visit, side shares.Side) bool {
	path, err := znode.ParsePath(side.Path)
	return err == nil && v.Cluster.Name == side.Cluster && may(v, people.Read, path)
}

// may reports whether the person of a visit may do something, as far as is known if the cluster is
// unavailable.
func may(v site.Visit, action people.Action, path znode.Path) bool {
	return people.Decide(v.SignIn.Person(), action, path, false) == people.Allowed
}

// seen returns the znodes of a link that are named to the person: all of their own link, and of
// another's those that they may read.
func seen(visits []site.Visit, by site.Visit, share shares.Share) []shares.Side {
	if isOwn(by, share) {
		return share.Sides
	}
	return slices.DeleteFunc(slices.Clone(share.Sides), func(side shares.Side) bool {
		return !slices.ContainsFunc(visits, func(v site.Visit) bool { return mayRead(v, side) })
	})
}

func isOwn(v site.Visit, share shares.Share) bool {
	side := share.Sides[0]
	return side.Cluster == v.Cluster.Name && side.Holder != "" && side.Holder == v.SignIn.Holder()
}
