package nodes

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"zkweb/web/views"
	"zkweb/web/views/nodes"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/listing"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

func TestWindow(t *testing.T) {
	names := []string{"a", "b", "c", "d", "e", "f"}
	for _, test := range []struct {
		around string
		rows   int
		want   string
	}{
		{"", 3, "abc"},
		{"a", 3, "abc"},
		{"b", 3, "abc"},
		{"c", 3, "bcd"},
		{"f", 3, "def"},
		{"z", 3, "def"},
		{"d", 6, "abcdef"},
		{"d", 10, "abcdef"},
	} {
		if got := strings.Join(window(names, test.around, test.rows), ""); got != test.want {
			t.Errorf("around %q, %d rows: %s, want %s", test.around, test.rows, got, test.want)
		}
	}
	if got := window(nil, "x", 3); len(got) != 0 {
		t.Errorf("of no names: %v", got)
	}
}

// sidebar returns the root of the sidebar of a znode on the shared server, as seen without
// credentials.
func sidebar(t *testing.T, text string) nodes.TreeItem {
	t.Helper()
	cluster, err := cluster.Parse("main=" + zookeeper.Addr())
	if err != nil {
		t.Fatal(err)
	}
	session := session.Open(cluster, session.Anonymous(), session.Options{SessionTimeout: zktest.SessionTimeout})
	t.Cleanup(session.Close)
	ctx, cancel := context.WithTimeout(context.Background(), shortWait)
	defer cancel()
	return wayTo(ctx, t, session, mustPath(t, text))
}

func wayTo(ctx context.Context, t *testing.T, reader znode.Reader, path znode.Path) nodes.TreeItem {
	t.Helper()
	tree := tree{views.Links{}, "main", func(znode.Path) bool { return true }}
	answer := reader.Glance(ctx, znode.Question{
		Lists: tree.levels(path),
		Rows:  func(lists []znode.List) [][]znode.Path { return tree.rows(path, lists) },
	})
	roots := tree.way(path, answer)
	if len(roots) != 1 {
		t.Fatalf("%d roots", len(roots))
	}
	return roots[0]
}

func childNames(item nodes.TreeItem) []string {
	var names []string
	for _, child := range item.Items {
		names = append(names, child.Name)
	}
	return names
}

func find(t *testing.T, items []nodes.TreeItem, name string) nodes.TreeItem {
	t.Helper()
	i := slices.IndexFunc(items, func(item nodes.TreeItem) bool { return item.Name == name })
	if i < 0 {
		t.Fatalf("no item %q", name)
	}
	return items[i]
}

func TestSidebarShowsTheWayAndItsNeighbours(t *testing.T) {
	root := sidebar(t, "/a/b")
	neighbours := root.Items
	if want := []string{"a", "html", "many", "private", "zookeeper"}; !reflect.DeepEqual(childNames(root), want) {
		t.Errorf("below the root: %v", childNames(root))
	}
	a := find(t, root.Items, "a")
	b := find(t, a.Items, "b")
	root.Items, a.Items = nil, nil
	leaf := func(name string) nodes.TreeItem {
		return nodes.TreeItem{Name: name, URL: "/c/main/tree/a/b/" + name}
	}
	for _, test := range []struct{ got, want nodes.TreeItem }{
		{root, nodes.TreeItem{Name: "/", URL: "/c/main/tree/", Count: 5, HasChildren: true, Open: true}},
		{a, nodes.TreeItem{Name: "a", URL: "/c/main/tree/a", Count: 1, HasChildren: true, Open: true}},
		{b, nodes.TreeItem{Name: "b", URL: "/c/main/tree/a/b", Count: 2, HasChildren: true, Open: true, Current: true,
			Items: []nodes.TreeItem{leaf("c"), leaf("d")}}},
		{find(t, neighbours, "many"), nodes.TreeItem{Name: "many", URL: "/c/main/tree/many", Count: 250, HasChildren: true}},
		{find(t, neighbours, "private"), nodes.TreeItem{Name: "private", URL: "/c/main/tree/private", Count: 1, HasChildren: true}},
		{find(t, neighbours, "html"), nodes.TreeItem{Name: "html", URL: "/c/main/tree/html"}},
	} {
		if !reflect.DeepEqual(test.got, test.want) {
			t.Errorf("\n got %+v\nwant %+v", test.got, test.want)
		}
	}
}

