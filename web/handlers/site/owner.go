package site

import (
	"net/netip"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
)

// Owner is whose share of a Quota is used: a person whose name is proved, from
// wherever they come and in how many browsers; else an address, since a name
// that nothing proves can be made up anew for each sign-in.
type Owner struct {
	cluster, user string
	address       netip.Prefix
}

// Owner returns who the visit is by.
func (v Visit) Owner(c echo.Context) Owner {
	if person := v.SignIn.Person(); person.Verified {
		return Owner{cluster: v.Cluster.Name, user: person.User}
	}
	return Owner{address: auth.Network(c.RealIP())}
}
