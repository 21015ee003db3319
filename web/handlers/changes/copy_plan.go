package changes

import (
	"context"
	"slices"
	"strconv"
	"time"

	"zkweb/auth/guard"
	"zkweb/web/handlers/site"
	"zkweb/web/views/changes"
	"zkweb/web/words"
	"zkweb/zkconn/tree"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

const (
	// maxCopyAtOnce bounds the data that is copied within a request, in bytes.
	maxCopyAtOnce = 4 << 20
	// maxTransaction bounds what one transaction moves, in bytes. transactionNode is what a znode
	// adds to its data.
	maxTransaction  = 512 << 10
	transactionNode = 1 << 10
	// thereTime bounds the comparison with what is at the target.
	thereTime = 700 * time.Millisecond
)

// copyPlan counts what would be copied, as far as there is time.
type copyPlan struct {
	tree.CopyPlan
	complete bool
	named    []changes.Held // the first ephemeral znodes
	unread   []znode.Path   // the first znodes that the person may not fully read
	signs    signs
	exists   bool  // something is at the target
	approval bool  // the copy becomes a proposal
	tooMuch  error // why the copy can be neither made nor proposed
}

// planCopy counts what would be copied, and finds out whether something is at the target.
func planCopy(ctx context.Context, cp copying) (copyPlan, error) {
	plan := copyPlan{signs: signs{}}
	w := walk.New(cp.Guard, cp.Path, walk.Options{Time: planTime, Znodes: planZnodes})
	needs := cp.approval()
	for v := range w.All(ctx) {
		denied := plan.Denied
		if plan.Visit(v); plan.Denied > denied && len(plan.unread) < maxNamed {
			plan.unread = append(plan.unread, v.Path)
		}
		plan.signs.see(v)
		cp.plan(needs, v.Path)
		if v.Err == nil && v.Stat.CreateKind() == znode.Ephemeral && len(plan.named) < maxNamed {
			plan.named = append(plan.named, changes.Held{Path: v.Path, Session: v.Stat.EphemeralOwner})
		}
	}
	plan.End()
	plan.complete = w.Stopped() == walk.AtEnd
	plan.approval = needs.needed
	if plan.tooMuch = needs.refusal(plan.complete, plan.Bytes); plan.approval && cp.move && cp.far() {
		plan.tooMuch = &znode.Error{Kind: znode.Denied, Code: znode.CodeProposalFar}
	}
	cp.Guard.Walked(ctx, cp.Path, map[string]string{"for": cp.kind(), "with": cp.to(), "seen": strconv.Itoa(plan.Znodes)}, nil)
	_, err := cp.there.Guard.Exists(ctx, cp.there.Path)
	if kind := znode.KindOf(err); kind != "" && kind != znode.NotFound && kind != znode.Denied {
		return plan, err
	}
	plan.exists = znode.KindOf(err) != znode.NotFound
	return plan, nil
}

// refusal returns why a plan cannot be carried out.
func (p copyPlan) refusal(cp copying) error {
	switch {
	case p.tooMuch != nil:
		return p.tooMuch
	case p.exists && !cp.overwrite:
		return &znode.Error{Kind: znode.Conflict, Code: znode.CodeCopyExists}
	case cp.move && p.Ephemerals > 0 && !cp.leave:
		return &znode.Error{Kind: znode.Conflict, Code: znode.CodeMoveEphemeral, Args: znode.Args{"count": strconv.Itoa(p.Ephemerals)}}
	}
	return nil
}

// asJob reports whether the copy is too large for one request.
func (p copyPlan) asJob() bool {
	return !p.approval && (!p.complete || p.Znodes > site.MaxAtOnce || p.Bytes > maxCopyAtOnce)
}

// atOnce reports whether one transaction makes the move.
func (p copyPlan) atOnce(cp copying) bool {
	return cp.move && !cp.far() && !p.approval && !p.asJob() && !p.exists && p.Denied == 0 && p.Ephemerals == 0 &&
		p.Bytes+int64(p.Znodes)*transactionNode <= maxTransaction
}

// view returns the plan for the page.
func (p copyPlan) view(ctx context.Context, cp copying, w *words.Words) *changes.CopyPlan {
	view := &changes.CopyPlan{
		To: cp.to(), Far: cp.far(), Changed: cp.changed(), Overwrite: cp.overwrite, Leave: cp.leave,
		Znodes: p.Znodes, Bytes: p.Bytes, Complete: p.complete, Denied: p.Denied, Ephemerals: p.Ephemerals, Named: p.named, Unread: p.unread,
		AsJob: p.asJob(), AtOnce: p.atOnce(cp), Approval: p.approval,
	}
	for _, counter := range p.Counters {
		view.Counters = append(view.Counters, changes.ImportCounter{Path: counter.At, Next: counter.Next, Highest: counter.Highest})
	}
	if p.exists {
		view.There = compareThere(ctx, cp)
	}
	if cp.move {
		view.Systems = systemsBelow(ctx, cp.Visit, doomed{roots: []znode.Path{cp.Path}}, p.signs.roots(), w)
		view.Confirm = askedName(cp.Visit)
	}
	return view
}

// compareThere compares what is at the target with the source, as far as there is time.
func compareThere(ctx context.Context, cp copying) *changes.CopyThere {
	ctx, cancel := context.WithTimeout(ctx, thereTime)
	defer cancel()
	walked := func(at site.Visit) tree.Compared {
		w := walk.New(guard.Sums{Guard: at.Guard}, at.Path, walk.Options{Want: tree.WantOfCompare, Znodes: planZnodes})
		return tree.Walked(ctx, w, at.Path)
	}
	there := &changes.CopyThere{}
	left, right := walked(cp.Visit), walked(cp.there)
	for d := range tree.Compare(left, right) {
		switch {
		case d.Only == tree.Right:
			there.More++
		case d.Only == tree.Left:
		case d.Denied != "" || slices.Contains(d.Parts, tree.DataPart) || slices.Contains(d.Parts, tree.ACLPart):
			there.Different++
		default:
			there.Same++
		}
	}
	there.Complete = !left.Cut() && !right.Cut()
	return there
}
