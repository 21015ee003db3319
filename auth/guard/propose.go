package guard

import (
	"context"
	"crypto/rand"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/auth/proposals"
	"zkweb/zkconn/quota"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

const (
	// proposalID is the length of a proposal's ID; each character has five random bits.
	proposalID = 16
	// opBytes is the size of an op beside its path, data and ACL.
	opBytes = 64
)

// Propose stores changes that need approval, as one proposal about the present state, with what
// they leave out. It fails with Conflict if they could not be made now, like Apply if the policy
// refuses them, with Invalid for ops whose meaning depends on who applies them, and if they cannot
// be stored or recorded.
func (g *Guard) Propose(ctx context.Context, ops []znode.Op, comment string, left ...proposals.Left) (proposals.Proposal, error) {
	entry := g.intent(ops)
	p := g.proposal(comment)
	p.Left = left
	err := g.mayPropose(ops)
	if err == nil && len(ops) > 1 && slices.ContainsFunc(ops, setsACL) { // as ZooKeeper would
		err = &znode.Error{Kind: znode.Invalid, Code: znode.CodeSetACLAlone}
	}
	if err == nil {
		p.Ops, err = g.asTheyAre(ctx, ops)
	}
	return g.propose(ctx, entry, p, err)
}

// ProposeEach is like Propose, for ACLs that are set one by one, as by ApplyEach.
func (g *Guard) ProposeEach(ctx context.Context, ops []znode.Op, comment string, left ...proposals.Left) (proposals.Proposal, error) {
	entry := g.batch(ops)
	entry.Batch.Each = true
	p := g.proposal(comment)
	p.Left = left
	err := g.mayPropose(ops)
	if err == nil {
		p.Ops, err = g.asTheyAre(ctx, ops)
	}
	return g.propose(ctx, entry, p, err)
}

// ProposeQuota is like Propose, for a quota, as by SetQuota.
func (g *Guard) ProposeQuota(ctx context.Context, state quota.State, limits quota.Limits, comment string) (proposals.Proposal, error) {
	entry := g.quotaEntry(state, limits)
	p := g.proposal(comment)
	p.Quota = &proposals.Quota{Path: state.Path, Before: state.Limits.String(), After: limits.String(), There: state.There, Version: state.Version}
	_, err := state.Ops(limits)
	if refusal := g.Decide(people.SetQuota, state.Path).Refusal(g.Person.Role); refusal != nil {
		err = refusal
	}
	return g.propose(ctx, entry, p, err)
}

func (g *Guard) proposal(comment string) proposals.Proposal {
	return proposals.Proposal{
		ID: strings.ToLower(rand.Text()[:proposalID]), Cluster: g.entry.Cluster, By: g.Person.User, Comment: tidyComment(comment),
		Made: time.Now(), Undoes: g.entry.Undoes,
	}
}

// propose records and stores a proposal, unless err is set. If the same proposal is open already,
// because a form was sent twice, it returns that one.
func (g *Guard) propose(ctx context.Context, entry audit.Entry, p proposals.Proposal, err error) (proposals.Proposal, error) {
	entry.Settings = withSettings(entry.Settings, map[string]string{"change": string(entry.Event), "id": p.ID})
	if len(p.Left) > 0 {
		entry.Settings["left"] = strconv.Itoa(len(p.Left))
	}
	entry.Event, entry.Reason = audit.ProposalMake, p.Comment
	switch {
	case err != nil:
	case g.rules.Proposals == nil || !g.Person.Verified: // another person could not be told from this one
		err = errNeedsApproval
	default:
		end, failed := g.rules.Proposals.Turn(ctx)
		if err = failed; err != nil {
			break
		}
		defer end()
		if same, waits := g.rules.Proposals.Same(p); waits {
			return same, nil
		}
		err = g.rules.Proposals.MayAdd(p)
	}
	if err != nil {
		g.record(ctx, entry, err)
		return p, err
	}
	if p.Entry, err = g.intend(ctx, entry, znode.CodeChangeUnrecorded); err != nil {
		return p, err
	}
	err = g.rules.Proposals.Add(ctx, p)
	g.record(ctx, entry, err)
	return p, err
}

// mayPropose asks the policy about the ops, and refuses those whose meaning depends on who applies
// them.
func (g *Guard) mayPropose(ops []znode.Op) error {
	if err := g.mayApply(ops); err != nil {
		return err
	}
	size := 0
	for i, op := range ops {
		switch {
		case op.Mode.IsEphemeral():
			return blame(i, ops, &znode.Error{Kind: znode.Conflict, Code: znode.CodeOpEphemeral})
		case slices.ContainsFunc(op.ACL, func(entry znode.ACL) bool { return entry.Scheme == "auth" }):
			return blame(i, ops, &znode.Error{Kind: znode.Invalid, Code: znode.CodeProposalAuth})
		}
		if len(ops) > 1 { // data of the largest size leaves room for the path only alone
			size += len(op.Path.String()) + len(znode.FormatACL(op.ACL)) + opBytes
		}
		if size += len(op.Data); size > session.MaxData {
			return &znode.Error{Kind: znode.TooLarge, Code: znode.CodeMultiTooLarge, Args: znode.Args{"bytes": strconv.Itoa(session.MaxData)}}
		}
	}
	return nil
}

// asTheyAre returns the ops with what identifies the present znodes and their contents. It fails if
// the ops could not be made.
func (g *Guard) asTheyAre(ctx context.Context, ops []znode.Op) ([]znode.Op, error) {
	paths := make([]znode.Path, len(ops))
	for i, op := range ops {
		paths[i] = op.Path
	}
	pinned, before := slices.Clone(ops), g.nothingBefore(ctx, ops)
	for i, now := range g.session.Stats(ctx, paths) {
		pinned[i].Was = nil // it has to be read again when it is applied
		if znode.KindOf(now.Err) == znode.Unavailable {
			return nil, now.Err
		}
		if err := g.against(ops[i], now, before); err != nil {
			return nil, blame(i, ops, err)
		}
		if now.Err == nil && !before.changed[ops[i].Path] {
			pin(&pinned[i], now.Stat)
		}
		before.note(ops[i])
	}
	return pinned, nil
}

func setsACL(op znode.Op) bool { return op.Kind == znode.OpSetACL }

// pin makes an op apply only to the present state of a znode.
func pin(op *znode.Op, now znode.Stat) {
	switch op.Kind {
	case znode.OpSet, znode.OpDelete:
		op.Version, op.Mzxid = now.Version, now.Mzxid
	case znode.OpCheck:
		op.Version = now.Version
	case znode.OpSetACL:
		op.Version, op.Czxid = now.Aversion, now.Czxid
	}
}

// tidyComment returns a comment as one line.
func tidyComment(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > audit.MaxText {
		text = strings.ToValidUTF8(text[:audit.MaxText], "")
	}
	return text
}
