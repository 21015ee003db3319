package walk_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// tree is a Reader of znodes in memory.
type tree struct {
	mu    sync.Mutex
	nodes map[string][]byte
	names map[string][]string // names of children, unordered
	errs  map[string]error    // errors of reads of data and names
	acl   []znode.ACL         // ACL of all znodes
	asked int
	meet  func(reads []znode.Read) // called before reads are answered
}

func newTree(paths ...string) *tree {
	t := &tree{nodes: map[string][]byte{}, names: map[string][]string{}, errs: map[string]error{}}
	for _, path := range paths {
		t.add(path, nil)
	}
	return t
}

func (t *tree) add(path string, data []byte) {
	t.nodes[path] = data
	if path == "/" {
		return
	}
	at := strings.LastIndexByte(path, '/')
	parent := path[:max(at, 1)]
	if _, ok := t.nodes[parent]; !ok {
		t.add(parent, nil)
	}
	t.names[parent] = append(t.names[parent], path[at+1:])
}

func (t *tree) ReadMany(ctx context.Context, reads []znode.Read) []znode.ReadResult {
	t.mu.Lock()
	meet := t.meet
	t.asked += len(reads)
	t.mu.Unlock()
	if meet != nil {
		meet(reads)
	}
	results := make([]znode.ReadResult, len(reads))
	for i, read := range reads {
		results[i] = t.read(ctx, read)
	}
	return results
}

func (t *tree) read(ctx context.Context, read znode.Read) znode.ReadResult {
	t.mu.Lock()
	defer t.mu.Unlock()
	path := read.Path.String()
	data, ok := t.nodes[path]
	switch err := t.errs[path]; {
	case ctx.Err() != nil:
		return znode.ReadResult{Err: &znode.Error{Kind: znode.Unavailable, Cause: ctx.Err()}}
	case !ok:
		return znode.ReadResult{Err: &znode.Error{Kind: znode.NotFound}}
	case err != nil && (read.Kind != znode.ReadStat || znode.KindOf(err) != znode.Denied):
		return znode.ReadResult{Err: err}
	case read.Kind == znode.ReadNames:
		return znode.ReadResult{Names: znode.NamesOf(t.names[path])}
	}
	stat := znode.Stat{Czxid: 1, DataLength: int32(len(data)), NumChildren: int32(len(t.names[path]))}
	switch read.Kind {
	case znode.ReadData:
		return znode.ReadResult{Stat: stat, Data: data}
	case znode.ReadACL:
		return znode.ReadResult{Stat: stat, ACL: t.acl}
	}
	return znode.ReadResult{Stat: stat}
}

func (t *tree) remove(path string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.nodes, path)
}

