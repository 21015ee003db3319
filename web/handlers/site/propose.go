package site

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/auth/proposals"
	"zkweb/zkconn/quota"
	"zkweb/zkconn/znode"
)

// Proposed is the error of a change that became a proposal instead of being made. Fail answers it
// with a redirect to the proposal, or with its ID as JSON.
type Proposed struct{ ID string }

// Error implements error.
func (p *Proposed) Error() string { return "proposed as " + p.ID }

// ProposedAs returns err, or the error for a change that became the proposal p.
func ProposedAs(p proposals.Proposal, err error) error {
	if err != nil {
		return err
	}
	return &Proposed{p.ID}
}

// Apply applies ops with the visit's guard. If they need the approval of another person, it makes a
// proposal with the comment and returns a *Proposed error.
func (v Visit) Apply(ctx context.Context, comment string, ops ...znode.Op) ([]znode.Result, error) {
	if v.Guard.NeedApproval(ops...) {
		return nil, ProposedAs(v.Guard.Propose(ctx, ops, comment))
	}
	return v.Guard.Apply(ctx, ops...)
}

// SetQuota is like Apply, for a quota. A quota that is already set is not proposed.
func (v Visit) SetQuota(ctx context.Context, comment string, state quota.State, limits quota.Limits) (entry int64, err error) {
	ops, err := state.Ops(limits)
	if v.Guard.NeedsApproval(state.Path) && (err != nil || len(ops) > 0) {
		return 0, ProposedAs(v.Guard.ProposeQuota(ctx, state, limits, comment))
	}
	return v.Guard.SetQuota(ctx, state, limits)
}

// answerProposed redirects to a proposal, or answers with its ID as JSON.
func (s *Site) answerProposed(c echo.Context, id string) error {
	if AsksJSON(c) {
		return SendJSON(c, http.StatusAccepted, map[string]string{"proposal": id})
	}
	return SeeOther(c, s.Links.Proposal(id))
}
