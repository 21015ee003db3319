package changes

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"zkweb/auth/people"
	"zkweb/auth/proposals"
	"zkweb/web/handlers/site"
	"zkweb/web/views/changes"
	"zkweb/web/words"
	"zkweb/zkconn/tree"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

const (
	// planTime and planZnodes are how long, and how far, what would be deleted is
	// counted.
	planTime   = 1200 * time.Millisecond
	planZnodes = 200_000
	// maxSelected is how many children are deleted together, maxNamed how many ephemeral
	// znodes are named.
	maxSelected = 1000
	maxNamed    = 20
)

// doomed are the znodes to be deleted with all below them: the address's own, or the chosen
// ones of its children.
type doomed struct {
	roots  []znode.Path
	chosen []string // names; nil for the znode itself
}

// readDoomed finds them, and refuses what the policy refuses and what nobody deletes.
func (h *Handlers) readDoomed(ctx context.Context, v site.Visit, chosen []string) (doomed, error) {
	d := doomed{roots: []znode.Path{v.Path}, chosen: slices.Compact(slices.Sorted(slices.Values(chosen)))}
	if len(d.chosen) > maxSelected {
		return doomed{}, &znode.Error{Kind: znode.TooLarge, Code: znode.CodeTooManyChosen, Args: znode.Args{"max": strconv.Itoa(maxSelected)}}
	}
	if len(d.chosen) > 0 {
		d.roots = nil
	}
	for _, name := range d.chosen {
		child, err := v.Path.Child(name)
		if err != nil {
			return doomed{}, err
		}
		d.roots = append(d.roots, child)
	}
	for _, root := range d.roots {
		if err := checkDelete(ctx, v, root); err != nil {
			return doomed{}, err
		}
		if err := site.KeptBelow(v.Cluster, h.Rules.DirectoryOf(v.Cluster.Name), root); err != nil {
			return doomed{}, v.Guard.NotTried(ctx, people.Delete, root, err)
		}
	}
	return d, nil
}

// confirmName returns what is typed to confirm: the last name of the path.
func confirmName(path znode.Path) string {
	if path.IsRoot() {
		return "/"
	}
	return path.Name()
}

// askedName returns what must be typed to delete or move the znode of a visit: its name, where
// the cluster has a mark; else "".
func askedName(v site.Visit) string {
	if v.Cluster.Mark.Label == "" {
		return ""
	}
	return confirmName(v.Path)
}

// checkName refuses a deletion whose name was not typed: where the cluster has a mark,
// and where another was.
func checkName(v site.Visit, typed string) error {
	if name := confirmName(v.Path); typed == name || strings.TrimSpace(typed) == strings.TrimSpace(name) || typed == "" && askedName(v) == "" {
		return nil
	}
	return &znode.Error{Kind: znode.Invalid, Code: znode.CodeConfirmName}
}

// deletion is what would be deleted.
type deletion struct {
	changes.Below
	ops     []znode.Op // where it needs approval, and a proposal has room for them
	refused error      // why it is neither deleted nor proposed
}

// planBelow counts what would be deleted, as far as it comes in time.
func planBelow(ctx context.Context, v site.Visit, d doomed, w *words.Words) deletion {
	plan := deletion{Below: changes.Below{Chosen: d.chosen, Complete: true, Confirm: askedName(v)}}
	needs := approvalBelow(v.Guard, d.roots...)
	ranks := tree.NewRanking(tree.ByMzxid, 1)
	signs := signs{}
	deadline := time.Now().Add(planTime)
	for _, root := range d.roots {
		left := time.Until(deadline)
		if left <= 0 || ranks.Totals(0).Znodes >= planZnodes {
			plan.Complete = false
			break
		}
		walked := walk.New(v.Guard, root, walk.Options{Time: left, Znodes: planZnodes - ranks.Totals(0).Znodes})
		for visited := range walked.All(ctx) {
			ranks.Visit(visited)
			signs.see(visited)
			if needs.plan(visited.Path); needs.may && needs.changes <= proposals.MaxOps && visited.Err == nil {
				plan.ops = append(plan.ops, znode.Op{Kind: znode.OpDelete, Path: visited.Path, Version: visited.Stat.Version, Mzxid: visited.Stat.Mzxid})
			}
			if visited.Err == nil && visited.Stat.CreateKind() == znode.Ephemeral && !v.SignIn.Owns(visited.Stat.EphemeralOwner) {
				if plan.Ephemerals++; len(plan.Named) < maxNamed {
					plan.Named = append(plan.Named, changes.Held{Path: visited.Path, Session: visited.Stat.EphemeralOwner})
				}
			}
		}
		plan.Denied += walked.Counts().Denied
		plan.Complete = plan.Complete && walked.Stopped() == walk.AtEnd
	}
	totals := ranks.Totals(0)
	plan.Znodes, plan.Bytes = totals.Znodes, totals.Bytes
	plan.Approval, plan.refused = needs.needed, needs.refusal(plan.Complete, 0)
	if plan.Approval && plan.Denied > 0 {
		plan.refused = &znode.Error{Kind: znode.Denied, Code: znode.CodeProposalUnseen}
	}
	plan.AsJob = !plan.Approval && (!plan.Complete || plan.Znodes > site.MaxAtOnce)
	slices.Reverse(plan.ops) // those below first
	plan.Systems = systemsBelow(ctx, v, d, signs.roots(), w)
	v.Guard.Walked(ctx, v.Path, map[string]string{"for": "delete", "seen": strconv.Itoa(plan.Znodes)}, nil)
	return plan
}
