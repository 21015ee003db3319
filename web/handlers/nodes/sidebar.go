package nodes

import (
	"context"
	"errors"
	"slices"
	"sync"

	"zkweb/web/handlers/site"
	"zkweb/web/views"
	"zkweb/web/views/nodes"
	"zkweb/zkconn/znode"
)

// The bounds of the sidebar: the nearest levels of the way to a znode are read,
// each with some of the neighbours; those above show the way alone.
const (
	sidebarLevels = 10
	sidebarRows   = 30  // rows of one level
	branchRows    = 200 // rows of a branch that is opened by hand
)

// tree makes the items of one cluster's sidebar.
type tree struct {
	links   views.Links
	cluster string
	reader  znode.Reader
}

// branch is what was read of one znode's children.
type branch struct {
	items []nodes.TreeItem
	total int
	err   error
}

// errUnread stands for a level that is above those that are read.
var errUnread = errors.New("not read")

// way gives the root, open along the way to path, with path's own children.
func (t tree) way(ctx context.Context, path znode.Path) []nodes.TreeItem {
	levels := append(path.Ancestors(), path)
	branches := t.readLevels(ctx, levels)
	var below []nodes.TreeItem // the next level's item on the way; none at the end
	for i, level := range slices.Backward(levels) {
		below = []nodes.TreeItem{t.open(level, branches[i], below, level == path)}
	}
	return below
}

func (t tree) readLevels(ctx context.Context, levels []znode.Path) []branch {
	branches := slices.Repeat([]branch{{err: errUnread}}, len(levels))
	var reading sync.WaitGroup
	for i := max(0, len(levels)-sidebarLevels); i < len(levels); i++ {
		around := ""
		if i+1 < len(levels) {
			around = levels[i+1].Name()
		}
		reading.Go(func() {
			defer site.Catch(&branches[i].err)
			branches[i] = t.read(ctx, levels[i], around, sidebarRows)
		})
	}
	reading.Wait()
	return branches
}

// open is the item of a znode on the way: its children, among them the one
// that the way goes on with.
func (t tree) open(path znode.Path, b branch, next []nodes.TreeItem, current bool) nodes.TreeItem {
	item := t.item(path, path.Name())
	if path.IsRoot() {
		item.Name = "/"
	}
	item.Current, item.Open, item.HasChildren = current, true, true
	item.Items = onTheWay(b.items, next)
	item.Count = b.total
	switch {
	case b.err != nil:
		item.Count = unknownCount
		item.Denied = znode.KindOf(b.err) == znode.Denied
	case b.total == 0 && len(next) == 0:
		item.HasChildren, item.Branch, item.Open = false, "", false
	}
	switch {
	case errors.Is(b.err, errUnread):
		item.More, item.MoreURL = unknownCount, t.links.Node(t.cluster, path)
	case b.total > len(b.items):
		item.More, item.MoreURL = b.total-len(b.items), t.links.Node(t.cluster, path)
	}
	return item
}

// onTheWay puts next, which is open, in the place of the child of its name.
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

// read gives at most rows children of a znode, those around a name if there
// are more; "" stands before all.
func (t tree) read(ctx context.Context, path znode.Path, around string, rows int) branch {
	names, _, err := t.reader.GetChildren(ctx, path)
	if err != nil {
		return branch{err: err}
	}
	shown := window(names, around, rows)
	paths := make([]znode.Path, 0, len(shown))
	for _, name := range shown {
		if child, err := path.Child(name); err == nil {
			paths = append(paths, child)
		}
	}
	items := make([]nodes.TreeItem, 0, len(paths))
	for i, result := range t.reader.Stats(ctx, paths) {
		if znode.KindOf(result.Err) != znode.NotFound { // deleted since
			items = append(items, t.withStat(paths[i], result))
		}
	}
	return branch{items: items, total: len(names)}
}

// window is at most rows of the sorted names, with around in their middle.
func window(names []string, around string, rows int) []string {
	at, _ := slices.BinarySearch(names, around)
	first := max(0, min(at-rows/2, len(names)-rows))
	return names[first:min(first+rows, len(names))]
}

func (t tree) item(path znode.Path, name string) nodes.TreeItem {
	return nodes.TreeItem{
		Name:   name,
		URL:    t.links.Node(t.cluster, path),
		Branch: t.links.Branch(t.cluster, path),
		Count:  unknownCount,
	}
}

func (t tree) withStat(path znode.Path, result znode.StatResult) nodes.TreeItem {
	item := t.item(path, path.Name())
	if result.Err != nil {
		item.HasChildren = true // perhaps
		return item
	}
	item.Count = int(result.Stat.NumChildren)
	item.Ephemeral = result.Stat.CreateKind() == znode.Ephemeral
	item.HasChildren = item.Count > 0
	if !item.HasChildren {
		item.Branch = ""
	}
	return item
}
