package nodes

import (
	"errors"
	"slices"

	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views"
	"zkweb/web/views/nodes"
	"zkweb/zkconn/listing"
	"zkweb/zkconn/znode"
)

// Limits of the sidebar. The nearest levels of the way to a znode are read, each with some
// neighbours. The levels above show only the way, and many levels in its middle are folded as
// views.Folded says.
const (
	sidebarLevels = views.NearLevels
	sidebarRows   = 30  // of one level
	branchRows    = 200 // of a branch that is opened by hand
)

// tree makes the items of a cluster's sidebar.
type tree struct {
	links   views.Links
	cluster string
	// counts reports whether the person may be told how many children a znode has.
	counts func(znode.Path) bool
}

// newTree returns the sidebar of a visit. On the way to their paths, people see only the children
// that lead there.
func (h *Handlers) newTree(v site.Visit) *tree {
	return &tree{v.Links(h.Links), v.Cluster.Name, func(path znode.Path) bool { return v.Guard.Decide(people.Read, path) == people.Allowed }}
}

// branch is what is shown of one znode's children.
type branch struct {
	items []nodes.TreeItem
	total int
	last  bool // whether the last child is shown, or there is none
	err   error
}

// errUnread is the error of a level above those that are read.
var errUnread = errors.New("not read")

// levels returns the znodes on the way to path whose children are shown: the nearest ones.
func (t tree) levels(path znode.Path) []znode.Path {
	all := append(path.Ancestors(), path)
	return all[max(0, len(all)-sidebarLevels):]
}

// unread returns the znodes above those levels that are shown. Their stats are read in the same
// question, so that their children can be counted.
func (t tree) unread(path znode.Path) []znode.Path {
	all := path.Ancestors()
	above := all[:max(0, len(all)+1-sidebarLevels)]
	if from, to := views.Folded(len(all) + 1); to > 0 {
		above = all[:from]
	}
	return slices.DeleteFunc(slices.Clone(above), func(path znode.Path) bool { return !t.counts(path) })
}

// rows returns the children that are shown of each level.
func (t tree) rows(path znode.Path, levels []znode.List) [][]znode.Path {
	rows := make([][]znode.Path, len(levels))
	for i, level := range levels {
		rows[i] = childrenOf(level, t.around(path, level.Path), sidebarRows)
	}
	rows[0] = append(rows[0], t.unread(path)...)
	return rows
}

// around returns the name of the child by which the way to path continues from a level, or "" at
// its end.
func (t tree) around(path, level znode.Path) string {
	below, ok := path.Below(level)
	if !ok || below.IsRoot() {
		return ""
	}
	return below.First()
}

// way returns the root item, open along the way to path, with path's own children.
func (t tree) way(path znode.Path, answer znode.Answer) []nodes.TreeItem {
	levels, pages := append(path.Ancestors(), path), t.links.Way(t.cluster, path)
	unread := len(levels) - len(answer.Lists)
	from, to := views.Folded(len(levels))
	var below []nodes.TreeItem // the item of the next level; none at the end
	for i, level := range slices.Backward(levels) {
		if from <= i && i < to {
			if i == to-1 {
				below = []nodes.TreeItem{{Name: views.Hidden(levels, from, to), URL: pages[i], Levels: to - from, Items: below}}
			}
			continue
		}
		shown := branch{err: errUnread, total: unknownCount}
		if stat := answer.Stats[level]; i < unread && stat != nil && stat.Err == nil && t.counts(level) {
			shown.total = int(stat.Stat.NumChildren)
		}
		if i >= unread {
			shown = t.branch(answer.Lists[i-unread], t.around(path, level), sidebarRows, answer.Stats)
		}
		below = []nodes.TreeItem{t.open(level, pages[i], shown, below, level == path)}
	}
	return below
}

// open returns the item of a znode on the way, with its children, one of which is the next znode on
// the way.
func (t tree) open(path znode.Path, page string, b branch, next []nodes.TreeItem, current bool) nodes.TreeItem {
	item := newItem(path, page)
	if path.IsRoot() {
		item.Name = "/"
	}
	item.Current, item.Open, item.HasChildren = current, true, true
	item.Items = onTheWay(b.items, next)
	item.Count = b.total
	switch {
	case b.err != nil && !errors.Is(b.err, errUnread):
		item.Count = unknownCount
		item.Denied = znode.KindOf(b.err) == znode.Denied
	case b.total == 0 && len(next) == 0:
		item.HasChildren, item.Open = false, false
	}
	switch {
	case errors.Is(b.err, errUnread):
		item.More, item.MoreURL = unknownCount, views.ChildrenOf(item.URL)
		if b.total > 0 {
			item.More = b.total - 1
		}
	case b.total > len(b.items):
		item.More, item.MoreURL = b.total-len(b.items), t.more(path, b)
	}
	return item
}

// more returns the page with the children after those shown, or the first page if the last one is
// shown.
func (t tree) more(path znode.Path, b branch) string {
	if b.last {
		return t.links.Children(t.cluster, path, "")
	}
	return t.links.Children(t.cluster, path, listing.AfterName(b.items[len(b.items)-1].Name))
}

// onTheWay replaces the child with the name of next by next, which is open.
func onTheWay(items, next []nodes.TreeItem) []nodes.TreeItem {
	if len(next) == 0 {
		return items
	}
	for i := range items {
		if items[i].Name == next[0].Name {
			next[0].Ephemeral = items[i].Ephemeral
			items[i] = next[0]
			return items
		}
	}
	return append(items, next[0])
}

const unknownCount = -1

// childrenOf returns at most rows of the children in a list. If there are more, it returns those
// around a name; "" is before all of them.
func childrenOf(list znode.List, around string, rows int) []znode.Path {
	return slices.DeleteFunc(list.Path.Children(window(list.Natural(), around, rows)), znode.Path.IsRoot)
}

// branch returns the children that childrenOf returns as items.
func (t tree) branch(list znode.List, around string, rows int, stats znode.Stats) branch {
	if list.Err != nil {
		return branch{err: list.Err}
	}
	paths := childrenOf(list, around, rows)
	pages := t.links.Nodes(t.cluster, paths)
	items := make([]nodes.TreeItem, 0, len(paths))
	for i, path := range paths {
		if result := stats.Of(path); znode.KindOf(result.Err) != znode.NotFound { // otherwise deleted since
			items = append(items, withStat(newItem(path, pages[i]), result))
		}
	}
	names := list.Natural()
	last := len(items) == 0 || items[len(items)-1].Name == names[len(names)-1]
	return branch{items: items, total: len(names), last: last}
}

// window returns at most rows of names, which are in natural order, with around in the middle.
func window(names []string, around string, rows int) []string {
	at, _ := slices.BinarySearchFunc(names, around, znode.CompareNames)
	first := max(0, min(at-rows/2, len(names)-rows))
	return names[first:min(first+rows, len(names))]
}

func newItem(path znode.Path, page string) nodes.TreeItem {
	return nodes.TreeItem{Name: path.Name(), URL: page, Count: unknownCount}
}

func withStat(item nodes.TreeItem, result znode.StatResult) nodes.TreeItem {
	if result.Err != nil {
		item.HasChildren = true // there may be some
		return item
	}
	item.Count = int(result.Stat.NumChildren)
	item.Ephemeral = result.Stat.CreateKind() == znode.Ephemeral
	item.HasChildren = item.Count > 0
	return item
}
