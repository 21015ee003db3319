package changes

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views"
	"zkweb/web/views/changes"
	"zkweb/web/words"
	"zkweb/zkconn/recipes"
	"zkweb/zkconn/tree"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

const (
	// planTime and planZnodes are how long, and how far, what would be deleted is
	// counted.
	planTime   = 1200 * time.Millisecond
	planZnodes = 200_000
	// maxSelected is how many children are deleted together.
	maxSelected = 1000
	// maxNamed is how many ephemeral znodes are named, maxSystems how many systems, and
	// maxLooked at how many children it is looked what lives there.
	maxNamed   = 20
	maxSystems = 10
	maxLooked  = 50
)

// doomed are the znodes that are to be deleted with all below them: that of the
// address, or those children of it that were chosen.
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
		if err := v.Guard.CheckBelow(ctx, people.Delete, root); err != nil {
			return doomed{}, err
		}
		if err := site.KeptBelow(v.Cluster, h.Rules.DirectoryOf(v.Cluster.Name), root); err != nil {
			return doomed{}, v.Guard.NotTried(ctx, people.Delete, root, err)
		}
	}
	return d, nil
}

// confirmName is what is typed to confirm: the last name of the path.
func confirmName(path znode.Path) string {
	if path.IsRoot() {
		return "/"
	}
	return path.Name()
}

// askedName is what must be typed to delete or move the znode of a visit: its name, where
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

// planBelow counts what would be deleted, as far as it comes in time.
func planBelow(ctx context.Context, v site.Visit, d doomed, w *words.Words) changes.Below {
	plan := changes.Below{Chosen: d.chosen, Complete: true, Confirm: askedName(v)}
	ranks := tree.NewRanking(tree.ByMzxid, 1)
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
	plan.AsJob = !plan.Complete || plan.Znodes > site.MaxAtOnce
	plan.Systems = systemsBelow(ctx, v, d, w)
	v.Guard.Walked(ctx, v.Path, map[string]string{"for": "delete", "seen": strconv.Itoa(plan.Znodes)}, nil)
	return plan
}

// systemsBelow says what seems to live at the znodes that are to be deleted, and at
// their first children.
func systemsBelow(ctx context.Context, v site.Visit, d doomed, w *words.Words) []string {
	paths := slices.Clone(d.roots)
	if len(paths) == 1 {
		names, _, err := v.Guard.GetChildren(ctx, paths[0])
		for _, name := range names[:min(len(names), maxLooked)] {
			if child, childErr := paths[0].Child(name); err == nil && childErr == nil {
				paths = append(paths, child)
			}
		}
	}
	var said []string
	for _, seen := range look(ctx, v, paths[:min(len(paths), maxLooked)]) {
		recipe := recipes.Recognise(seen)
		if recipe == nil || len(said) == maxSystems {
			continue
		}
		args := znode.Args{}
		for name, value := range recipe.Args {
			args[name] = views.Visible(value)
		}
		if sentence := views.Visible(seen.Path.String()) + ": " + w.Recipe.What[recipe.Code](args); !slices.Contains(said, sentence) {
			said = append(said, sentence)
		}
	}
	return said
}

// look reads of each znode what tells what it is, but its data.
func look(ctx context.Context, v site.Visit, paths []znode.Path) []recipes.Seen {
	lists := slices.Clone(paths)
	for _, path := range paths {
		for _, proof := range recipes.Proofs(path) {
			if !slices.Contains(lists, proof) {
				lists = append(lists, proof)
			}
		}
	}
	answer := v.Guard.Glance(ctx, znode.Question{Path: paths[0], Stat: true, Lists: lists, Rows: func(read []znode.List) [][]znode.Path {
		rows := make([][]znode.Path, len(read))
		for i, list := range read[:len(paths)] {
			rows[i] = []znode.Path{list.Path}
			if list.Err == nil {
				rows[i] = append(rows[i], recipes.Children(list.Path, list.Names)...)
			}
		}
		return rows
	}})
	var all []recipes.Seen
	for _, path := range paths {
		if stat := answer.Stats.Of(path); stat.Err == nil {
			all = append(all, recipes.Seen{Path: path, Stat: stat.Stat, Lists: answer.Lists, Stats: answer.Stats})
		}
	}
	return all
}
