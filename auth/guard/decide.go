package guard

import (
	"context"
	"slices"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/auth/proposals"
	"zkweb/zkconn/quota"
	"zkweb/zkconn/znode"
)

// decideTime bounds the time for storing a decision.
const decideTime = 2 * time.Second

// MayApprove reports whether a person may decide on a proposal: by their role at all paths that it
// changes or leaves out, and never on their own proposals.
func MayApprove(who people.Person, p proposals.Proposal) bool {
	may := func(path znode.Path) bool { return people.Decide(who, people.Approve, path, false) == people.Allowed }
	switch {
	case !who.Verified || who.User == p.By || !who.Role.May(people.Approve):
		return false
	case may(znode.Root): // may everywhere: a shortcut, since each page asks this about all open proposals
		return true
	}
	return !slices.ContainsFunc(p.Paths(), func(path znode.Path) bool { return !may(path) }) &&
		!slices.ContainsFunc(p.Left, func(left proposals.Left) bool { return !may(left.Path) })
}

// HasProposed reports whether a person has made a proposal in a cluster.
func HasProposed(who people.Person, cluster string, p proposals.Proposal) bool {
	return who.Verified && who.User == p.By && cluster == p.Cluster
}

// SeesProposal reports whether a person has made a proposal in a cluster, or may decide on it.
func SeesProposal(who people.Person, cluster string, p proposals.Proposal) bool {
	return HasProposed(who, cluster, p) || p.Cluster == cluster && MayApprove(who, p)
}

// HasProposed reports whether the person has made a proposal.
func (g *Guard) HasProposed(p proposals.Proposal) bool {
	return HasProposed(g.Person, g.entry.Cluster, p)
}

// Proposal returns a proposal if the person may see it. Otherwise it fails with NotFound.
func (g *Guard) Proposal(id string) (proposals.Proposal, error) {
	p, err := g.rules.Proposals.Get(id)
	if err == nil && !SeesProposal(g.Person, g.entry.Cluster, p) {
		err = &znode.Error{Kind: znode.NotFound, Code: znode.CodeProposalNone}
	}
	return p, err
}

// ApplyProposal makes the changes of a proposal as this person's own: with their permissions, and only
// if the znodes have the versions from when it was proposed. It fails like Apply, and
//
//   - with NotFound if the person may see no such proposal;
//   - with Denied if they have proposed it themselves, if they may not approve changes at one of its
//     paths, or if they may not see what it changes;
//   - with Conflict if it has been decided already, or if a znode has changed since.
//
// If the changes are known not to have been made, the proposal stays open.
func (g *Guard) ApplyProposal(ctx context.Context, id, comment string) ([]znode.Result, error) {
	p, err := g.Proposal(id)
	if err != nil {
		return nil, err
	}
	entry := g.decision(audit.ProposalApply, p, comment)
	if err = g.mayDecide(p); err == nil {
		err = g.asProposed(ctx, p)
	}
	if err == nil {
		err = g.rules.Proposals.Claim(ctx, id)
	}
	if err != nil {
		g.record(ctx, entry, err)
		return nil, err
	}
	seq, err := g.intend(ctx, entry, znode.CodeChangeUnrecorded)
	if err != nil {
		g.release(ctx, id)
		return nil, err
	}
	approved := *g
	approved.entry.Proposal, approved.entry.Approval, approved.entry.Undoes = p.Entry, seq, p.Undoes
	results, err := approved.make(ctx, p)
	g.record(ctx, entry, err)
	decision := proposals.Decision{By: g.Person.User, Comment: entry.Reason, At: time.Now(), Entry: seq}
	if len(results) > 0 {
		decision.Change = results[0].Recorded
	}
	switch znode.KindOf(err) {
	case "":
		g.settle(ctx, id, proposals.Applied, decision)
	case znode.UnknownOutcome:
		g.settle(ctx, id, proposals.Unknown, decision)
	default:
		g.release(ctx, id)
	}
	return results, err
}

// mayDecide refuses people who may see a proposal, but not apply it.
func (g *Guard) mayDecide(p proposals.Proposal) error {
	switch {
	case g.HasProposed(p):
		return &znode.Error{Kind: znode.Denied, Code: znode.CodeProposalOwn, Cause: people.ErrPolicy}
	case p.State != proposals.Waiting:
		return &znode.Error{Kind: znode.Conflict, Code: znode.CodeProposalOver}
	}
	for _, path := range p.Paths() {
		if err := g.Decide(people.Approve, path).Refusal(g.Person.Role); err != nil {
			return err
		}
	}
	return nil
}

// asProposed fails if a proposal would not change what it was made about, or if the person may not
// see what it would change.
func (g *Guard) asProposed(ctx context.Context, p proposals.Proposal) error {
	if p.Quota != nil {
		state, err := g.Quota(ctx, p.Quota.Path)
		if err == nil {
			err = sameQuota(p.Quota, state)
		}
		return err
	}
	previews, err := g.Preview(ctx, p.Ops, len(p.Ops))
	if err != nil {
		return err
	}
	for i, preview := range previews {
		if preview.Err != nil {
			return blame(i, p.Ops, preview.Err)
		}
		if preview.Unseen != nil {
			return blame(i, p.Ops, &znode.Error{Kind: znode.Denied, Code: znode.CodeProposalUnseen, Cause: preview.Unseen})
		}
	}
	return nil
}

// sameQuota fails with Conflict if a quota has been set since a change of it was proposed.
func sameQuota(proposed *proposals.Quota, now quota.State) error {
	if proposed.There != now.There || proposed.Version != now.Version || proposed.Before != now.Limits.String() {
		return &znode.Error{Kind: znode.Conflict, Code: znode.CodeQuotaChanged}
	}
	return nil
}

