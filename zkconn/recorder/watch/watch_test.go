package watch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/history"
	"zkweb/zkconn/session"
	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// kept is a history that the recorder writes, with helpers for tests.
type kept struct {
	*history.Writer
	t     *testing.T
	store *history.Store
}

func (k kept) Last() (int64, bool, error) { return k.Writer.Last(), k.Writer.Last() != 0, nil }

func (k kept) Nodes(ctx context.Context, visit func(history.Node) error) error {
	for node, err := range k.Writer.Nodes(ctx) {
		if err = errors.Join(err, visit(node)); err != nil {
			return err
		}
	}
	return nil
}

// keep opens the history in a folder until the test ends.
func keep(t *testing.T, dir string) kept {
	t.Helper()
	writer, err := history.OpenWriter(dir, history.Options{})
	must(t, err)
	t.Cleanup(func() { _ = writer.Close() })
	store, err := history.Open(dir, history.Key{})
	must(t, err)
	t.Cleanup(func() { _ = store.Close() })
	return kept{writer, t, store}
}

func (k kept) versions(path znode.Path) []history.Change {
	k.t.Helper()
	versions, err := k.store.Versions(k.t.Context(), path, 0, 1000)
	must(k.t, err)
	slices.Reverse(versions)
	return versions
}

// await waits until the newest change of a znode is as wanted.
func (k kept) await(path znode.Path, verb history.Verb, version int32) []history.Change {
	k.t.Helper()
	var versions []history.Change
	zktest.Eventually(k.t, fmt.Sprintf("%s has %s %d", path, verb, version), func() bool {
		versions = k.versions(path)
		return len(versions) > 0 && versions[len(versions)-1].Verb == verb && versions[len(versions)-1].Version == version
	})
	return versions
}

func (k kept) complete() history.Complete {
	k.t.Helper()
	complete, err := k.store.Complete(k.t.Context(), 0, 0)
	must(k.t, err)
	return complete
}

// watching records a server's paths until the test ends or the returned func is called.
func watching(t *testing.T, address string, to Store, paths ...znode.Path) (end func()) {
	t.Helper()
	client := open(t, address)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := Run(ctx, Options{Session: client, Paths: paths, Store: to, Logger: slog.New(slog.DiscardHandler), pollEvery: 200 * time.Millisecond}); err != nil {
			t.Errorf("watching ended: %v", err)
		}
	}()
	end = func() { stop(); <-done; client.Close() }
	t.Cleanup(end)
	return end
}

func open(t *testing.T, address string) *session.Session {
	t.Helper()
	of, err := cluster.Parse("test=" + address)
	must(t, err)
	client := session.Open(of, session.Anonymous(), session.Options{SessionTimeout: zktest.SessionTimeout, Logger: slog.New(slog.DiscardHandler)}.WithDefaults())
	t.Cleanup(client.Close)
	ctx, cancel := context.WithTimeout(t.Context(), zktest.Patience)
	defer cancel()
	must(t, client.AwaitConnected(ctx))
	return client
}

func apply(t *testing.T, client *session.Session, ops ...znode.Op) []znode.Result {
	t.Helper()
	results, err := client.Apply(t.Context(), ops...)
	must(t, err)
	return results
}

var all = []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}

func creating(p znode.Path, data string) znode.Op {
	return znode.Op{Kind: znode.OpCreate, Path: p, Data: []byte(data), ACL: all}
}

func setting(p znode.Path, data string) znode.Op {
	return znode.Op{Kind: znode.OpSet, Path: p, Data: []byte(data), Version: znode.AnyVersion}
}

func deleting(p znode.Path) znode.Op {
	return znode.Op{Kind: znode.OpDelete, Path: p, Version: znode.AnyVersion}
}

