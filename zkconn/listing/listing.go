// Package listing gives one page of a znode's children: names once, filtered,
// sorted and cut on the console, and the stats of the visible rows only.
package listing

import (
	"context"
	"fmt"
	"slices"

	"zkweb/zkconn/znode"
)

// MaxSorted is how many children are sorted by a column of their stats; of
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
	Note       string // why that is not what was asked for; "" when it is
	Next       string // the value of after= for the next page; "" when this is the last
	Previous   string // the same for the page before; "" when that is the first, or when Start is 0 and there is none
}

// Item is one child.
type Item struct {
	Name string     // as the server gave it
	Path znode.Path // the root when Err is about the name
	Stat znode.Stat // zero when Err is set
	Err  error      // NotFound when the child is gone by now; Invalid for a name the console does not take; else as Reader.Stats
}

// List reads one page of parent's children. It fails as reader.GetChildren
// does; what fails for one child is in its Item.
//
// Walking the pages by Next shows each child once that stays all the while and
// keeps its value in the column, whatever comes and goes between.
func List(ctx context.Context, reader znode.Reader, parent znode.Path, query Query) (Page, error) {
	names, stat, err := reader.GetChildren(ctx, parent)
	if err != nil {
		return Page{}, err
	}
	matched := filterNames(names, query.Filter)
	order, note := query.feasible(len(matched))
	ranked := rankedByName(ctx, reader, parent, matched, order)
	if order.Sort != Name {
		ranked = rankedByStat(ctx, reader, parent, matched, order)
	}
	seen := order.windowAfter(len(matched), ranked.at)
	page := Page{
		Stat: stat, Total: len(names), Matched: len(matched),
		Start: seen.start, Items: ranked.items(seen),
		Sort: order.Sort, Descending: order.Descending, Note: note,
		Previous: order.before(seen, ranked.at).text(query),
	}
	if seen.end > seen.start && seen.end < len(matched) {
		page.Next = Cursor{true, order.Sort, ranked.at(seen.end - 1)}.text(query)
	}
	return page, nil
}

// feasible is the query itself, or by name with a note where the column asked
// for cannot sort that many; pages that began so go on so.
func (q Query) feasible(matched int) (order Query, note string) {
	begunByName := q.After.set && q.After.sort == Name
	if q.Sort == Name || matched <= MaxSorted && !begunByName {
		return q, ""
	}
	q.Sort, q.Descending = Name, false
	if !begunByName {
		q.After = Cursor{}
	}
	return q, fmt.Sprintf("Sorted by name: other columns sort at most %d children. Narrow them down with the filter.", MaxSorted)
}

// ranking is children in an order.
type ranking struct {
	at    func(rank int) position
	items func(seen window) []Item
}

// rankedByName asks for stats only of what is seen.
func rankedByName(ctx context.Context, reader znode.Reader, parent znode.Path, names []string, order Query) ranking {
	name := func(rank int) string {
		if order.Descending {
			return names[len(names)-1-rank]
		}
		return names[rank]
	}
	return ranking{
		at: func(rank int) position { return position{name: name(rank)} },
		items: func(seen window) []Item {
			visible := make([]string, 0, seen.end-seen.start)
			for rank := seen.start; rank < seen.end; rank++ {
				visible = append(visible, name(rank))
			}
			return readItems(ctx, reader, parent, visible)
		},
	}
}

// rankedByStat asks for the stats of all.
func rankedByStat(ctx context.Context, reader znode.Reader, parent znode.Path, names []string, order Query) ranking {
	all := readItems(ctx, reader, parent, names)
	place := func(item Item) position {
		return position{item.Err != nil, value(order.Sort, item.Stat), item.Name}
	}
	slices.SortFunc(all, func(a, b Item) int { return order.compare(place(a), place(b)) })
	return ranking{
		at:    func(rank int) position { return place(all[rank]) },
		items: func(seen window) []Item { return all[seen.start:seen.end] },
	}
}

func readItems(ctx context.Context, reader znode.Reader, parent znode.Path, names []string) []Item {
	items := make([]Item, len(names))
	paths := make([]znode.Path, 0, len(names))
	asked := make([]*Item, 0, len(names))
	for i, name := range names {
		item := &items[i]
		item.Name = name
		item.Path, item.Err = parent.Child(name)
		if item.Err == nil {
			paths, asked = append(paths, item.Path), append(asked, item)
		}
	}
	if len(paths) == 0 {
		return items
	}
	for i, result := range reader.Stats(ctx, paths) {
		if asked[i].Err = result.Err; result.Err == nil {
			asked[i].Stat = result.Stat
		}
	}
	return items
}