func parse(t *testing.T, text string) znode.Path {
	t.Helper()
	path, err := znode.ParsePath(text)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func paths(ctx context.Context, w *walk.Walk) []string {
	var all []string
	for v := range w.All(ctx) {
		all = append(all, v.Path.String())
	}
	return all
}

// inOrder returns a path and all paths below it in the order of a walk.
func (t *tree) inOrder(path string) []string {
	all := []string{path}
	for _, name := range slices.Sorted(slices.Values(t.names[path])) {
		all = append(all, t.inOrder(strings.TrimSuffix(path, "/")+"/"+name)...)
	}
	return all
}

func wide() *tree {
	t := newTree("/")
	for i := range 40 {
		for j := range 30 {
			for k := range i % 7 {
				t.add(fmt.Sprintf("/n%d/%d.%d/x%d", i*7%40, j, i, k), fmt.Append(nil, i, j, k))
			}
		}
	}
	for i := range 20000 {
		t.add(fmt.Sprintf("/n5/many/%d", i), nil)
	}
	deep := "/deep"
	for i := range 300 {
		deep += fmt.Sprint("/", i)
	}
	t.add(deep, nil)
	return t
}

func TestVisitsInOrder(t *testing.T) {
	t.Parallel()
	nodes := wide()
	want := nodes.inOrder("/")
	for name, wants := range map[string]func(znode.Path) walk.Want{
		"names": func(znode.Path) walk.Want { return 0 }, "stats": nil,
		"data":       func(znode.Path) walk.Want { return walk.Data },
		"everything": func(znode.Path) walk.Want { return walk.Data | walk.ACL },
		"some":       func(p znode.Path) walk.Want { return walk.Want(len(p.String())%3) * walk.Stat },
	} {
		t.Run(name, func(t *testing.T) {
			w := walk.New(nodes, znode.Root, walk.Options{Want: wants})
			if got := paths(t.Context(), w); !slices.Equal(got, want) {
				t.Errorf("%d znodes were visited, want %d, in their order", len(got), len(want))
			}
			if w.Counts().Znodes != len(want) || w.Stopped() != walk.AtEnd || w.Err() != nil {
				t.Errorf("counts %+v, stopped %q, error %v", w.Counts(), w.Stopped(), w.Err())
			}
		})
	}
}

// TestTellsOfEachZnodeItsOwn checks that results of different znodes are not mixed up.
func TestTellsOfEachZnodeItsOwn(t *testing.T) {
	t.Parallel()
	nodes := wide()
	denied := &znode.Error{Kind: znode.Denied, Code: znode.CodeNoAuth}
	for path := range nodes.nodes {
		if len(path)%5 == 0 {
			nodes.errs[path] = denied
		}
	}
	everything := func(znode.Path) walk.Want { return walk.Data | walk.ACL }
	for v := range walk.New(nodes, znode.Root, walk.Options{Want: everything}).All(t.Context()) {
		path := v.Path.String()
		want := walk.Visited{Path: v.Path, Data: nodes.nodes[path]}
		want.Stat = znode.Stat{Czxid: 1, DataLength: int32(len(want.Data)), NumChildren: int32(len(nodes.names[path]))}
		if len(path)%5 == 0 {
			want = walk.Visited{Path: v.Path, Stat: want.Stat, DataErr: denied, ACLErr: denied}
			if want.Stat.NumChildren > 0 {
				want.ChildrenErr = denied
			}
		}
		v.Family = 0
		if !reflect.DeepEqual(v, want) {
			t.Fatalf("%+v, want %+v", v, want)
		}
	}
}

func TestGivesWhatIsWanted(t *testing.T) {
	t.Parallel()
	nodes := newTree("/a/b")
	nodes.add("/a/c", []byte("text"))
	for v := range walk.New(nodes, parse(t, "/a"), walk.Options{Want: func(p znode.Path) walk.Want {
		if p.Name() == "c" {
			return walk.Data
		}
		return 0
	}}).All(t.Context()) {
		switch v.Path.String() {
		case "/a/c":
			if string(v.Data) != "text" || v.Stat.DataLength != 4 || v.DataErr != nil {
				t.Errorf("%+v", v)
			}
		default:
			if v.Data != nil || v.Stat != (znode.Stat{}) {
				t.Errorf("more was read of %v than was wanted: %+v", v.Path, v)
			}
		}
	}
}

// TestGoesOnBesideWhatCannotBeRead checks that a walk reports what cannot be read, and visits the
// rest.
func TestGoesOnBesideWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	denied := &znode.Error{Kind: znode.Denied, Code: znode.CodeNoAuth}
	for name, wants := range map[string]walk.Want{"names": 0, "stats": walk.Stat, "data": walk.Data} {
		t.Run(name, func(t *testing.T) {
			nodes := newTree("/a/1", "/b/2", "/c/3", "/d", "/e")
			nodes.errs["/b"] = denied
			nodes.names["/"] = append(nodes.names["/"], "gone", "..", "a/b", "")
			w := walk.New(nodes, znode.Root, walk.Options{Want: func(znode.Path) walk.Want { return wants }})
			seen := map[string]walk.Visited{}
			for v := range w.All(t.Context()) {
				seen[v.Path.String()] = v
			}
			if len(seen) != 9 {
				t.Errorf("visited %d znodes", len(seen))
			}
			if err := seen["/b"].ChildrenErr; !errors.Is(err, denied) {
				t.Errorf("below /b: %v", err)
			}
			if wants != 0 && seen["/b"].Stat.NumChildren != 1 {
				t.Errorf("there is no stat of /b: %+v", seen["/b"])
			}
			if wants == walk.Data && !errors.Is(seen["/b"].DataErr, denied) {
				t.Errorf("data of /b: %v", seen["/b"].DataErr)
			}
			if znode.KindOf(seen["/gone"].Err) != znode.NotFound {
				t.Errorf("a deleted znode: %+v", seen["/gone"])
			}
			if w.Counts().Denied != 1 {
				t.Errorf("counts %+v", w.Counts())
			}
		})
	}
}

