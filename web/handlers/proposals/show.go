package proposals

import (
	"context"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/auth/proposals"
	"zkweb/web/handlers/site"
	"zkweb/web/views"
	pages "zkweb/web/views/proposals"
	"zkweb/zkconn/znode"
)

// ShowAll shows the proposals that the person has made or may decide on. It needs no ZooKeeper.
func (h *Handlers) ShowAll(c echo.Context, _ site.Visit) error {
	visits, err := h.VisitsOrWait(c)
	if len(visits) == 0 {
		return err
	}
	all := []JSON{}
	page := pages.ListPage{Shell: h.Shell(c, visits[0].Cluster.Name)}
	for _, v := range visits {
		for _, p := range h.Rules.Proposals.All() {
			if !guard.SeesProposal(v.SignIn.Person(), v.Cluster.Name, p) {
				continue
			}
			all = append(all, proposalJSON(site.WordsOf(c), v, p))
			page.Proposals = append(page.Proposals, viewOf(v, p))
		}
	}
	if site.AsksJSON(c) {
		return site.SendJSON(c, http.StatusOK, map[string][]JSON{"proposals": all})
	}
	return site.Render(c, http.StatusOK, page)
}

// Show shows the page of a proposal: both sides of each change, as the reader may see them now.
func (h *Handlers) Show(c echo.Context, _ site.Visit) error {
	p, v, err := h.find(c)
	if err != nil {
		return err
	}
	return h.show(c, v, p, http.StatusOK, "", nil)
}

func (h *Handlers) show(c echo.Context, v site.Visit, p proposals.Proposal, status int, typed string, problem error) error {
	ctx, cancel := site.Deadline(c)
	defer cancel()
	previews, quota, err := look(ctx, v, p)
	if err != nil {
		return err
	}
	answer := proposalJSON(site.WordsOf(c), v, p)
	answer.against(c, previews, quota)
	if site.AsksJSON(c) {
		return site.SendJSON(c, status, answer)
	}
	page := pages.Page{
		Shell: h.Shell(c, v.Cluster.Name), Proposal: viewOf(v, p), Stale: answer.Stale,
		MayApply: p.State == proposals.Waiting && !v.Guard.HasProposed(p) && v.Guard.Decide(people.Approve, p.About()) == people.Allowed,
		Change:   p.Decision.Change, Kept: h.Rules.CanUndo(p.Cluster) && p.Decision.Change != 0, Typed: typed,
	}
	if page.Steps = site.StepsOf(page.Words, previews, len(previews)); !p.IsOpen() { // all of them, since whoever decides has to see everything
		for _, op := range p.Ops {
			page.Done = append(page.Done, pages.Done{Op: site.OpNames[op.Kind], Path: op.Path})
		}
	}
	for _, left := range p.Left {
		page.Left = append(page.Left, views.Left{Path: left.Path.String(), Why: page.Words.Record(left.Code, left.Args)})
	}
	if quota != nil {
		page.QuotaProblem = page.Words.Error(quota)
	}
	if problem != nil {
		page.Problem = site.ProblemOf(c, problem)
	}
	return site.Render(c, status, page)
}

// look returns what a waiting proposal would do now.
func look(ctx context.Context, v site.Visit, p proposals.Proposal) (previews []guard.Preview, quota, err error) {
	switch {
	case !p.IsOpen():
		return nil, nil, nil
	case p.Quota != nil:
		return nil, v.Guard.PreviewQuota(ctx, p.Quota), nil
	}
	previews, err = v.Guard.Preview(ctx, p.Ops, len(p.Ops))
	return previews, nil, err
}

func isOwn(v site.Visit, p proposals.Proposal) bool {
	return guard.HasProposed(v.SignIn.Person(), v.Cluster.Name, p)
}

func viewOf(v site.Visit, p proposals.Proposal) pages.Proposal {
	shown := pages.Proposal{
		ID: p.ID, Cluster: p.Cluster, By: p.By, Own: isOwn(v, p), Comment: p.Comment, Made: p.Made, Entry: p.Entry,
		State: string(p.State), Count: len(p.Ops), About: p.About(),
		DecidedBy: p.Decision.By, DecidedAt: p.Decision.At, DecisionComment: p.Decision.Comment, Decision: p.Decision.Entry,
	}
	switch {
	case p.Quota != nil:
		shown.Op, shown.QuotaBefore, shown.QuotaAfter = "quota", p.Quota.Before, p.Quota.After
	case len(p.Ops) == 1:
		shown.Op = site.OpNames[p.Ops[0].Kind]
	}
	return shown
}

// Decide handles the form that applies, rejects or renews a proposal.
func (h *Handlers) Decide(c echo.Context, _ site.Visit) error {
	fields, err := site.ReadForm(c.Request())
	if err != nil {
		return err
	}
	p, v, err := h.find(c)
	if err != nil {
		return err
	}
	return h.Once(c, v.Console, fields.Get("once"), fields, func() error { return h.decide(c, v, p, fields) })
}

func (h *Handlers) decide(c echo.Context, v site.Visit, p proposals.Proposal, fields url.Values) (err error) {
	ctx, cancel := site.Deadline(c)
	defer cancel()
	var results []znode.Result
	switch fields.Get("do") {
	case "apply":
		results, err = v.Guard.ApplyProposal(ctx, p.ID, fields.Get("comment"))
	case "reject":
		err = v.Guard.RejectProposal(ctx, p.ID, fields.Get("comment"))
	case "anew":
		again, err := v.Guard.ProposeAnew(ctx, p.ID)
		if err == nil {
			return &site.Proposed{ID: again.ID}
		}
		return h.refuse(c, v, p, fields.Get("comment"), err)
	default:
		err = &znode.Error{Kind: znode.Invalid, Code: znode.CodeProposalDo}
	}
	switch {
	case err != nil:
		return h.refuse(c, v, p, fields.Get("comment"), err)
	case site.AsksJSON(c):
		return site.SendJSON(c, http.StatusOK, doneJSON(p.ID, results))
	}
	return site.SeeOther(c, h.Links.Proposal(p.ID))
}

// refuse shows the proposal as it is now, with the reason why nothing was done.
func (h *Handlers) refuse(c echo.Context, v site.Visit, p proposals.Proposal, typed string, err error) error {
	f := site.Describe(err, c)
	if site.AsksJSON(c) || f.Kind == znode.Internal || f.Kind == znode.Unauthenticated {
		return err
	}
	f.SetRetryAfter(c)
	if now, gone := v.Guard.Proposal(p.ID); gone == nil {
		p = now
	}
	return h.show(c, v, p, f.Status, typed, err)
}
