package site

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/auth/proposals"
	"zkweb/zkconn/quota"
	"zkweb/zkconn/znode"
)

// Proposed is the error of a change that was not made and has become a proposal: Fail
// answers with the way to its page, or as JSON with its id.
type Proposed struct{ ID string }

// Error implements error.
func (p *Proposed) Error() string { return "proposed as " + p.ID }

// ProposedAs returns the error of what has become a proposal, unless err is why it has not.
func ProposedAs(p proposals.Proposal, err error) error {
	if err != nil {
		return err
	}
	return &Proposed{p.ID}
}

// Apply applies ops by the visit's guard. What needs the approval of another person
// becomes a proposal with a comment, and the error is Proposed.
func (v Visit) Apply(ctx context.Context, comment string, ops ...znode.Op) ([]znode.Result, error) {
	if v.Guard.NeedApproval(ops...) {
		return nil, ProposedAs(v.Guard.Propose(ctx, ops, comment))
	}
	return v.Guard.Apply(ctx, ops...)
}

// SetQuota is like Apply, for a quota. One that is there already is not proposed.
func (v Visit) SetQuota(ctx context.Context, comment string, state quota.State, limits quota.Limits) (entry int64, err error) {
	ops, err := state.Ops(limits)
	if v.Guard.NeedsApproval(state.Path) && (err != nil || len(ops) > 0) {
		return 0, ProposedAs(v.Guard.ProposeQuota(ctx, state, limits, comment))
	}
	return v.Guard.SetQuota(ctx, state, limits)
}

// answerProposed leads to a proposal.
func (s *Site) answerProposed(c echo.Context, id string) error {
	if AsksJSON(c) {
		return SendJSON(c, http.StatusAccepted, map[string]string{"proposal": id})
	}
	return SeeOther(c, s.Links.Proposal(id))
}
