package changes

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"zkweb/web/handlers/site"
	"zkweb/web/views"
	"zkweb/web/words"
	"zkweb/zkconn/recipes"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// Bounds of finding systems in what would be deleted.
const (
	maxSystems = 10    // sentences
	maxLooked  = 50    // znodes that are recognised
	maxSigned  = 25    // of maxLooked, znodes found by the names of their children
	maxSigns   = 10000 // znodes whose children are counted
)

// signs counts, by znode, its children whose names look like those of a system or a lock.
type signs map[znode.Path]int

// see counts a znode as a sign for its parent. An ephemeral one counts twice, since a name alone
// may be a coincidence.
func (s signs) see(visited walk.Visited) {
	if visited.Err != nil || visited.Path.IsRoot() {
		return
	}
	parent := visited.Path.Parent()
	if _, known := s[parent]; !known && len(s) >= maxSigns || !slices.Contains(recipes.Proofs(visited.Path), parent) {
		return
	}
	s[parent]++
	if visited.Stat.CreateKind() == znode.Ephemeral {
		s[parent]++
	}
}

// roots returns the znodes that have at least two signs, the highest first.
func (s signs) roots() []znode.Path {
	maps.DeleteFunc(s, func(_ znode.Path, count int) bool { return count < 2 })
	roots := slices.SortedFunc(maps.Keys(s), func(a, b znode.Path) int {
		return cmp.Or(cmp.Compare(len(a.Segments()), len(b.Segments())), cmp.Compare(a.String(), b.String()))
	})
	return roots[:min(len(roots), maxSigned)]
}

// systemsBelow returns sentences about the systems that seem to use what would be deleted: the
// znodes themselves, those in signed, and the first children of a single root.
func systemsBelow(ctx context.Context, v site.Visit, d doomed, signed []znode.Path, w *words.Words) []string {
	paths := slices.Clone(d.roots[:min(len(d.roots), maxLooked-maxSigned)])
	for _, path := range signed {
		if !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	if len(d.roots) == 1 {
		names, _, err := v.Guard.GetChildren(ctx, d.roots[0])
		for _, name := range names[:min(len(names), maxLooked)] {
			if child, childErr := d.roots[0].Child(name); err == nil && childErr == nil && !slices.Contains(paths, child) {
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
		if sentence := w.Below.System(views.Visible(seen.Path.String()), w.Recipe.What[recipe.Code](args)); !slices.Contains(said, sentence) {
			said = append(said, sentence)
		}
	}
	return said
}

// look reads what recipes.Recognise needs to know about each znode, except data.
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