// TestTellsOfAListThatIsTooLarge checks that a list that is too large is reported, so that it is
// not taken for no children, and that nothing below it is visited.
func TestTellsOfAListThatIsTooLarge(t *testing.T) {
	t.Parallel()
	nodes := newTree("/a/1", "/b")
	nodes.errs["/a"] = &znode.Error{Kind: znode.TooLarge, Code: znode.CodeAnswerTooLarge}
	w := walk.New(nodes, znode.Root, walk.Options{Want: func(znode.Path) walk.Want { return 0 }})
	var unread []string
	for v := range w.All(t.Context()) {
		if v.Unread() {
			unread = append(unread, v.Path.String())
		}
	}
	if !slices.Equal(unread, []string{"/a"}) || w.Counts().Denied != 1 || w.Counts().Znodes != 3 {
		t.Errorf("%v cannot be read, counts %+v", unread, w.Counts())
	}
}

func TestStopsAtBounds(t *testing.T) {
	t.Parallel()
	nodes := newTree("/")
	for i := range 1000 {
		nodes.add(fmt.Sprint("/", i), []byte("1234567890"))
	}
	data := func(znode.Path) walk.Want { return walk.Data }
	t.Run("znodes", func(t *testing.T) {
		w := walk.New(nodes, znode.Root, walk.Options{Znodes: 10})
		if got := paths(t.Context(), w); len(got) != 10 || w.Stopped() != walk.AtZnodes {
			t.Errorf("%d znodes, stopped %q", len(got), w.Stopped())
		}
		w = walk.New(nodes, znode.Root, walk.Options{Znodes: 1001})
		if got := paths(t.Context(), w); len(got) != 1001 || w.Stopped() != walk.AtEnd {
			t.Errorf("%d znodes, all of them, stopped %q", len(got), w.Stopped())
		}
	})
	t.Run("bytes", func(t *testing.T) {
		w := walk.New(nodes, znode.Root, walk.Options{Want: data, Bytes: 15000})
		if got := paths(t.Context(), w); len(got) > 500 || w.Stopped() != walk.AtBytes || w.Counts().Bytes < 15000 {
			t.Errorf("%d znodes, stopped %q, %+v", len(got), w.Stopped(), w.Counts())
		}
	})
}

func TestStopsAtItsTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		nodes := wide()
		nodes.meet = func([]znode.Read) { time.Sleep(time.Second) }
		w := walk.New(nodes, znode.Root, walk.Options{Time: 3500 * time.Millisecond})
		if got := paths(t.Context(), w); len(got) == 0 || w.Stopped() != walk.AtTime {
			t.Errorf("%d znodes, stopped %q", len(got), w.Stopped())
		}
	})
}

func TestEndsWithItsContext(t *testing.T) {
	t.Parallel()
	nodes := wide()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	w := walk.New(nodes, znode.Root, walk.Options{})
	n := 0
	for range w.All(ctx) {
		if n++; n == 5 {
			cancel()
		}
	}
	if n != 5 || w.Stopped() != walk.Lost || !errors.Is(w.Err(), context.Canceled) {
		t.Errorf("%d znodes, stopped %q, %v", n, w.Stopped(), w.Err())
	}
}

func TestIsLostWithTheConnection(t *testing.T) {
	t.Parallel()
	nodes := wide()
	gone := &znode.Error{Kind: znode.Unavailable, Code: znode.CodeConnectionLost}
	nodes.errs["/n5/many"] = gone
	w := walk.New(nodes, znode.Root, walk.Options{})
	if got := paths(t.Context(), w); len(got) == 0 || w.Stopped() != walk.Lost || !errors.Is(w.Err(), gone) {
		t.Errorf("%d znodes, stopped %q, %v", len(got), w.Stopped(), w.Err())
	}
}

// stuck is a Reader that does not answer a read of a certain znode before its context ends.
type stuck struct{ *tree }

func (s stuck) ReadMany(ctx context.Context, reads []znode.Read) []znode.ReadResult {
	if slices.ContainsFunc(reads, func(read znode.Read) bool { return read.Path.String() == "/n5/many" }) {
		<-ctx.Done()
	}
	return s.tree.ReadMany(ctx, reads)
}