// PreviewQuota returns why a proposed quota could not be set now; nil if nothing is known against
// it.
func (g *Guard) PreviewQuota(ctx context.Context, proposed *proposals.Quota) error {
	state, err := g.Quota(ctx, proposed.Path)
	if err != nil {
		return err
	}
	return sameQuota(proposed, state)
}

// make makes the changes of a proposal.
func (g *Guard) make(ctx context.Context, p proposals.Proposal) ([]znode.Result, error) {
	switch {
	case p.Quota == nil && len(p.Ops) > 1 && setsACL(p.Ops[0]):
		return g.makeEach(ctx, p.Ops)
	case p.Quota == nil:
		return g.Apply(ctx, p.Ops...)
	}
	limits, err := quota.Parse([]byte(p.Quota.After))
	if err != nil {
		return nil, err
	}
	state, err := g.Quota(ctx, p.Quota.Path)
	if err == nil {
		err = sameQuota(p.Quota, state)
	}
	if err != nil {
		return nil, err
	}
	seq, err := g.SetQuota(ctx, state, limits)
	return []znode.Result{{Path: state.Path, Recorded: seq}}, err
}

// makeEach sets ACLs that were proposed together. If one fails, the others are still set, and its
// error is returned: the proposal stays open, and is stale.
func (g *Guard) makeEach(ctx context.Context, ops []znode.Op) ([]znode.Result, error) {
	errs, seq, err := g.ApplyEach(ctx, nil, ops)
	if err != nil {
		return nil, err
	}
	results := make([]znode.Result, len(ops))
	for i, op := range ops {
		if errs[i] != nil {
			return nil, blame(i, ops, errs[i])
		}
		results[i] = znode.Result{Path: op.Path, Recorded: seq}
	}
	return results, nil
}

// RejectProposal ends a proposal without making its changes. Those who may approve it, and its
// proposer, may do that. It fails like ApplyProposal.
func (g *Guard) RejectProposal(ctx context.Context, id, comment string) error {
	p, err := g.Proposal(id)
	if err != nil {
		return err
	}
	entry := g.decision(audit.ProposalReject, p, comment)
	if err := g.rules.Proposals.Claim(ctx, id); err != nil {
		g.record(ctx, entry, err)
		return err
	}
	seq, err := g.intend(ctx, entry, znode.CodeChangeUnrecorded)
	if err != nil {
		g.release(ctx, id)
		return err
	}
	err = g.settle(ctx, id, proposals.Rejected, proposals.Decision{By: g.Person.User, Comment: entry.Reason, At: time.Now(), Entry: seq})
	g.record(ctx, entry, err)
	return err
}

// ProposeAnew replaces a proposal of the person by the same one about the present state. It fails
// like Propose and RejectProposal.
func (g *Guard) ProposeAnew(ctx context.Context, id string) (proposals.Proposal, error) {
	p, err := g.Proposal(id)
	switch {
	case err != nil:
		return p, err
	case !g.HasProposed(p):
		return p, &znode.Error{Kind: znode.Denied, Code: znode.CodeProposalOthers, Cause: people.ErrPolicy}
	case p.State != proposals.Waiting:
		return p, &znode.Error{Kind: znode.Conflict, Code: znode.CodeProposalOver}
	}
	again, err := g.proposeAgain(ctx, p)
	if err != nil || again.ID == id { // nothing has changed since
		return again, err
	}
	return again, g.RejectProposal(ctx, id, p.Comment)
}

func (g *Guard) proposeAgain(ctx context.Context, p proposals.Proposal) (proposals.Proposal, error) {
	if p.Quota == nil {
		ops := slices.Clone(p.Ops)
		for i := range ops {
			ops[i].Version, ops[i].Mzxid, ops[i].Czxid = znode.AnyVersion, 0, 0
		}
		if len(ops) > 1 && setsACL(ops[0]) {
			return g.ProposeEach(ctx, ops, p.Comment, p.Left...)
		}
		return g.Propose(ctx, ops, p.Comment, p.Left...)
	}
	limits, err := quota.Parse([]byte(p.Quota.After))
	if err != nil {
		return p, err
	}
	state, err := g.Quota(ctx, p.Quota.Path)
	if err != nil {
		return p, err
	}
	return g.ProposeQuota(ctx, state, limits, p.Comment)
}

// decision returns the entry for a decision on a proposal.
func (g *Guard) decision(event audit.Event, p proposals.Proposal, comment string) audit.Entry {
	entry := g.Entry(event, p.About(), audit.Intent)
	entry.Proposal, entry.Reason, entry.Target = p.Entry, tidyComment(comment), "digest:"+p.By
	entry.Settings = withSettings(entry.Settings, map[string]string{"id": p.ID})
	return entry
}

// release reopens a proposal that was not decided after all.
func (g *Guard) release(ctx context.Context, id string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), decideTime)
	defer cancel()
	_ = g.rules.Proposals.Release(ctx, id) // it is open in memory; after a restart its outcome is unknown
}

func (g *Guard) settle(ctx context.Context, id string, state proposals.State, decision proposals.Decision) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), decideTime)
	defer cancel()
	return g.rules.Proposals.Decide(ctx, id, state, decision)
}

// Expired records that nobody has decided on a proposal in time.
func (r Rules) Expired(ctx context.Context, p proposals.Proposal) {
	ctx, cancel := Recording(ctx)
	defer cancel()
	_, _ = r.Trail.Append(ctx, audit.Entry{
		Event: audit.ProposalExpire, Cluster: p.Cluster, Path: p.About().String(), Outcome: audit.OK, Proposal: p.Entry, Target: "digest:" + p.By,
		Settings: map[string]string{"id": p.ID},
	})
}