func path(t *testing.T, text string) znode.Path {
	t.Helper()
	p, err := znode.ParsePath(text)
	must(t, err)
	return p
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A server of 3.9 tells the zxid of every change. Each change is recorded, with its data if that
// could be read before the next.
func TestFasterThanReading(t *testing.T) {
	t.Parallel()
	server := zktest.RunRelease(t, "3.9.3")
	client := open(t, server.Addr())
	busy, once := path(t, "/busy"), path(t, "/busy/once")
	apply(t, client, creating(busy, "value 0"))
	to := keep(t, t.TempDir())
	watching(t, server.Addr(), to, znode.Root)
	apply(t, client, setting(busy, "value 1"))
	zktest.Eventually(t, "it watches", func() bool { return to.Writer.Last() != 0 })
	const sets, lives = 300, 40
	for i := range sets {
		apply(t, client, setting(busy, fmt.Sprintf("value %d", i+2)))
	}
	made := map[int64]bool{}
	for range lives {
		made[apply(t, client, creating(once, "here"))[0].Stat.Czxid] = true
		apply(t, client, deleting(once))
	}
	both := apply(t, client, setting(busy, fmt.Sprintf("value %d", sets+2)), creating(once, "last"))
	seen := to.await(busy, history.Set, sets+2)
	for i, version := range seen {
		if want := seen[0].Version + int32(i); version.Version != want {
			t.Fatalf("got version %d, want %d", version.Version, want)
		}
		data, err := to.store.Data(t.Context(), version)
		if errors.Is(err, history.ErrUnseen) {
			continue
		}
		if must(t, err); string(data) != fmt.Sprintf("value %d", version.Version) {
			t.Errorf("version %d is %q", version.Version, data)
		}
	}
	if last := seen[len(seen)-1]; last.Zxid != both[0].Zxid || last.Multi != 2 {
		t.Errorf("the last version is %+v, of %+v", last, both)
	}
	for _, change := range to.versions(once) {
		if change.Verb == history.Create {
			delete(made, change.Zxid)
		}
	}
	if len(made) > 0 {
		t.Errorf("%d of %d lives are not recorded", len(made), lives)
	}
	complete := to.complete()
	if len(complete.Gaps) > 0 || complete.Weakest() != txnlog.ProofWatched || len(complete.Spans) != 1 {
		t.Errorf("%+v", complete)
	}
}

// Changes while nobody watches are found afterwards, and recorded after a gap: when a connection is
// lost, and when a recorder is started again.
func TestFindsWhatItMissed(t *testing.T) {
	t.Parallel()
	server := zktest.RunRelease(t, "3.8.4")
	proxy := zktest.RunProxy(t, server.Addr())
	client := open(t, server.Addr())
	changed, gone, anew, still := path(t, "/in/changed"), path(t, "/in/gone"), path(t, "/in/anew"), path(t, "/in/still")
	outside := path(t, "/outside")
	apply(t, client, creating(path(t, "/in"), ""), creating(outside, "secret"), creating(changed, "0"), creating(gone, "0"), creating(anew, "0"), creating(still, "0"))
	dir := t.TempDir()
	to := keep(t, dir)
	end := watching(t, proxy.Addr(), to, path(t, "/in"))
	zktest.Eventually(t, "it watches", func() bool { return to.Writer.Last() != 0 })
	apply(t, client, setting(changed, "1"))
	to.await(changed, history.Set, 1)

	for round := range int32(2) {
		if round == 0 {
			must(t, proxy.Refuse())
		} else {
			end()
		}
		for version := range 3 {
			apply(t, client, setting(changed, fmt.Sprint(version)))
		}
		if round == 0 {
			apply(t, client, deleting(gone))
		} else {
			apply(t, client, znode.Op{Kind: znode.OpSetACL, Path: still, ACL: []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermRead | znode.PermWrite}}, Version: znode.AnyVersion})
		}
		apply(t, client, deleting(anew))
		apply(t, client, creating(anew, fmt.Sprintf("anew %d", round)))
		if round == 0 {
			must(t, proxy.Resume())
		} else {
			must(t, to.Writer.Close())
			to = keep(t, dir)
			end = watching(t, proxy.Addr(), to, path(t, "/in"))
		}
		versions := to.await(changed, history.Set, 4+3*round)
		data, err := to.store.Data(t.Context(), versions[len(versions)-1])
		if must(t, err); string(data) != "2" {
			t.Errorf("found %q", data)
		}
		lives := to.await(anew, history.Create, 0)
		if len(lives) != 2*int(round)+2 || lives[len(lives)-2].Verb != history.Delete {
			t.Errorf("lives %+v", lives)
		}
		complete := to.complete()
		if len(complete.Gaps) != int(round)+1 || complete.Gaps[round].Cause != txnlog.GapAway || complete.Weakest() != txnlog.ProofFound {
			t.Errorf("%+v", complete)
		}
		apply(t, client, setting(still, "watched"))
		to.await(still, history.Set, round+1)
	}
	if ends := to.versions(gone); len(ends) != 1 || ends[0].Verb != history.Delete {
		t.Errorf("%+v", ends)
	}
	if closed := to.versions(still); !slices.ContainsFunc(closed, func(c history.Change) bool {
		return c.Verb == history.SetACL && c.ACL[0].Perms == znode.PermRead|znode.PermWrite
	}) {
		t.Errorf("the ACL is not recorded: %+v", closed)
	}
	if there := to.versions(outside); len(there) != 0 {
		t.Errorf("what is not watched is recorded: %+v", there)
	}
	end()
	must(t, to.Writer.Close())
	verified, err := history.Verify(t.Context(), dir, history.Key{})
	if must(t, err); verified.Proofs[txnlog.ProofWatched] == 0 {
		t.Errorf("%+v", verified)
	}

	// Another ensemble, with a lower zxid.
	fresh := zktest.RunNew(t)
	err = Run(t.Context(), Options{Session: open(t, fresh.Addr()), Paths: []znode.Path{znode.Root}, Store: keep(t, dir), Logger: slog.New(slog.DiscardHandler)})
	if !errors.Is(err, ErrOther) {
		t.Errorf("another ensemble: %v", err)
	}
}

// Servers before 3.6 are scanned from time to time. All changes are found, and none is watched.
func TestLooksAtOldServers(t *testing.T) {
	t.Parallel()
	server := zktest.RunRelease(t, "3.5.10")
	client := open(t, server.Addr())
	to := keep(t, t.TempDir())
	watching(t, server.Addr(), to, znode.Root)
	zktest.Eventually(t, "it has begun", func() bool { return to.Writer.Last() != 0 })
	changed, gone := path(t, "/changed"), path(t, "/gone")
	apply(t, client, creating(changed, "0"))
	apply(t, client, creating(gone, "0"))
	to.await(gone, history.Create, 0)
	apply(t, client, deleting(gone))
	for i := range 5 {
		apply(t, client, setting(changed, fmt.Sprint(i)))
	}
	to.await(gone, history.Delete, 0)
	versions := to.await(changed, history.Set, 5)
	if data, err := to.store.Data(t.Context(), versions[len(versions)-1]); err != nil || string(data) != "4" {
		t.Errorf("%q, %v", data, err)
	}
	complete := to.complete()
	if len(complete.Gaps) != 1 || complete.Gaps[0].Cause != txnlog.GapPolled || complete.Weakest() != txnlog.ProofFound {
		t.Errorf("%+v", complete)
	}
}
