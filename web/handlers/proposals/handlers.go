// Package proposals shows changes that wait for the approval of another person, and handles the
// decisions on them.
package proposals

import (
	"github.com/labstack/echo/v4"

	"zkweb/auth/proposals"
	"zkweb/web/handlers/site"
	"zkweb/zkconn/znode"
)

// Handlers shows and decides on proposals.
type Handlers struct{ *site.Site }

// find returns the proposal in the URL and the visit of its cluster. It fails with NotFound unless
// the person has made the proposal or may decide on it.
func (h *Handlers) find(c echo.Context) (proposals.Proposal, site.Visit, error) {
	console := h.Auth.Session(c.Request())
	if len(console.SignIns()) == 0 {
		return proposals.Proposal{}, site.Visit{}, &znode.Error{Kind: znode.Unauthenticated, Code: znode.CodeNotSignedIn}
	}
	p, err := h.Rules.Proposals.Get(c.Param("id"))
	if err != nil {
		return p, site.Visit{}, err
	}
	if console.SignIn(p.Cluster) == nil {
		return p, site.Visit{}, &znode.Error{Kind: znode.NotFound, Code: znode.CodeProposalNone}
	}
	v, err := h.VisitIn(c, p.Cluster)
	if err == nil {
		p, err = v.Guard.Proposal(p.ID)
	}
	return p, v, err
}
