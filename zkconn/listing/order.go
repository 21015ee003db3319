package listing

import (
	"cmp"
	"slices"
	"sort"

	"zkweb/zkconn/znode"
)

// position is the position of a row in an order.
type position struct {
	unknown bool  // there is no value; such rows come last in both directions
	value   int64 // value of the column; 0 for Name
	name    string
}

func (q Query) compare(a, b position) int {
	if a.unknown != b.unknown {
		if b.unknown {
			return -1
		}
		return 1
	}
	values, names := cmp.Compare(a.value, b.value), znode.CompareNames(a.name, b.name)
	switch {
	case q.Descending && q.Sort == Name:
		return -names
	case q.Descending:
		values = -values
	}
	return cmp.Or(values, names)
}

// ofNames reports whether the order depends on the names only.
func (q Query) ofNames() bool { return q.Sort == Name || q.Sort == Sequence }

// bySequence returns the names ordered by their sequence numbers.
func (q Query) bySequence(names []string) []string {
	places := make([]position, len(names))
	for i, name := range names {
		places[i] = sequencePosition(name)
	}
	slices.SortFunc(places, q.compare)
	names = make([]string, len(places))
	for i, place := range places {
		names[i] = place.name
	}
	return names
}

func sequencePosition(name string) position {
	number, _, ok := znode.SequenceOf(name)
	return position{unknown: !ok, value: number.Rank(), name: name}
}

// value returns the sort key of a child in a column.
func value(column Column, stat znode.Stat) int64 {
	switch column {
	case Children:
		return int64(stat.NumChildren)
	case Bytes:
		return int64(stat.DataLength)
	case Modified:
		return stat.Mtime
	case Kind:
		return int64(slices.Index(kinds, stat.CreateKind()))
	}
	return 0
}

// kinds are the kinds of znodes in alphabetical order.
var kinds = []string{znode.Container, znode.Ephemeral, znode.Persistent}

// window is the range of rows that a page shows, from start up to, but excluding, end.
type window struct{ start, end int }

// windowAfter returns the rows after the query's cursor. A page ends at a row whose name fits into
// a cursor, so it may exceed the limit by rows whose names are longer than any path.
func (q Query) windowAfter(count int, at func(rank int) position) window {
	w := window{}
	if q.After.set {
		w.start = sort.Search(count, func(rank int) bool { return q.compare(at(rank), q.After.position) > 0 })
	}
	w.end = min(w.start+q.Limit, count)
	for w.end < count && !fitsCursor(at(w.end-1)) {
		w.end++
	}
	return w
}

// before returns the cursor of the page that ends where w starts.
func (q Query) before(w window, at func(rank int) position) Cursor {
	last := w.start - q.Limit - 1
	for last >= 0 && !fitsCursor(at(last)) {
		last--
	}
	if last < 0 {
		return Cursor{}
	}
	return Cursor{true, q.Sort, at(last)}
}

func fitsCursor(p position) bool { return len(p.name) <= znode.MaxPathBytes }
