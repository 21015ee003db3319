package session_test

import (
	"bytes"
	"context"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"zkweb/zkconn/session"
	"zkweb/zkconn/wire"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// pageOf returns the question for the page of a znode: everything about it, and the lists of all
// levels above with the stats of all children in them.
func pageOf(path znode.Path) znode.Question {
	return znode.Question{
		Path: path, Data: true, ACL: true, Lists: append(path.Ancestors(), path),
		Rows: func(lists []znode.List) [][]znode.Path {
			rows := make([][]znode.Path, len(lists))
			for i, list := range lists {
				for _, name := range list.Names {
					if child, err := list.Path.Child(name); err == nil {
						rows[i] = append(rows[i], child)
					}
				}
			}
			return rows
		},
	}
}

// readEach answers a question by a separate call for each part.
func readEach(ctx context.Context, reader znode.Reader, q znode.Question) znode.Answer {
	a := znode.Answer{Stats: znode.Stats{}}
	a.Stat, a.StatErr = reader.Exists(ctx, q.Path)
	a.Data, _, a.DataErr = reader.Get(ctx, q.Path)
	var stat znode.Stat
	a.ACL, stat, a.ACLErr = reader.GetACLs(ctx, q.Path)
	if znode.KindOf(a.StatErr) == znode.Denied && a.ACLErr == nil { // the stat that comes with the ACL needs ADMIN only
		a.Stat, a.StatErr = stat, nil
	}
	for _, path := range q.Lists {
		names, _, err := reader.GetChildren(ctx, path)
		a.Lists = append(a.Lists, znode.List{Path: path, Names: names, Err: err})
	}
	for _, rows := range q.Rows(a.Lists) {
		for _, row := range rows {
			stat, err := reader.Exists(ctx, row)
			if row == q.Path {
				stat, err = a.Stat, a.StatErr
			}
			a.Stats[row] = &znode.StatResult{Stat: stat, Err: err}
		}
	}
	return a
}

// glanceIsTrue checks that glances, cold and hot, return the same as single calls.
func glanceIsTrue(t *testing.T, client *session.Session, at string) {
	t.Helper()
	want := readEach(testContext(t), client, pageOf(path(t, at)))
	for _, state := range []string{"cold", "hot", "hot again", "quiet", "quiet again", "still quiet"} {
		got := client.Glance(testContext(t), pageOf(path(t, at)))
		if !sameAnswer(got, want) {
			t.Errorf("%s, %s: got %+v\nwant %+v", at, state, got, want)
		}
	}
}

// sameAnswer compares two answers, errors by their kinds.
func sameAnswer(a, b znode.Answer) bool {
	for _, answer := range []*znode.Answer{&a, &b} {
		for _, err := range []*error{&answer.StatErr, &answer.DataErr, &answer.ACLErr} {
			*err = kindOnly(*err)
		}
		answer.Lists = slices.Clone(answer.Lists)
		for i := range answer.Lists {
			answer.Lists[i].Err, answer.Lists[i].InOrder = kindOnly(answer.Lists[i].Err), nil
			answer.Lists[i].Names = append([]string(nil), answer.Lists[i].Names...)
		}
		for path, result := range answer.Stats {
			answer.Stats[path] = &znode.StatResult{Stat: result.Stat, Err: kindOnly(result.Err)}
		}
	}
	return reflect.DeepEqual(a, b)
}

func kindOnly(err error) error {
	if err == nil {
		return nil
	}
	return &znode.Error{Kind: znode.KindOf(err)}
}

// TestGlance checks glances at different kinds of znodes on several versions of ZooKeeper, before
// and after changes that invalidate what is kept.
func TestGlance(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"3.4", "3.5", "3.6", "3.9"} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			server := zktest.RunRelease(t, line)
			alice := open(t, server.Addr(), digest(t, "alice", "wonderland"), session.Options{})
			bob := open(t, server.Addr(), digest(t, "bob", "builder"), session.Options{})
			create(t, alice, "/a", []byte("data"))
			for i := range 20 {
				create(t, alice, fmt.Sprintf("/a/child-%02d", i), bytes.Repeat([]byte("x"), i))
			}
			create(t, alice, "/a/large", make([]byte, 900_000))
			create(t, alice, "/a/empty", nil)
			createWith(t, alice, "/a/private", []byte("mine"), aliceOnly)
			createWith(t, alice, "/a/private/child", []byte("mine"), aliceOnly)
			createWith(t, alice, "/a/governed", []byte("mine"), append([]znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAdmin}}, aliceOnly...))
			places := []string{"/", "/a", "/a/empty", "/a/large", "/a/private", "/a/private/child", "/a/governed", "/a/none", "/a/none/below"}
			for _, at := range places {
				glanceIsTrue(t, alice, at)
				glanceIsTrue(t, bob, at)
			}
			for _, op := range []znode.Op{
				{Kind: znode.OpSet, Path: path(t, "/a"), Data: make([]byte, 300_000), Version: znode.AnyVersion},
				{Kind: znode.OpSet, Path: path(t, "/a/large"), Data: []byte("small"), Version: znode.AnyVersion},
				{Kind: znode.OpDelete, Path: path(t, "/a/child-00"), Version: znode.AnyVersion},
				{Kind: znode.OpCreate, Path: path(t, "/a/none"), ACL: openACL},
				{Kind: znode.OpSetACL, Path: path(t, "/a/empty"), ACL: aliceOnly, Version: znode.AnyVersion},
				{Kind: znode.OpSetACL, Path: path(t, "/a/private"), ACL: openACL, Version: znode.AnyVersion},
			} {
				if _, err := alice.Apply(testContext(t), op); err != nil {
					t.Fatal(err)
				}
				for _, client := range []*session.Session{alice, bob} { // what is kept is older than the change
					at := op.Path
					got := client.Glance(testContext(t), pageOf(at))
					if want := readEach(testContext(t), client, pageOf(at)); !sameAnswer(got, want) {
						t.Errorf("after a change of %v: got %+v\nwant %+v", at, got, want)
					}
				}
			}
			for _, at := range places {
				glanceIsTrue(t, alice, at)
				glanceIsTrue(t, bob, at)
			}
		})
	}
}

