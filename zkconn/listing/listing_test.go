package listing_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"zkweb/zkconn/listing"
	"zkweb/zkconn/znode"
)

func query(t testing.TB, filter, sort, limit, after string) listing.Query {
	t.Helper()
	parsed, err := listing.ParseQuery(filter, sort, limit, after)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func list(t testing.TB, reader znode.Reader, query listing.Query) listing.Page {
	t.Helper()
	page, err := read(context.Background(), reader, znode.Root, query)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

func names(page listing.Page) string {
	var all []string
	for _, item := range page.Items {
		all = append(all, item.Name)
	}
	return strings.Join(all, " ")
}

func TestList(t *testing.T) {
	children := newMemory()
	children.add("10", znode.Stat{Mtime: 5, DataLength: 7, NumChildren: 1})
	children.add("9", znode.Stat{Mtime: 5, DataLength: 0, EphemeralOwner: 17})
	children.add("Lock-b", znode.Stat{Mtime: 1, DataLength: 7})
	children.add("lock-A", znode.Stat{Mtime: 9, DataLength: 70, NumChildren: 3})
	children.add("配置", znode.Stat{Mtime: 3, DataLength: 1, EphemeralOwner: -1 << 63})
	for _, row := range []struct {
		filter, sort, limit string
		matched             int
		names               string
		asked               int
	}{
		{"", "", "", 5, "9 10 Lock-b lock-A 配置", 5},
		{"", "name", "2", 5, "9 10", 2},
		{"", "-name", "2", 5, "配置 lock-A", 2},
		{"LOCK", "", "", 2, "Lock-b lock-A", 2},
		{"-a", "", "", 1, "lock-A", 1},
		{"配", "", "", 1, "配置", 1},
		{"nothing", "", "", 0, "", 0},
		{"nothing", "bytes", "", 0, "", 0},
		{"", "bytes", "", 5, "9 配置 10 Lock-b lock-A", 5},
		{"", "-bytes", "3", 5, "lock-A 10 Lock-b", 5},
		{"lock", "-bytes", "", 2, "lock-A Lock-b", 2},
		{"", "modified", "", 5, "Lock-b 配置 9 10 lock-A", 5},
		{"", "-modified", "", 5, "lock-A 9 10 配置 Lock-b", 5},
		{"", "children", "", 5, "9 Lock-b 配置 10 lock-A", 5},
		{"", "-children", "", 5, "lock-A 10 9 Lock-b 配置", 5},
		{"", "kind", "", 5, "配置 9 10 Lock-b lock-A", 5},
		{"", "-kind", "", 5, "10 Lock-b lock-A 9 配置", 5},
	} {
		children.asked = 0
		asked := query(t, row.filter, row.sort, row.limit, "")
		page := list(t, children, asked)
		if page.Total != 5 || page.Matched != row.matched || page.Start != 0 {
			t.Errorf("q=%s&sort=%s: total %d, matched %d, start %d", row.filter, row.sort, page.Total, page.Matched, page.Start)
		}
		if names(page) != row.names {
			t.Errorf("q=%s&sort=%s: %s, want %s", row.filter, row.sort, names(page), row.names)
		}
		if page.Sort != asked.Sort || page.Descending != asked.Descending || page.ByName || page.Previous != "" {
			t.Errorf("q=%s&sort=%s: sort %s, descending %v, by name %v, previous %q", row.filter, row.sort, page.Sort, page.Descending, page.ByName, page.Previous)
		}
		if isLast := len(page.Items) == row.matched; isLast != (page.Next == "") {
			t.Errorf("q=%s&sort=%s: next %q", row.filter, row.sort, page.Next)
		}
		if children.asked != row.asked {
			t.Errorf("q=%s&sort=%s: %d stats asked for, want %d", row.filter, row.sort, children.asked, row.asked)
		}
	}
}

func TestListRows(t *testing.T) {
	long := strings.Repeat("x", znode.MaxPathBytes+1)
	children := newMemory("a", "b\x00", long)
	children.names = append(children.names, "zz") // listed, but deleted before its stat is read
	children.stats["a"] = znode.Stat{Version: 3, DataLength: 2}
	children.stat = znode.Stat{NumChildren: 4}
	for _, row := range []struct{ sort, names string }{
		{"", "a b\x00 " + long + " zz"},
		{"-bytes", "a b\x00 " + long + " zz"},
		{"bytes", "a b\x00 " + long + " zz"},
	} {
		page := list(t, children, query(t, "", row.sort, "", ""))
		if page.Stat != children.stat {
			t.Errorf("the parent's stat is %+v", page.Stat)
		}
		if names(page) != row.names {
			t.Errorf("sort=%s: %.40q", row.sort, names(page))
		}
		for i, want := range []struct {
			path string
			stat znode.Stat
			kind znode.Kind
		}{
			{"/a", children.stats["a"], ""},
			{"/", znode.Stat{}, znode.Invalid},
			{"/", znode.Stat{}, znode.Invalid},
			{"/zz", znode.Stat{}, znode.NotFound},
		} {
			item := page.Items[i]
			if item.Path.String() != want.path || item.Stat != want.stat || znode.KindOf(item.Err) != want.kind {
				t.Errorf("sort=%s: row %d is %.40q, path %s, stat %+v, %v", row.sort, i, item.Name, item.Path, item.Stat, item.Err)
			}
		}
	}
}

func TestListFails(t *testing.T) {
	denied := &znode.Error{Kind: znode.Denied, Code: znode.CodeNoAuth}
	children := newMemory("a")
	children.err = denied
	page, err := read(context.Background(), children, znode.Root, listing.Query{Sort: listing.Name, Limit: 1})
	if !errors.Is(err, denied) || !reflect.DeepEqual(page, listing.Page{}) {
		t.Errorf("%+v, %v", page, err)
	}
}

// TestListPagesLongNames checks that pages end at a name that fits into a cursor.
func TestListPagesLongNames(t *testing.T) {
	children := newMemory("a", "b", "y", "z1", "z2")
	for i := range 5 {
		children.add(strings.Repeat("x", znode.MaxPathBytes)+fmt.Sprint(i), znode.Stat{})
	}
	for _, sort := range []string{"name", "-name"} {
		forward := walk(t, children, "", sort, "2", nil)
		if !slices.Equal(sorted(forward), children.names) {
			t.Errorf("sort=%s: %d rows", sort, len(forward))
		}
		last := list(t, children, query(t, "", sort, "2", ""))
		for last.Next != "" {
			last = list(t, children, query(t, "", sort, "2", last.Next))
		}
		before := list(t, children, query(t, "", sort, "2", last.Previous))
		if before.Start+len(before.Items) != last.Start {
			t.Errorf("sort=%s: the page before row %d has %d rows from row %d on", sort, last.Start, len(before.Items), before.Start)
		}
	}
}

// walk goes through all pages by Next and returns the names. It calls between after each page.
func walk(t *testing.T, reader znode.Reader, filter, sort, limit string, between func()) []string {
	t.Helper()
	var seen []string
	after := ""
	for pages := 0; ; pages++ {
		if pages > 10_000 {
			t.Fatal("the pages do not end")
		}
		page := list(t, reader, query(t, filter, sort, limit, after))
		for _, item := range page.Items {
			seen = append(seen, item.Name)
		}
		if page.Next == "" {
			return seen
		}
		after = page.Next
		if between != nil {
			between()
		}
	}
}

func sorted(names []string) []string { return slices.Sorted(slices.Values(names)) }

var allSorts = []string{"name", "-name", "children", "-children", "bytes", "-bytes", "modified", "-modified", "kind", "-kind", "sequence", "-sequence"}

// TestWalkWhileChildrenComeAndGo checks that every child that stays is seen exactly once, whatever
// others come and go.
func TestWalkWhileChildrenComeAndGo(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	someStat := func() znode.Stat {
		return znode.Stat{DataLength: random.Int32N(4), NumChildren: random.Int32N(4), Mtime: random.Int64N(4), EphemeralOwner: random.Int64N(2)}
	}
	for _, sort := range allSorts {
		for _, filter := range []string{"", "STAY"} {
			children := newMemory()
			var staying []string
			for i := range 200 {
				name := fmt.Sprintf("%03d-stays", random.IntN(1000)*10+i%10)
				if i%2 == 0 {
					name = fmt.Sprintf("%d-stays-%010d", random.IntN(3), random.Int32())
				}
				staying = append(staying, name)
				children.add(name, someStat())
			}
			staying = slices.Compact(sorted(staying))
			seen := walk(t, children, filter, sort, "7", func() {
				children.add(fmt.Sprintf("%d-passes", random.IntN(10_000)), someStat())
				children.add(fmt.Sprintf("%d-passes", random.IntN(10_000)), someStat())
				for _, name := range slices.Clone(children.names) {
					if strings.HasSuffix(name, "-passes") && random.IntN(3) == 0 {
						children.remove(name)
					}
				}
			})
			if all := sorted(seen); len(slices.Compact(all)) != len(seen) {
				t.Errorf("sort=%s&q=%s: a child was seen twice", sort, filter)
			}
			stayed := slices.DeleteFunc(sorted(seen), func(name string) bool { return !strings.Contains(name, "-stays") })
			if !slices.Equal(stayed, staying) {
				t.Errorf("sort=%s&q=%s: saw %d of %d that stayed", sort, filter, len(stayed), len(staying))
			}
		}
	}
}

func TestPreviousLeadsBack(t *testing.T) {
	children := newMemory()
	for i := range 50 {
		children.add(fmt.Sprintf("n%02d", i), znode.Stat{DataLength: int32(i % 7)})
	}
	for _, sort := range allSorts {
		var pages []string
		after := ""
		for {
			page := list(t, children, query(t, "n", sort, "7", after))
			pages = append(pages, names(page))
			if page.Next == "" {
				break
			}
			after = page.Next
		}
		if len(pages) != 8 {
			t.Fatalf("sort=%s: %d pages", sort, len(pages))
		}
		for i := len(pages) - 1; ; i-- {
			page := list(t, children, query(t, "n", sort, "7", after))
			if names(page) != pages[i] || page.Start != 7*i {
				t.Errorf("sort=%s: page %d, going back, is %s from row %d, was %s", sort, i, names(page), page.Start, pages[i])
			}
			if i == 0 {
				if page.Previous != "" {
					t.Errorf("sort=%s: the first page has a previous one", sort)
				}
				break
			}
			after = page.Previous
		}
	}
}

func TestCursorOutlivesItsRow(t *testing.T) {
	children := newMemory("a", "b", "c", "d")
	page := list(t, children, query(t, "", "", "2", ""))
	children.remove("b")
	if got := names(list(t, children, query(t, "", "", "2", page.Next))); got != "c d" {
		t.Errorf("after the deleted b come %q", got)
	}
	children.remove("c")
	children.remove("d")
	page = list(t, children, query(t, "", "", "2", page.Next))
	if names(page) != "" || page.Start != 1 || page.Next != "" {
		t.Errorf("after the last row come %q from row %d, next %q", names(page), page.Start, page.Next)
	}
}

// TestListBySequence checks that names are sorted by their sequence numbers, whatever clients put
// before these. After its largest number the counter continues with the smallest.
func TestListBySequence(t *testing.T) {
	const guid = "_c_0d2e1b3c-8c0f-4f5e-9f43-0d2e1b3c4d5e-"
	children := newMemory("lock-2147483646", guid+"lock-2147483647", "lock--2147483648", "z--2147483647", "a-0000000007", "b", "config")
	for sort, want := range map[string]string{
		"sequence":  "a-0000000007 lock-2147483646 " + guid + "lock-2147483647 lock--2147483648 z--2147483647 b config",
		"-sequence": "z--2147483647 lock--2147483648 " + guid + "lock-2147483647 lock-2147483646 a-0000000007 b config",
	} {
		if got := strings.Join(walk(t, children, "", sort, "2", nil), " "); got != want {
			t.Errorf("sort=%s: %s", sort, got)
		}
	}
	children.asked = 0
	if list(t, children, query(t, "", "sequence", "2", "")); children.asked != 2 {
		t.Errorf("%d stats asked for, want those of the rows that are shown", children.asked)
	}
}

func TestTooManyToSortByStat(t *testing.T) {
	children := newMemory()
	for i := range listing.MaxSorted {
		children.add(fmt.Sprintf("n%05d", i), znode.Stat{DataLength: int32(-i)})
	}
	page := list(t, children, query(t, "", "bytes", "1", ""))
	if names(page) != "n19999" || page.ByName || children.asked != listing.MaxSorted {
		t.Fatalf("%d children: %s, by name %v, %d stats", listing.MaxSorted, names(page), page.ByName, children.asked)
	}
	byBytes, fromMost := page.Next, list(t, children, query(t, "", "-bytes", "1", "")).Next

	children.add("n20000", znode.Stat{DataLength: -20_000})
	children.asked = 0
	check := func(sort, after, want string) listing.Page {
		t.Helper()
		page := list(t, children, query(t, "", sort, "1", after))
		if names(page) != want || !page.ByName || page.Sort != listing.Name || page.Descending {
			t.Errorf("%s, sorted by %s, descending %v, by name as asked: %v", names(page), page.Sort, page.Descending, !page.ByName)
		}
		return page
	}
	page = check("bytes", "", "n00000")
	check("-bytes", "", "n00000")
	check("bytes", byBytes, "n00000")
	check("-bytes", fromMost, "n00000")
	page = check("bytes", page.Next, "n00001")
	if children.asked != 5 {
		t.Errorf("%d stats asked for, want one for each page", children.asked)
	}
	if got := names(list(t, children, query(t, "N1999", "bytes", "1", ""))); got != "n19999" {
		t.Errorf("filtered, the first by bytes is %s", got)
	}
	children.remove("n00000")
	check("bytes", page.Next, "n00002")
}

// TestFirstPageAllocatesForItsRowsOnly checks that a page by name allocates nothing for the names
// that it does not show. A few allocations are the runtime's.
func TestFirstPageAllocatesForItsRowsOnly(t *testing.T) {
	few, many := newMemory(), newMemory()
	for i := range 200_000 {
		name := fmt.Sprintf("n%06d", i)
		many.names = append(many.names, name)
		if i < 1000 {
			few.names = append(few.names, name)
		}
	}
	for _, sort := range []string{"name", "-name"} {
		asked := query(t, "", sort, "10", "")
		ofFew := testing.AllocsPerRun(10, func() { list(t, few, asked) })
		ofMany := testing.AllocsPerRun(10, func() { list(t, many, asked) })
		if ofMany > ofFew+10 {
			t.Errorf("sort=%s: %v allocations for 200,000 names, %v for 1,000", sort, ofMany, ofFew)
		}
	}
	filtered := query(t, "000001", "", "10", "")
	if allocations := testing.AllocsPerRun(10, func() { list(t, many, filtered) }); allocations > 200 {
		t.Errorf("%v allocations to filter 200,000 names", allocations)
	}
}

func BenchmarkFilter(b *testing.B) {
	children := newMemory()
	for i := range 1_000_000 {
		children.names = append(children.names, fmt.Sprintf("Service-instance-%07d", i))
	}
	asked := query(b, "INSTANCE-0999", "", "100", "")
	for b.Loop() {
		list(b, children, asked)
	}
}