func TestSidebarShowsSomeOfManyNeighbours(t *testing.T) {
	root := sidebar(t, "/many/n100")
	many := find(t, root.Items, "many")
	names := childNames(many)
	if len(names) != sidebarRows || names[0] != fmt.Sprintf("n%03d", 100-sidebarRows/2) || !find(t, many.Items, "n100").Current {
		t.Errorf("%d neighbours from %s on", len(names), names[0])
	}
	if many.More != 250-sidebarRows || many.MoreURL != "/c/main/tree/many?after="+listing.AfterName("n114")+"#children" || many.Count != 250 {
		t.Errorf("%d more at %s, %d in all", many.More, many.MoreURL, many.Count)
	}
}

func TestSidebarGoesOnBelowWhatIsDenied(t *testing.T) {
	root := sidebar(t, "/private/child")
	secret := find(t, root.Items, "private")
	if !secret.Denied || !secret.Open || secret.Count != unknownCount || !reflect.DeepEqual(childNames(secret), []string{"child"}) {
		t.Errorf("the denied one: %+v", secret)
	}
	if child := secret.Items[0]; !child.Current || child.Denied || child.HasChildren {
		t.Errorf("the one below: %+v", child)
	}
}

func TestSidebarReadsTheNearestLevelsOnly(t *testing.T) {
	deep := mustPath(t, "/a"+strings.Repeat("/x", 500))
	reader := &absent{}
	item := wayTo(t.Context(), t, reader, deep)
	levels, items := 0, 0
	for ; ; item = item.Items[0] {
		items++
		if levels += max(1, item.Levels); item.Levels > 0 && (item.Name != strings.Repeat("/x", 486) || item.URL != "/c/main/tree/a"+strings.Repeat("/x", 492)) {
			t.Errorf("%d levels are left out: %s, at %s", item.Levels, item.Name, item.URL)
		}
		if len(item.Items) == 0 {
			break
		}
	}
	if levels != 502 || items != 2*views.NearLevels+1 || !item.Current {
		t.Errorf("the way is %d levels deep in %d items, current: %t", levels, items, item.Current)
	}
	if reads := len(reader.asked.Lists); reads != sidebarLevels {
		t.Errorf("%d levels were read, want %d", reads, sidebarLevels)
	}
	whole := tree{views.Links{}, "main", func(znode.Path) bool { return true }}
	if rows := whole.rows(deep, make([]znode.List, sidebarLevels)); len(rows[0]) != views.NearLevels {
		t.Errorf("%d levels were counted, want %d", len(rows[0]), views.NearLevels)
	}
}

// TestUnreadLevelsOfTheSidebarAreCounted checks that a level of which only the way is shown has the
// number of the others, if that may be told.
func TestUnreadLevelsOfTheSidebarAreCounted(t *testing.T) {
	deep := mustPath(t, "/a"+strings.Repeat("/x", sidebarLevels))
	hidden := mustPath(t, "/a")
	for _, tell := range []bool{true, false} {
		tree := tree{views.Links{}, "main", func(path znode.Path) bool { return tell || path != hidden }}
		answer := (&absent{}).Glance(t.Context(), znode.Question{Lists: tree.levels(deep)})
		answer.Stats = znode.Stats{}
		for _, path := range tree.rows(deep, answer.Lists)[0] {
			answer.Stats[path] = &znode.StatResult{Stat: znode.Stat{NumChildren: 18}}
		}
		root := tree.way(deep, answer)[0]
		below := root.Items[0]
		if root.Count != 18 || root.More != 17 {
			t.Errorf("the root has %d children, %d of them left out", root.Count, root.More)
		}
		if want := map[bool]int{true: 17, false: unknownCount}[tell]; below.More != want || (below.Count == 18) != tell {
			t.Errorf("told %t, %s has %d children, %d of them left out", tell, below.Name, below.Count, below.More)
		}
	}
}

// absent has no znodes, and records what it was asked for.
type absent struct {
	znode.Reader
	asked znode.Question
}

func (r *absent) Glance(_ context.Context, question znode.Question) znode.Answer {
	r.asked = question
	answer := znode.Answer{}
	for _, path := range question.Lists {
		answer.Lists = append(answer.Lists, znode.List{Path: path, Err: &znode.Error{Kind: znode.NotFound, Code: znode.CodeNoNode}})
	}
	return answer
}
