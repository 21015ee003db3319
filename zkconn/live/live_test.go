package live_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/live"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(zktest.Shared{M: m}) }

// patience bounds every wait of a test. It is far longer than any should take.
const patience = zktest.Patience

func testContext(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	return ctx
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, connection string, credentials session.Credentials) *session.Session {
	t.Helper()
	return openFor(t, connection, credentials, zktest.SessionTimeout)
}

func openFor(t *testing.T, connection string, credentials session.Credentials, timeout time.Duration) *session.Session {
	t.Helper()
	parsed, err := cluster.Parse("test=" + connection)
	must(t, err)
	s := session.Open(parsed, credentials, session.Options{SessionTimeout: timeout, Logger: slog.New(slog.DiscardHandler)})
	t.Cleanup(s.Close)
	must(t, s.AwaitConnected(testContext(t)))
	return s
}

func path(t *testing.T, text string) znode.Path {
	t.Helper()
	parsed, err := znode.ParsePath(text)
	must(t, err)
	return parsed
}

var (
	openACL = []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}
	nobody  = []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAdmin}}
)

func apply(t *testing.T, s *session.Session, ops ...znode.Op) {
	t.Helper()
	for i, op := range ops {
		if op.Kind == znode.OpCreate && op.ACL == nil {
			ops[i].ACL = openACL
		}
		if op.Kind != znode.OpCreate {
			ops[i].Version = znode.AnyVersion
		}
		_, err := s.Apply(testContext(t), ops[i])
		must(t, err)
	}
}

// views are the views that a Follow tells.
type views struct {
	told chan live.View
	stop func() // ends the Follow and waits for it
}

func follow(t *testing.T, s *session.Session, at string) views {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	v := views{told: make(chan live.View, 100)}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		live.Follow(ctx, s, path(t, at), &live.Pace{}, func(view live.View) { v.told <- view })
	}()
	v.stop = func() {
		cancel()
		<-ended
	}
	t.Cleanup(v.stop)
	return v
}

// await returns the first view for which wanted returns true.
func (v views) await(t *testing.T, what string, wanted func(live.View) bool) live.View {
	t.Helper()
	ctx := testContext(t)
	for {
		select {
		case view := <-v.told:
			if wanted(view) {
				return view
			}
		case <-ctx.Done():
			t.Fatalf("never seen: %s", what)
		}
	}
}

// releases maps the versions to whether they have persistent watches.
var releases = map[string]bool{"3.4": false, "3.6": true, "3.8": true, "3.9": true}

func run(t *testing.T, line string) *zktest.Server {
	t.Helper()
	return zktest.RunRelease(t, line, zktest.Config{ZooCfg: []string{"4lw.commands.whitelist=*"}})
}

// watched reports whether a server has a watch on a path.
func watched(t *testing.T, server *zktest.Server, at string) bool {
	t.Helper()
	conn, err := net.Dial("tcp", server.Addr())
	must(t, err)
	defer func() { _ = conn.Close() }()
	_, err = io.WriteString(conn, "wchp")
	must(t, err)
	said, err := io.ReadAll(conn)
	must(t, err)
	for line := range strings.Lines(string(said)) {
		if strings.TrimSpace(line) == at {
			return true
		}
	}
	return false
}

