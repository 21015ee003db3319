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
	// planTime and planZnodes bound the counting of what would be deleted or copied.
	planTime   = 1200 * time.Millisecond
	planZnodes = 200_000
	// maxSelected bounds the children that are deleted together, maxNamed the znodes that are named
	// as examples.
	maxSelected = 1000
	maxNamed    = 20
)

// doomed are the znodes to delete with all below them: the visit's znode, or its chosen children.
type doomed struct {
	roots  []znode.Path
	chosen []string // names; nil for the visit's znode
}

// readDoomed returns the znodes to delete. It fails if the policy forbids it, or if one is never
// deleted.
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

// confirmName returns the name to type for confirmation: the last one of the path.
func confirmName(path znode.Path) string {
	if path.IsRoot() {
		return "/"
	}
	return path.Name()
}

// askedName returns the name that must be typed to delete or move the visit's znode, or "" if the
// cluster has no mark.
func askedName(v site.Visit) string {
	if v.Cluster.Mark.Label == "" {
		return ""
	}
	return confirmName(v.Path)
}

// checkName fails if the typed name is wrong, or missing in a cluster with a mark.
func checkName(v site.Visit, typed string) error {
	if name := confirmName(v.Path); typed == name || strings.TrimSpace(typed) == strings.TrimSpace(name) || typed == "" && askedName(v) == "" {
		return nil
	}
	return &znode.Error{Kind: znode.Invalid, Code: znode.CodeConfirmName}
}

// deletion is the plan of a deletion.
type deletion struct {
	changes.Below
	ops     []znode.Op // for a proposal; incomplete if there are too many
	refused error      // why the znodes can be neither deleted nor proposed
}

// planBelow counts what would be deleted, as far as there is time.
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
	slices.Reverse(plan.ops) // children before parents
	plan.Systems = systemsBelow(ctx, v, d, signs.roots(), w)
	v.Guard.Walked(ctx, v.Path, map[string]string{"for": "delete", "seen": strconv.Itoa(plan.Znodes)}, nil)
	return plan
}