// TestAPageCostsFewRequests counts the requests of pages that were never seen, and of pages that
// were.
func TestAPageCostsFewRequests(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	writer := open(t, server.Addr(), session.Anonymous(), session.Options{})
	create(t, writer, "/p", nil)
	for page := range 10 {
		create(t, writer, fmt.Sprintf("/p/%d", page), bytes.Repeat([]byte("x"), 900))
		for child := range 50 {
			create(t, writer, fmt.Sprintf("/p/%d/%02d", page, child), []byte("child"))
		}
	}
	way := zktest.RunCounter(t, server.Addr())
	client := open(t, way.Addr(), session.Anonymous(), session.Options{})
	if _, err := client.WhoAmI(testContext(t)); err != nil { // so that the version is known
		t.Fatal(err)
	}
	glance := func(at string) func() {
		return func() {
			answer := client.Glance(testContext(t), pageOf(path(t, at)))
			if answer.StatErr != nil || len(answer.Stats) < 50 {
				t.Errorf("%s: %+v", at, answer)
			}
		}
	}
	glance("/p/0")() // no similar znode is known yet
	for page := 1; page < 10; page++ {
		at := fmt.Sprintf("/p/%d", page)
		if cold, _ := way.During(glance(at)); cold > 3 {
			t.Errorf("%s, never seen: %d requests", at, cold)
		}
		if hot, _ := way.During(glance(at)); hot != 1 {
			t.Errorf("%s, seen before: %d requests", at, hot)
		}
	}
}

// TestLargeSiblingsAreNotRead checks that glances do not read the data of large children of which a
// page shows the stats.
func TestLargeSiblingsAreNotRead(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t, zktest.Config{HeapMiB: 512})
	writer := open(t, server.Addr(), session.Anonymous(), session.Options{})
	create(t, writer, "/big", nil)
	for i := range 10 {
		create(t, writer, fmt.Sprintf("/above-%d", i), nil)
	}
	for i := range 30 {
		create(t, writer, fmt.Sprintf("/big/%02d", i), make([]byte, 900_000))
	}
	way := zktest.RunCounter(t, server.Addr())
	client := open(t, way.Addr(), session.Anonymous(), session.Options{})
	for _, state := range []string{"first", "second"} {
		_, came := way.During(func() {
			if answer := client.Glance(testContext(t), pageOf(path(t, "/big"))); len(answer.Stats) < 30 {
				t.Errorf("%s: %+v", state, answer)
			}
		})
		if came > 50_000 {
			t.Errorf("the %s glance read %d bytes", state, came)
		}
	}
}