// TestFollow checks that every kind of change is seen on each version of ZooKeeper, and that no
// watch is left.
func TestFollow(t *testing.T) {
	for line, watches := range releases {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			server := run(t, line)
			writer := open(t, server.Addr(), session.Anonymous())
			apply(t, writer, znode.Op{Kind: znode.OpCreate, Path: path(t, "/a")})
			reader := open(t, server.Addr(), session.Anonymous())
			v := follow(t, reader, "/a")
			first := v.await(t, "the first", func(live.View) bool { return true })
			if !first.Exists || !first.Readable || first.Stat.Version != 0 || first.Gaps != 0 {
				t.Errorf("the first view is %+v", first)
			}
			if watches {
				zktest.Eventually(t, "a watch is set", func() bool { return watched(t, server, "/a") })
			}
			for _, change := range []struct {
				what  string
				op    znode.Op
				shows func(live.View) bool
			}{
				{"data", znode.Op{Kind: znode.OpSet, Path: path(t, "/a"), Data: []byte("1")}, func(v live.View) bool { return v.Stat.Version == 1 }},
				{"a child", znode.Op{Kind: znode.OpCreate, Path: path(t, "/a/b")}, func(v live.View) bool { return v.Stat.NumChildren == 1 }},
				{"no child", znode.Op{Kind: znode.OpDelete, Path: path(t, "/a/b")}, func(v live.View) bool { return v.Stat.NumChildren == 0 && v.Stat.Cversion == 2 }},
				{"an ACL", znode.Op{Kind: znode.OpSetACL, Path: path(t, "/a"), ACL: openACL}, func(v live.View) bool { return v.Stat.Aversion == 1 && v.Readable }},
				{"deleted", znode.Op{Kind: znode.OpDelete, Path: path(t, "/a")}, func(v live.View) bool { return !v.Exists && v.Stat == (znode.Stat{}) }},
				{"made anew", znode.Op{Kind: znode.OpCreate, Path: path(t, "/a")}, func(v live.View) bool { return v.Exists && v.Stat.Czxid != first.Stat.Czxid && v.Readable }},
				{"denied", znode.Op{Kind: znode.OpSetACL, Path: path(t, "/a"), ACL: nobody}, func(v live.View) bool { return v.Exists && !v.Readable }},
			} {
				apply(t, writer, change.op)
				v.await(t, change.what, change.shows)
			}
			v.stop()
			zktest.Eventually(t, "no watch is left", func() bool { return !watched(t, server, "/a") })
		})
	}
}

// TestNothingIsMissedInAGap checks that a change without a connection, or without a session, is
// seen after reconnecting, and that the gap is counted.
func TestNothingIsMissedInAGap(t *testing.T) {
	for line, watches := range releases {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			server := run(t, line)
			proxy := zktest.RunProxy(t, server.Addr())
			writer := open(t, server.Addr(), session.Anonymous())
			apply(t, writer, znode.Op{Kind: znode.OpCreate, Path: path(t, "/a")})
			reader := openFor(t, proxy.Addr(), session.Anonymous(), 4*time.Second) // the test waits for it to expire
			v := follow(t, reader, "/a")
			first := v.await(t, "the first", func(live.View) bool { return true })

			must(t, proxy.Refuse())
			apply(t, writer, znode.Op{Kind: znode.OpSet, Path: path(t, "/a")})
			must(t, proxy.Resume())
			changed := v.await(t, "the change, after SUSPENDED", func(v live.View) bool { return v.Stat.Version == 1 && v.Gaps > first.Gaps })

			before, _ := reader.Status()
			must(t, proxy.Refuse())
			zktest.Eventually(t, "the session has expired", func() bool { return !sessions(t, server, before.Session) })
			must(t, proxy.Resume())
			v.await(t, "that there was a gap, after LOST", func(v live.View) bool { return v.Gaps > changed.Gaps })
			apply(t, writer, znode.Op{Kind: znode.OpSet, Path: path(t, "/a")})
			v.await(t, "a change, after LOST", func(v live.View) bool { return v.Stat.Version == 2 })
			if watches {
				zktest.Eventually(t, "the watch is set again", func() bool { return watched(t, server, "/a") })
			}
			v.stop()
			zktest.Eventually(t, "no watch is left", func() bool { return !watched(t, server, "/a") })
		})
	}
}

// sessions reports whether a server knows a session.
func sessions(t *testing.T, server *zktest.Server, id int64) bool {
	t.Helper()
	conn, err := net.Dial("tcp", server.Addr())
	must(t, err)
	defer func() { _ = conn.Close() }()
	_, err = io.WriteString(conn, "dump")
	must(t, err)
	said, err := io.ReadAll(conn)
	must(t, err)
	return strings.Contains(string(said), fmt.Sprintf("%#x", id))
}

