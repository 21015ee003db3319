package listing_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"testing"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// TestListOnAServer checks on a real server that a page has the same stats as Exists.
func TestListOnAServer(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	session := connect(ctx, t, zktest.Run(t).Addr())
	parent := child(t, znode.Root, "services")
	create(ctx, t, session, parent, nil, znode.ModePersistent)
	var all []string
	for i := range 30 {
		name := fmt.Sprintf("服务-%02d", i)
		all = append(all, name)
		mode := znode.ModePersistent
		if i%3 == 0 {
			mode = znode.ModeEphemeral
		}
		create(ctx, t, session, child(t, parent, name), bytes.Repeat([]byte("x"), i%7), mode)
	}
	parentStat, err := session.Exists(ctx, parent)
	if err != nil {
		t.Fatal(err)
	}
	for _, sort := range allSorts {
		var seen []string
		for after, more := "", true; more; {
			page, err := read(ctx, session, parent, query(t, "务", sort, "7", after))
			if err != nil {
				t.Fatal(err)
			}
			if page.Total != 30 || page.Matched != 30 || page.Start != len(seen) || page.Stat != parentStat {
				t.Errorf("sort=%s: total %d, matched %d, start %d, stat %+v", sort, page.Total, page.Matched, page.Start, page.Stat)
			}
			for _, item := range page.Items {
				stat, err := session.Exists(ctx, item.Path)
				if err != nil || item.Err != nil || item.Stat != stat || item.Path != child(t, parent, item.Name) {
					t.Errorf("sort=%s: %+v, Exists returned %+v, %v", sort, item, stat, err)
				}
				seen = append(seen, item.Name)
			}
			after, more = page.Next, page.Next != ""
		}
		if !slices.Equal(sorted(seen), all) {
			t.Errorf("sort=%s: saw %v", sort, seen)
		}
	}
}

func TestListOnAServerFails(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	session := connect(ctx, t, zktest.Run(t).Addr())
	secret := child(t, znode.Root, "secret")
	onlyOthers := []znode.ACL{{Scheme: "digest", ID: "alice:hash", Perms: znode.PermAll}}
	if _, err := znode.Create(ctx, session, secret, nil, onlyOthers, znode.ModePersistent); err != nil {
		t.Fatal(err)
	}
	for path, kind := range map[znode.Path]znode.Kind{
		secret:                           znode.Denied,
		child(t, znode.Root, "not-here"): znode.NotFound,
	} {
		if _, err := read(ctx, session, path, query(t, "", "", "", "")); znode.KindOf(err) != kind {
			t.Errorf("%s: %v, want %s", path, err, kind)
		}
	}
	// A child that is denied has a row like the others, because its stat may be read.
	page, err := read(ctx, session, znode.Root, query(t, "", "", "", ""))
	if err != nil || names(page) != "secret zookeeper" || page.Items[0].Err != nil || page.Items[0].Stat.Czxid == 0 {
		t.Errorf("%+v, %v", page, err)
	}
}

func connect(ctx context.Context, t *testing.T, address string) *session.Session {
	t.Helper()
	cluster, err := cluster.Parse("test=" + address)
	if err != nil {
		t.Fatal(err)
	}
	session := session.Open(cluster, session.Anonymous(), session.Options{SessionTimeout: zktest.SessionTimeout, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	t.Cleanup(session.Close)
	if err := session.AwaitConnected(ctx); err != nil {
		t.Fatal(err)
	}
	return session
}

func child(t *testing.T, parent znode.Path, name string) znode.Path {
	t.Helper()
	path, err := parent.Child(name)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func create(ctx context.Context, t *testing.T, writer znode.Writer, path znode.Path, data []byte, mode znode.CreateMode) {
	t.Helper()
	anyone := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}
	if _, err := znode.Create(ctx, writer, path, data, anyone, mode); err != nil {
		t.Fatal(err)
	}
}
