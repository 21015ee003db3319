// Package listing makes one page of a znode's children. The names are read once, and filtered,
// sorted and cut in the console; stats are read only for the rows that are shown, unless the order
// depends on them.
package listing

import (
	"context"
	"slices"

	"zkweb/zkconn/znode"
)

// MaxSorted is the largest number of children that are sorted by a column other than the name.
// Reading the stats of more would take longer than the deadline of a page.
const MaxSorted = 20_000

// Page is one page of a znode's children.
type Page struct {
	Stat       znode.Stat // stat of the parent
	Total      int        // number of children
	Matched    int        // number of children whose names match the filter
	Start      int        // how many of these come before the first of Items
	Items      []Item
	Sort       Column // the actual order
	Descending bool
	ByName     bool   // whether the order fell back to Name, because there are more than MaxSorted children
	Next       string // value of after= for the next page; "" if this is the last
	Previous   string // value of after= for the previous page; "" if that is the first, or if Start is 0 and there is none
}

// Item is one child.
type Item struct {
	Name string     // as the server sent it
	Path znode.Path // the root if Err is about the name
	Stat znode.Stat // zero if Err is set
	Err  error      // NotFound if the child no longer exists; Invalid for a name that the console does not support; otherwise as of znode.Reader.Stats
}

// Draft is a page whose names are known, and whose stats have not been read yet.
type Draft struct {
	parent   znode.Path
	total    int
	asked    Query
	order    Query        // asked, or by name if that is not feasible
	unsorted bool         // whether order is not what was asked for
	names    []string     // those that match the filter, in natural order
	needed   []string     // names of the children whose stats Page needs
	paths    []znode.Path // paths of needed; the root for a name that cannot be a znode's
}

// Draft begins a page of parent's children. The names must be in natural order
// (znode.CompareNames). Drafts with many names wait for their turn; Draft fails if ctx ends before
// it is done.
//
// Going through the pages by Next shows exactly once each child that exists all the while and keeps
// its value in the column, whatever others come and go.
func (l *Lister) Draft(ctx context.Context, parent znode.Path, names []string, query Query) (*Draft, error) {
	d := &Draft{parent: parent, total: len(names), asked: query}
	err := l.inTurn(ctx, query.effort(len(names)), func() {
		d.names = filterNames(ctx, names, query.Filter)
		d.order, d.unsorted = query.feasible(len(d.names))
		if d.order.Sort == Sequence {
			d.names = d.order.bySequence(d.names)
		}
	})
	if err != nil {
		return nil, err
	}
	d.needed = d.names
	if d.order.ofNames() {
		d.needed = d.visible(d.windowByName())
	}
	d.paths = parent.Children(d.needed)
	return d, nil
}

// Paths returns the znodes whose stats Page needs: those on the page, or all if the order depends
// on the stats.
func (d *Draft) Paths() []znode.Path {
	return slices.DeleteFunc(slices.Clone(d.paths), znode.Path.IsRoot)
}

// Page completes the draft with the stat of the parent and those of Paths.
func (d *Draft) Page(parent znode.Stat, stats func(znode.Path) znode.StatResult) Page {
	read := d.pageByName
	if !d.order.ofNames() {
		read = d.pageByStat
	}
	seen, at, items := read(stats)
	page := Page{
		Stat: parent, Total: d.total, Matched: len(d.names),
		Start: seen.start, Items: items,
		Sort: d.order.Sort, Descending: d.order.Descending, ByName: d.unsorted,
		Previous: d.order.before(seen, at).text(d.asked),
	}
	if seen.end > seen.start && seen.end < len(d.names) {
		page.Next = Cursor{true, d.order.Sort, at(seen.end - 1)}.text(d.asked)
	}
	return page
}

func (d *Draft) pageByName(stats func(znode.Path) znode.StatResult) (window, func(rank int) position, []Item) {
	return d.windowByName(), d.byName, d.items(stats)
}

func (d *Draft) pageByStat(stats func(znode.Path) znode.StatResult) (window, func(rank int) position, []Item) {
	all := d.items(stats)
	place := func(item Item) position {
		return position{item.Err != nil, value(d.order.Sort, item.Stat), item.Name}
	}
	slices.SortFunc(all, func(a, b Item) int { return d.order.compare(place(a), place(b)) })
	at := func(rank int) position { return place(all[rank]) }
	seen := d.order.windowAfter(len(all), at)
	return seen, at, all[seen.start:seen.end]
}

// byName returns the position of the name at a rank, for an order by names or by the sequence
// numbers in them.
func (d *Draft) byName(rank int) position {
	if d.order.Sort == Sequence {
		return sequencePosition(d.names[rank])
	}
	if d.order.Descending {
		rank = len(d.names) - 1 - rank
	}
	return position{name: d.names[rank]}
}

func (d *Draft) windowByName() window { return d.order.windowAfter(len(d.names), d.byName) }

// visible returns the names in a window of such an order.
func (d *Draft) visible(seen window) []string {
	names := make([]string, 0, seen.end-seen.start)
	for rank := seen.start; rank < seen.end; rank++ {
		names = append(names, d.byName(rank).name)
	}
	return names
}

func (d *Draft) items(stats func(znode.Path) znode.StatResult) []Item {
	items := make([]Item, len(d.needed))
	for i, name := range d.needed {
		item := &items[i]
		item.Name, item.Path = name, d.paths[i]
		if item.Path.IsRoot() {
			_, item.Err = d.parent.Child(name)
			continue
		}
		result := stats(item.Path)
		item.Stat, item.Err = result.Stat, result.Err
	}
	return items
}

// feasible returns the query itself, or one by name if there are too many children for its column.
// Pages that began by name continue so.
func (q Query) feasible(matched int) (order Query, byName bool) {
	begunByName := q.After.set && q.After.sort == Name
	if q.Sort == Name || matched <= MaxSorted && !begunByName {
		return q, false
	}
	q.Sort, q.Descending = Name, false
	if !begunByName {
		q.After = Cursor{}
	}
	return q, true
}