// TestNoWatchIsLeftAfterClicking opens and closes many pages quickly, while the connection breaks
// now and then.
func TestNoWatchIsLeftAfterClicking(t *testing.T) {
	t.Parallel()
	server := run(t, "3.9")
	proxy := zktest.RunProxy(t, server.Addr())
	writer := open(t, server.Addr(), session.Anonymous())
	paths := make([]string, 10)
	for i := range paths {
		paths[i] = fmt.Sprintf("/click%d", i)
		apply(t, writer, znode.Op{Kind: znode.OpCreate, Path: path(t, paths[i])})
	}
	reader := open(t, proxy.Addr(), session.Anonymous())
	for i := range 600 {
		v := follow(t, reader, paths[i%len(paths)])
		if i%2 == 0 { // the others end before they have begun
			v.await(t, "the page", func(live.View) bool { return true })
		}
		if i%150 == 149 {
			proxy.Cut()
		}
		v.stop()
	}
	must(t, reader.AwaitConnected(testContext(t)))
	for _, at := range paths {
		zktest.Eventually(t, "no watch is left on "+at, func() bool { return !watched(t, server, at) })
	}
	v := follow(t, reader, paths[0])
	v.await(t, "the page", func(live.View) bool { return true })
	zktest.Eventually(t, "a watch is set again", func() bool { return watched(t, server, paths[0]) })
}

// followRows follows children of /rows, and returns the views of all looks.
func followRows(t *testing.T, s *session.Session, names ...string) chan live.RowsView {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	paths := make([]znode.Path, len(names))
	for i, name := range names {
		paths[i] = path(t, "/rows/"+name)
	}
	told, ended := make(chan live.RowsView, 100), make(chan struct{})
	go func() {
		defer close(ended)
		live.Rows(ctx, s, paths, new(live.Pace), func(view live.RowsView) { told <- view })
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
	})
	return told
}

// TestRows checks the views of znodes that change, on servers with and without multi-reads, and
// that no watch is set.
func TestRows(t *testing.T) {
	for _, line := range []string{"3.4", "3.9"} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			server := run(t, line)
			s := open(t, server.Addr(), session.Anonymous())
			create := func(name string, data []byte) {
				apply(t, s, znode.Op{Kind: znode.OpCreate, Path: path(t, "/rows/"+name), Data: data})
			}
			apply(t, s, znode.Op{Kind: znode.OpCreate, Path: path(t, "/rows")})
			create("small", nil)
			create("large", make([]byte, 900_000))
			create("going", nil)
			told := followRows(t, s, "small", "large", "going", "coming")
			first := <-told
			if rows := first.Rows; len(rows) != 4 || rows[0].Stat.Czxid == 0 || rows[1].Stat.DataLength != 900_000 || rows[2].Gone || !rows[3].Gone {
				t.Fatalf("the first rows are %+v", first.Rows)
			}
			apply(t, s, znode.Op{Kind: znode.OpSet, Path: path(t, "/rows/small"), Data: []byte("new")})
			apply(t, s, znode.Op{Kind: znode.OpSet, Path: path(t, "/rows/large"), Data: []byte("small")})
			create("small/child", nil)
			create("coming", nil)
			apply(t, s, znode.Op{Kind: znode.OpDelete, Path: path(t, "/rows/going")})
			for view := range told {
				if rows := view.Rows; rows[0].Stat.Version == 1 && rows[0].Stat.NumChildren == 1 && rows[1].Stat.DataLength == 5 && rows[2].Gone && !rows[3].Gone {
					break
				}
			}
			if watched(t, server, "/rows/small") {
				t.Error("there is a watch on a row")
			}
		})
	}
}

// TestRowsThatDoNotChangeCostOneRequest checks that a page of rows takes one request, and that
// large data is not read.
func TestRowsThatDoNotChangeCostOneRequest(t *testing.T) {
	t.Parallel()
	server := run(t, "3.9")
	s := open(t, server.Addr(), session.Anonymous())
	apply(t, s, znode.Op{Kind: znode.OpCreate, Path: path(t, "/page")})
	paths := make([]znode.Path, 200)
	for i := range paths {
		paths[i] = path(t, fmt.Sprintf("/page/%03d", i))
		apply(t, s, znode.Op{Kind: znode.OpCreate, Path: paths[i]})
	}
	large := path(t, "/page/large")
	apply(t, s, znode.Op{Kind: znode.OpCreate, Path: large, Data: make([]byte, 900_000)})
	s.StatsSeen(testContext(t), append(paths, large)) // as a page does before
	for what, c := range map[string]struct {
		paths []znode.Path
		cost  int
	}{"a page of rows": {paths, 1}, "one of them large": {append(paths, large), 2}} {
		if _, cost := s.StatsSeen(testContext(t), c.paths); cost != c.cost {
			t.Errorf("%s costs %d, want %d", what, cost, c.cost)
		}
	}
}