// TestIsLostWithAnAnswer checks that a batch that is never answered ends the walk, even without a
// limit of time.
func TestIsLostWithAnAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := walk.New(stuck{wide()}, znode.Root, walk.Options{})
		if got := paths(t.Context(), w); len(got) == 0 || w.Stopped() != walk.Lost || !errors.Is(w.Err(), context.DeadlineExceeded) {
			t.Errorf("%d znodes, stopped %q, %v", len(got), w.Stopped(), w.Err())
		}
	})
}

// TestEndsWithTheLoop checks that no read is in progress after a loop was left.
func TestEndsWithTheLoop(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		nodes := wide()
		for range walk.New(nodes, znode.Root, walk.Options{}).All(t.Context()) {
			break
		}
		nodes.mu.Lock()
		asked := nodes.asked
		nodes.mu.Unlock()
		time.Sleep(time.Hour) // all other goroutines have ended or are blocked forever
		if nodes.asked != asked {
			t.Error("reads continued after the loop")
		}
	})
}

// TestVanishingSubtree changes the tree during the walk.
func TestVanishingSubtree(t *testing.T) {
	t.Parallel()
	nodes := wide()
	nodes.meet = func(reads []znode.Read) {
		for _, read := range reads[:len(reads)/2] {
			if !read.Path.IsRoot() {
				nodes.remove(read.Path.String())
			}
		}
	}
	w := walk.New(nodes, znode.Root, walk.Options{})
	if got := paths(t.Context(), w); len(got) == 0 || w.Stopped() != walk.AtEnd {
		t.Errorf("%d znodes, stopped %q, %v", len(got), w.Stopped(), w.Err())
	}
}

// TestAsksForFewStrangersAtOnce checks that only a few znodes of unknown size are read together:
// their data might exceed the memory of the server.
func TestAsksForFewStrangersAtOnce(t *testing.T) {
	t.Parallel()
	nodes := newTree("/")
	for i := range 500 {
		nodes.add(fmt.Sprint("/small/", i), nil)
		nodes.add(fmt.Sprint("/large/", i), make([]byte, 100<<10))
	}
	largest := 0
	nodes.meet = func(reads []znode.Read) {
		nodes.mu.Lock()
		defer nodes.mu.Unlock()
		bytes := 0
		for _, read := range reads {
			if read.Kind == znode.ReadData {
				bytes += len(nodes.nodes[read.Path.String()])
			}
		}
		largest = max(largest, bytes)
	}
	w := walk.New(nodes, znode.Root, walk.Options{Want: func(znode.Path) walk.Want { return walk.Data }})
	if got := paths(t.Context(), w); len(got) != 1003 {
		t.Errorf("%d znodes", len(got))
	}
	if largest > 2<<20 {
		t.Errorf("%d bytes of data were read together", largest)
	}
}

// TestHoldsFewLargeACLs checks that only a few large ACLs are read together, and that few are kept
// while an earlier znode is waited for. An ACL can be as large as data.
func TestHoldsFewLargeACLs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		nodes := newTree("/")
		for i := range 500 {
			nodes.add(fmt.Sprintf("/%03d", i), nil)
		}
		nodes.acl = []znode.ACL{{Scheme: "sasl", ID: strings.Repeat("x", 200<<10)}}
		largest := 0
		nodes.meet = func(reads []znode.Read) {
			nodes.mu.Lock()
			largest = max(largest, len(reads))
			nodes.mu.Unlock()
			if slices.ContainsFunc(reads, func(read znode.Read) bool { return read.Path.Name() == "008" }) {
				time.Sleep(time.Second) // until nothing else runs
				nodes.mu.Lock()
				defer nodes.mu.Unlock()
				if nodes.asked > 200 {
					t.Errorf("%d ACLs are kept", nodes.asked)
				}
			}
		}
		w := walk.New(nodes, znode.Root, walk.Options{Want: func(znode.Path) walk.Want { return walk.ACL }})
		visited := 0
		for v := range w.All(t.Context()) {
			visited += len(v.ACL)
		}
		if visited != 501 || largest > 16 {
			t.Errorf("%d ACLs were read, up to %d together", visited, largest)
		}
	})
}
