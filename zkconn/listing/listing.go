// Package listing gives one page of a znode's children: names once, filtered,
// sorted and cut on the console, and the stats of the visible rows only.
package listing

import (
	"context"
	"slices"

	"zkweb/zkconn/znode"
)

// MaxSorted is how many children are sorted by another column than their name; of
// more, reading all the stats would outlast a page's deadline.
const MaxSorted = 20_000

// Page is some of a znode's children.
type Page struct {
	Stat       znode.Stat // the parent's
	Total      int        // children
	Matched    int        // those whose name passes the filter
	Start      int        // how many of those come before the first of Items
	Items      []Item
	Sort       Column // what they are sorted by in fact
	Descending bool
	ByName     bool   // as the column asked for sorts at most MaxSorted children
	Next       string // the value of after= for the next page; "" when this is the last
	Previous   string // the same for the page before; "" when that is the first, or when Start is 0 and there is none
}

// Item is one child.
type Item struct {
	Name string     // as the server gave it
	Path znode.Path // the root when Err is about the name
	Stat znode.Stat // zero when Err is set
	Err  error      // NotFound when the child is gone by now; Invalid for a name the console does not take; else as znode.Reader.Stats
}

// Draft is a page of a znode's children whose names are known and whose stats are
// still to be asked for.
type Draft struct {
	parent   znode.Path
	total    int
	asked    Query
	order    Query        // asked, or by name where that cannot be
	unsorted bool         // order is not what was asked for
	names    []string     // those that pass the filter, in natural order
	needed   []string     // the names of those whose stats Page needs
	paths    []znode.Path // of needed; the root for a name that is no znode's
}

// Draft begins a page of parent's children, whose names are in natural order
// (znode.CompareNames). It fails when ctx ends before it is done: with many names
// drafts wait for their turn.
//
// Walking the pages by Next shows each child once that stays all the while and
// keeps its value in the column, whatever comes and goes between.
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

// Paths returns the znodes whose stats Page needs: those on the page, or all where the stats
// decide which are on it.
func (d *Draft) Paths() []znode.Path {
	return slices.DeleteFunc(slices.Clone(d.paths), znode.Path.IsRoot)
}

// Page completes the draft with the parent's stat and those of Paths.
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

// byName returns the place of the name at a rank in the draft's order, by name or by
// the number in it.
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

// visible returns the names in a window by name.
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

// feasible returns the query itself, or by name where the column asked
// for cannot sort that many; pages that began so go on so.
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
