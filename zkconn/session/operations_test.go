package session_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

func TestNewerOperations(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	whole := open(t, server.Addr(), session.Anonymous(), session.Options{})
	create(t, whole, "/app", nil)
	client := open(t, server.Addr()+"/app", digest(t, "alice", "wonderland"), session.Options{})
	ctx := testContext(t)

	known, err := client.WhoAmI(ctx)
	if err != nil || !slices.Contains(known, session.Identity{Scheme: "digest", User: "alice"}) {
		t.Errorf("WhoAmI returned %v, %v", known, err)
	}
}

// next returns the watch's next event.
func next(t *testing.T, watch *session.Watch) session.Event {
	t.Helper()
	select {
	case event := <-watch.Events():
		return event
	case <-testContext(t).Done():
		t.Fatal("no event came")
		return session.Event{}
	}
}

func wantEvent(t *testing.T, watch *session.Watch, kind session.EventType, at string) {
	t.Helper()
	if got := next(t, watch); got.Type != kind || got.Path.String() != at {
		t.Fatalf("event %+v, want type %d at %s", got, kind, at)
	}
}

func TestPersistentWatches(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	writer := open(t, server.Addr(), session.Anonymous(), session.Options{})
	for _, name := range []string{"/app", "/app/a", "/app/b"} {
		create(t, writer, name, nil)
	}
	proxy := zktest.RunProxy(t, server.Addr())
	client := open(t, proxy.Addr()+"/app", session.Anonymous(), session.Options{})
	ctx := testContext(t)
	plain := addWatch(t, client, "/a", false)
	below := addWatch(t, client, "/", true)

	create(t, writer, "/app/a/x", nil)
	wantEvent(t, plain, session.ChildrenChanged, "/a")
	wantEvent(t, below, session.Created, "/a/x")
	if _, err := znode.Set(ctx, writer, path(t, "/app/a"), []byte("1"), znode.AnyVersion); err != nil {
		t.Fatal(err)
	}
	wantEvent(t, plain, session.DataChanged, "/a")
	wantEvent(t, below, session.DataChanged, "/a")

	proxy.Cut()
	wantEvent(t, plain, session.Resumed, "/a")
	wantEvent(t, below, session.Resumed, "/")
	if _, err := client.Exists(ctx, znode.Root); err != nil { // after the watches, on the same link
		t.Fatal(err)
	}
	if err := znode.Delete(ctx, writer, path(t, "/app/a/x"), znode.AnyVersion); err != nil {
		t.Fatal(err)
	}
	wantEvent(t, plain, session.ChildrenChanged, "/a")
	wantEvent(t, below, session.Deleted, "/a/x")

	below.Close()
	create(t, writer, "/app/b/y", nil)
	create(t, writer, "/app/a/y", nil)
	wantEvent(t, plain, session.ChildrenChanged, "/a")
	if left := len(below.Events()); left != 0 {
		t.Errorf("%d events after Close", left)
	}
}

func addWatch(t *testing.T, client *session.Session, at string, recursive bool) *session.Watch {
	t.Helper()
	watch, err := client.AddWatch(testContext(t), path(t, at), recursive)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(watch.Close)
	return watch
}

func TestASlowWatcherIsToldThatItMissedSome(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	client := open(t, server.Addr(), session.Anonymous(), session.Options{})
	create(t, client, "/a", nil)
	watch := addWatch(t, client, "/a", true)
	for i := range 300 {
		create(t, client, fmt.Sprintf("/a/%03d", i), nil)
	}
	var last session.Event
	for range 256 {
		last = next(t, watch)
	}
	if last.Type != session.Resumed || last.Path != path(t, "/a") {
		t.Errorf("the last event is %+v", last)
	}
}

func TestLargeDataIsNotReadForItsStat(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	proxy := zktest.RunProxy(t, server.Addr())
	writer := open(t, server.Addr(), session.Anonymous(), session.Options{})
	create(t, writer, "/large", nil)
	var paths, mixed []znode.Path
	for i := range 64 {
		mixed = append(mixed, create(t, writer, fmt.Sprintf("/large/small-%02d", i), nil))
	}
	for i := range 40 {
		paths = append(paths, create(t, writer, fmt.Sprintf("/large/%02d", i), make([]byte, 500_000)))
	}
	client := open(t, proxy.Addr(), session.Anonymous(), session.Options{})
	if _, err := client.WhoAmI(testContext(t)); err != nil { // so that the version is known
		t.Fatal(err)
	}
	before, _ := client.Status()
	proxy.CutAfter(8 << 20) // 40 times 500,000 bytes would not pass
	for i, result := range client.Stats(testContext(t), paths) {
		if result.Err != nil || result.Stat.DataLength != 500_000 {
			t.Errorf("%v: %+v", paths[i], result)
		}
	}
	for i, result := range client.Stats(testContext(t), append(mixed, paths...)) { // the first are small
		if result.Err != nil {
			t.Errorf("%d: %+v", i, result)
		}
	}
	if after, _ := client.Status(); after != before {
		t.Errorf("the connection was lost: %+v, then %+v", before, after)
	}
}

func TestKeptNamesFollowTheZnode(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	client := open(t, server.Addr(), digest(t, "alice", "wonderland"), session.Options{})
	ctx := testContext(t)
	parent := create(t, client, "/many", nil)
	for i := range 1500 {
		create(t, client, fmt.Sprintf("/many/%04d", i), nil)
	}
	want := func(number int) {
		t.Helper()
		names, stat, err := client.GetChildren(ctx, parent)
		if err != nil || len(names) != number || int(stat.NumChildren) != number || !slices.IsSorted(names) {
			t.Fatalf("%d names, stat %+v, %v; want %d", len(names), stat, err, number)
		}
	}
	want(1500)
	want(1500)
	create(t, client, "/many/more", nil)
	want(1501)
	if err := znode.Delete(ctx, client, path(t, "/many/0000"), 0); err != nil {
		t.Fatal(err)
	}
	want(1500)
	deleteAll(ctx, t, client, parent)
	_, _, err := client.GetChildren(ctx, parent)
	wantKind(t, err, znode.NotFound)
	create(t, client, "/many", nil)
	want(0)
}

func deleteAll(ctx context.Context, t *testing.T, client *session.Session, parent znode.Path) {
	t.Helper()
	names, _, err := client.GetChildren(ctx, parent)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if err := znode.Delete(ctx, client, path(t, parent.String()+"/"+name), znode.AnyVersion); err != nil {
			t.Fatal(err)
		}
	}
	if err := znode.Delete(ctx, client, parent, znode.AnyVersion); err != nil {
		t.Fatal(err)
	}
}

func TestStatsOfLongPathsFitARequest(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	client := open(t, server.Addr(), session.Anonymous(), session.Options{})
	if _, err := client.WhoAmI(testContext(t)); err != nil { // so that the version is known
		t.Fatal(err)
	}
	before := awaitState(t, client, znode.Connected)
	var paths []znode.Path
	for i := range 2000 {
		paths = append(paths, path(t, fmt.Sprintf("/%04d%s", i, strings.Repeat("x", znode.MaxPathBytes-5))))
	}
	for i, result := range client.Stats(testContext(t), paths) {
		if znode.KindOf(result.Err) != znode.NotFound {
			t.Fatalf("path %d: %+v", i, result)
		}
	}
	if after, _ := client.Status(); after != before {
		t.Errorf("the connection went from %+v to %+v", before, after)
	}
}
