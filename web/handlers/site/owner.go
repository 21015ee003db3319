package site

import (
	"net/netip"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
)

// Owner is whose share of a Quota is used. A person whose name is verified is one owner, whatever
// their addresses and browsers. Others are identified by their address, since an unverified name
// can be made up anew for each sign-in.
type Owner struct {
	cluster, user string
	address       netip.Prefix
}

// Owner returns the owner for the visit's person.
func (v Visit) Owner(c echo.Context) Owner {
	if person := v.SignIn.Person(); person.Verified {
		return Owner{cluster: v.Cluster.Name, user: person.User}
	}
	return Owner{address: auth.Network(c.RealIP())}
}