// TestAListThatIsTooLargeIsAskedForOnce checks that a list that is too large is read at most once
// for a page, because ZooKeeper writes all of it before it is refused here, and not again for later
// pages while it is unchanged. When it becomes small enough, it is shown.
func TestAListThatIsTooLargeIsAskedForOnce(t *testing.T) {
	t.Parallel()
	const children, name = 2000, 100
	server := zktest.Run(t)
	writer := open(t, server.Addr(), session.Anonymous(), session.Options{})
	create(t, writer, "/many", nil)
	var made, gone []znode.Op
	for i := range children {
		at := path(t, fmt.Sprintf("/many/%0*d", name, i))
		made = append(made, znode.Op{Kind: znode.OpCreate, Path: at, ACL: openACL})
		gone = append(gone, znode.Op{Kind: znode.OpDelete, Path: at, Version: znode.AnyVersion})
	}
	for ops := range slices.Chunk(made, 500) {
		if _, err := writer.Apply(testContext(t), ops...); err != nil {
			t.Fatal(err)
		}
	}
	way := zktest.RunCounter(t, server.Addr())
	client := open(t, way.Addr(), session.Anonymous(), session.Options{MaxReply: children * name / 2})
	question := znode.Question{Path: path(t, "/many"), Data: true, ACL: true, Lists: []znode.Path{znode.Root, path(t, "/many")}}
	glance := func() (list znode.List) {
		answer := client.Glance(testContext(t), question)
		if answer.StatErr != nil || answer.Lists[0].Err != nil {
			t.Errorf("the rest of the page: %+v", answer)
		}
		return answer.Lists[1]
	}
	wantKind(t, glance().Err, znode.TooLarge) // from now on it is known to have many children
	before := way.Operations()[wire.OpGetChildren]
	wantKind(t, glance().Err, znode.TooLarge)
	if asked := way.Operations()[wire.OpGetChildren] - before; asked != 1 {
		t.Errorf("the list was asked for %d times, want 1", asked)
	}
	wantKind(t, glance().Err, znode.TooLarge)
	before = way.Operations()[wire.OpGetChildren]
	for range 3 {
		wantKind(t, glance().Err, znode.TooLarge)
	}
	if asked := way.Operations()[wire.OpGetChildren] - before; asked != 0 {
		t.Errorf("the unchanged list was asked for %d times by later pages", asked)
	}
	for ops := range slices.Chunk(gone[children/4:], 500) {
		if _, err := writer.Apply(testContext(t), ops...); err != nil {
			t.Fatal(err)
		}
	}
	if list := glance(); list.Err != nil || len(list.Names) != children/4 {
		t.Errorf("%d names: %v", len(list.Names), list.Err)
	}
}

// TestNothingIsAskedForWhoHasLeft cancels the reading of stats of many children.
func TestNothingIsAskedForWhoHasLeft(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	writer := open(t, server.Addr(), session.Anonymous(), session.Options{})
	var paths []znode.Path
	create(t, writer, "/many", nil)
	for i := range 20 {
		paths = append(paths, create(t, writer, fmt.Sprintf("/many/%d", i), make([]byte, 5000)))
	}
	paths = slices.Repeat(paths, 250)
	way := zktest.RunCounter(t, server.Addr())
	client := open(t, way.Addr(), session.Anonymous(), session.Options{})
	gone, leave := context.WithCancel(testContext(t))
	leave()
	requests, _ := way.During(func() {
		for _, result := range client.Stats(gone, paths) {
			wantKind(t, result.Err, znode.Unavailable)
		}
		answer := client.Glance(gone, pageOf(paths[0]))
		wantKind(t, answer.StatErr, znode.Unavailable)
		wantKind(t, answer.ACLErr, znode.Unavailable)
		if err := client.Sync(testContext(t), znode.Root); err != nil {
			t.Fatal(err)
		}
	})
	if requests > 10 { // the sync, and the requests of a new connection
		t.Errorf("%d requests were sent", requests)
	}
	whole, _ := way.During(func() { client.Stats(testContext(t), paths) })
	leaving, leave := context.WithCancel(testContext(t))
	abandoned, _ := way.During(func() {
		done := make(chan struct{})
		go func() {
			defer close(done)
			client.Stats(leaving, paths)
		}()
		before := way.Requests()
		for way.Requests() < before+100 {
			if err := client.Sync(testContext(t), znode.Root); err != nil {
				t.Fatal(err)
			}
		}
		leave()
		<-done
	})
	if abandoned > whole/2 {
		t.Errorf("abandoned: %d requests; whole: %d", abandoned, whole)
	}
}
