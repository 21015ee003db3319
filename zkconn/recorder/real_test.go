package recorder

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-zookeeper/zk"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/zkserver"
	"zkweb/zkconn/zktest"
)

// shared is a memory that a test may read while a recorder runs.
type shared struct {
	mu sync.Mutex
	memory
}

func (s *shared) Begin(ctx context.Context, tree *txnlog.Tree, time int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.memory.Begin(ctx, tree, time)
}

func (s *shared) Append(ctx context.Context, all []txnlog.Transaction, source string, proof txnlog.Proof) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.memory.Append(ctx, all, source, proof)
}

func (s *shared) Gap(ctx context.Context, gap txnlog.Gap) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.memory.Gap(ctx, gap)
}

// has reports whether the store has a transaction that creates a path.
func (s *shared) has(path string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(s.taken, func(t txnlog.Transaction) bool {
		return len(t.Ops) > 0 && t.Ops[0].Type.Creates() && t.Ops[0].Path == path
	})
}

// record runs a recorder of a server until the test ends.
func record(t *testing.T, server *zktest.Server) *shared {
	t.Helper()
	return recordFrom(t, server, filepath.Join(server.Dir(), "data"))
}

func recordFrom(t *testing.T, server *zktest.Server, dir string) *shared {
	t.Helper()
	at, err := cluster.Parse("test=" + server.Addr())
	must(t, err)
	store := &shared{}
	r := New(Options{
		Sources: []Source{{LogDir: dir}}, Servers: []Server{Srvr(at, nil)}, Store: store,
		Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := r.Run(ctx); err != nil {
			t.Error(err)
		}
	}()
	t.Cleanup(func() { stop(); <-done })
	return store
}

func client(t *testing.T, addresses ...string) *zk.Conn {
	t.Helper()
	client, _, err := zk.Connect(addresses, 30*time.Second, zk.WithLogInfo(false), zk.WithLogger(silence{}))
	must(t, err)
	t.Cleanup(client.Close)
	return client
}

type silence struct{}

func (silence) Printf(string, ...any) {}

var open = zk.WorldACL(zk.PermAll)

// create creates a znode, and tries again until it exists.
func create(t *testing.T, client *zk.Conn, path string) {
	t.Helper()
	await(t, path, func() bool {
		_, err := client.Create(path, nil, 0, open)
		return err == nil || errors.Is(err, zk.ErrNodeExists)
	})
}

func await(t *testing.T, what string, done func() bool) {
	t.Helper()
	zktest.Eventually(t, what+" comes", done)
}

// A server is killed with transactions half written, starts a new log and comes back. The record
// has exactly what its logs have in the end.
func TestRecordsThroughKill(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t, zktest.Config{JavaProperties: map[string]string{"zookeeper.snapCount": "40"}})
	store := record(t, server)
	writer := client(t, server.Addr())
	for i := range 60 {
		create(t, writer, fmt.Sprintf("/before-%d", i))
	}
	under := make(chan struct{})
	go func() {
		defer close(under)
		for i := range 100 {
			if _, err := writer.Create(fmt.Sprintf("/under-%d", i), nil, 0, open); err != nil {
				return
			}
		}
	}()
	await(t, "/under-10", func() bool { return store.has("/under-10") })
	server.Kill()
	must(t, server.Restart())
	<-under
	for i := range 60 {
		create(t, writer, fmt.Sprintf("/after-%d", i))
	}
	await(t, "/after-59", func() bool { return store.has("/after-59") })
	writer.Close()
	server.Stop()
	logged := logged(t, server)
	await(t, "the last transaction", func() bool { store.mu.Lock(); defer store.mu.Unlock(); return store.last == logged[len(logged)-1] })
	want(t, "recorded", store.zxids(), logged)
	if len(store.gaps) != 0 {
		t.Errorf("gaps %v", store.gaps)
	}
}

func logged(t *testing.T, server *zktest.Server) (zxids []int64) {
	t.Helper()
	tailer := txnlog.NewTailer(filepath.Join(server.Dir(), "data"), 0)
	defer func() { must(t, tailer.Close()) }()
	for {
		transaction, err := tailer.Next()
		if errors.Is(err, io.EOF) {
			return zxids
		}
		must(t, err)
		zxids = append(zxids, transaction.Zxid)
	}
}

// A leader writes transactions that none of its followers gets, and is killed, so that others lead.
// These transactions are never recorded, neither from that leader's log nor by an observer for the
// record. Both record what was committed.
func TestRecordsThroughLeaderKill(t *testing.T) {
	t.Parallel()
	ensemble := zktest.RunEnsemble(t, 3)
	tap, tapped := observer(t, ensemble)
	byTap := recordFrom(t, tap, tapped)
	leader, err := ensemble.Leader()
	must(t, err)
	byLeader := record(t, leader)
	writer := client(t, strings.Split(ensemble.Addrs(), ",")...)
	for i := range 20 {
		create(t, writer, fmt.Sprintf("/before-%d", i))
	}
	await(t, "/before-19", func() bool { return byTap.has("/before-19") && byLeader.has("/before-19") })

	followers := ensemble.Followers()
	var ghosts sync.WaitGroup
	lonely := client(t, leader.Addr())
	create(t, lonely, "/lonely")
	for _, follower := range followers {
		must(t, follower.Pause())
	}
	for i := range 10 {
		ghosts.Go(func() { _, _ = lonely.Create(fmt.Sprintf("/ghost-%d", i), nil, 0, open) })
	}
	await(t, "the ghosts in the leader's log", func() bool { return len(pathsOf(t, leader, "/ghost-")) == 10 })
	leader.Kill()
	for _, follower := range followers {
		follower.Kill() // it would acknowledge what is in its sockets, and so commit it
	}
	restart(t, followers)
	lonely.Close()
	ghosts.Wait()
	for i := range 20 {
		create(t, writer, fmt.Sprintf("/after-%d", i))
	}
	if there, _, err := writer.Exists("/ghost-0"); there || err != nil {
		t.Fatalf("a ghost is there: %v, %v", there, err)
	}
	must(t, leader.Restart())
	for i := range 5 {
		create(t, writer, fmt.Sprintf("/last-%d", i))
	}
	for name, store := range map[string]*shared{"tap": byTap, "leader": byLeader} {
		await(t, "/last-4 by the "+name, func() bool { return store.has("/last-4") })
		for i := range 10 {
			if store.has(fmt.Sprintf("/ghost-%d", i)) {
				t.Errorf("the %s has recorded /ghost-%d", name, i)
			}
		}
	}
	for i := range 20 {
		if !byTap.has(fmt.Sprintf("/before-%d", i)) || !byTap.has(fmt.Sprintf("/after-%d", i)) {
			t.Errorf("the observer has not recorded /before-%d or /after-%[1]d", i)
		}
	}
	if len(byTap.gaps) != 0 {
		t.Errorf("the record of the observer has gaps: %v", byTap.gaps)
	}
	byLeader.mu.Lock()
	defer byLeader.mu.Unlock()
	if !byLeader.has2("/after-0") && len(byLeader.gaps) == 0 {
		t.Error("the leader's record lacks what came while it was down, and shows no gap")
	}
}

// restart starts servers that elect a leader among them.
func restart(t *testing.T, servers []*zktest.Server) {
	t.Helper()
	var starting sync.WaitGroup
	errs := make([]error, len(servers))
	for i, server := range servers {
		starting.Go(func() { errs[i] = server.Restart() })
	}
	starting.Wait()
	must(t, errors.Join(errs...))
}

// has2 is like has, but the caller must hold the lock.
func (m *memory) has2(path string) bool {
	return slices.ContainsFunc(m.taken, func(t txnlog.Transaction) bool { return len(t.Ops) > 0 && t.Ops[0].Path == path })
}

func pathsOf(t *testing.T, server *zktest.Server, prefix string) (paths []string) {
	t.Helper()
	tailer := txnlog.NewTailer(filepath.Join(server.Dir(), "data"), 0)
	defer func() { must(t, tailer.Close()) }()
	for {
		transaction, err := tailer.Next()
		if err != nil {
			return paths
		}
		if len(transaction.Ops) > 0 && strings.HasPrefix(transaction.Ops[0].Path, prefix) {
			paths = append(paths, transaction.Ops[0].Path)
		}
	}
}

// observer starts an observer that the ensemble does not list, as in docs/recorder.md, and returns
// it and its dataDir.
func observer(t *testing.T, ensemble *zktest.Ensemble) (*zktest.Server, string) {
	t.Helper()
	config, err := os.ReadFile(filepath.Join(ensemble.Servers[0].Dir(), "zoo.cfg"))
	must(t, err)
	data := t.TempDir()
	must(t, os.WriteFile(filepath.Join(data, "myid"), []byte("200\n"), 0o600))
	quorum, err := zkserver.FreePort()
	must(t, err)
	election, err := zkserver.FreePort()
	must(t, err)
	lines := []string{"dataDir=" + data, "peerType=observer", fmt.Sprintf("server.200=127.0.0.1:%d:%d:observer", quorum, election)}
	for line := range strings.Lines(string(config)) {
		if strings.HasPrefix(line, "server.") {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return zktest.Run(t, zktest.Config{ZooCfg: lines}), data
}

// One server runs each release in turn. Everything that it has acknowledged is recorded, in all
// formats, without gaps between the releases.
func TestRecordsThroughUpgrades(t *testing.T) {
	t.Parallel()
	config := zktest.Config{JavaProperties: map[string]string{"zookeeper.snapshot.trust.empty": "true", "zookeeper.snapCount": "30"}}
	server := zktest.RunRelease(t, zktest.Releases[0], config)
	store := record(t, server)
	answered := map[string]int64{}
	for i, release := range zktest.Releases {
		if i > 0 {
			installation, err := zktest.FindRelease(release)
			must(t, err)
			config.Installation = installation
			must(t, server.RestartWith(config))
		}
		writer := client(t, server.Addr())
		for n := range 40 {
			path := fmt.Sprintf("/by-%s-%d", release, n)
			create(t, writer, path)
			_, stat, err := writer.Exists(path)
			must(t, err)
			answered[path] = stat.Czxid
		}
		writer.Close()
		await(t, "the last of "+release, func() bool { return store.has(fmt.Sprintf("/by-%s-39", release)) })
	}
	server.Stop()
	logged := logged(t, server)
	await(t, "the last transaction", func() bool { store.mu.Lock(); defer store.mu.Unlock(); return store.last == logged[len(logged)-1] })
	want(t, "recorded", store.zxids(), logged)
	if len(store.gaps) != 0 || store.proofs[store.last] != txnlog.ProofDigest {
		t.Errorf("gaps %v, proof %q", store.gaps, store.proofs[store.last])
	}
	for _, transaction := range store.taken {
		if len(transaction.Ops) > 0 && answered[transaction.Ops[0].Path] == transaction.Zxid {
			delete(answered, transaction.Ops[0].Path)
		}
	}
	if len(answered) > 0 {
		t.Errorf("answered and not recorded: %v", answered)
	}
}

// A reconfiguration, and local sessions that become global when necessary, are recorded as the
// ensemble has them, with proof throughout.
func TestRecordsReconfigurationAndLocalSessions(t *testing.T) {
	t.Parallel()
	installation, err := zktest.FindRelease("3.9.3")
	must(t, err)
	ensemble := zktest.RunEnsemble(t, 3, zktest.Config{
		Installation: installation, ZooCfg: []string{"reconfigEnabled=true", "localSessionsEnabled=true", "localSessionsUpgradingEnabled=true"},
		JavaProperties: map[string]string{"zookeeper.skipACL": "yes"},
	})
	leader, err := ensemble.Leader()
	must(t, err)
	store := record(t, leader)
	local, upgraded := client(t, leader.Addr()), client(t, leader.Addr())
	create(t, local, "/before")
	_, err = upgraded.Create("/ephemeral", nil, zk.FlagEphemeral, open)
	must(t, err)
	_, err = local.IncrementalReconfig([]string{"server.9=127.0.0.1:1:2:observer;127.0.0.1:3"}, nil, -1)
	must(t, err)
	create(t, local, "/after")
	await(t, "/after", func() bool { return store.has("/after") })
	store.mu.Lock()
	defer store.mu.Unlock()
	var opened, changed int
	for _, transaction := range store.taken {
		switch transaction.Type {
		case txnlog.TypeCreateSession:
			opened++
		case txnlog.TypeReconfig:
			if op := transaction.Ops[0]; op.Path == "/zookeeper/config" && strings.Contains(string(op.Data), "server.9=") {
				changed++
			}
		}
	}
	if opened != 1 || changed != 1 {
		t.Errorf("%d sessions and %d reconfigurations are recorded", opened, changed)
	}
	if len(store.gaps) != 0 || store.proofs[store.last] != txnlog.ProofDigest {
		t.Errorf("gaps %v, proof %q", store.gaps, store.proofs[store.last])
	}
}

// A record begins with a snapshot that a server wrote while it applied transactions, and with the
// log after it. It begins as early as a digest proves the tree, with the same tree that the whole
// log gives.
func TestBeginsWithAServersFuzzySnapshot(t *testing.T) {
	for _, release := range []string{"3.5.10", "3.9.3"} {
		t.Run(release, func(t *testing.T) {
			t.Parallel()
			all, file, snapshot := fuzzySnapshot(t, release)
			trimmed := Source{LogDir: t.TempDir()}
			files, err := txnlog.Logs(all.LogDir)
			must(t, err)
			for i, log := range files {
				if i == len(files)-1 || files[i+1].Zxid > file.Zxid {
					must(t, os.Link(log.Path, filepath.Join(trimmed.LogDir, filepath.Base(log.Path))))
				}
			}
			must(t, os.Link(file.Path, filepath.Join(trimmed.LogDir, filepath.Base(file.Path))))
			found, err := trimmed.oldest()
			must(t, err)
			zxid := found.tree.Zxid()
			if digests := release >= "3.6"; zxid < file.Zxid || digests && zxid >= snapshot.Exact || !digests && zxid != snapshot.Exact {
				t.Errorf("it begins with %#x, of a snapshot %#x that is exact at %#x", zxid, file.Zxid, snapshot.Exact)
			}
			whole, _ := all.fresh()
			must(t, all.replay(whole, zxid, nil))
			if whole.Len() != found.tree.Len() || whole.Digest() != found.tree.Digest() {
				t.Errorf("as of %#x there are %d znodes, not %d", zxid, found.tree.Len(), whole.Len())
			}
			store, imported := importing(t, trimmed.LogDir)
			if len(store.gaps) != 0 || imported.First != zxid || store.taken[0].Zxid != zxid+1 || imported.Left != 0 {
				t.Errorf("%+v, gaps %v", imported, store.gaps)
			}
		})
	}
}

// fuzzySnapshot returns the files of a server that was written to while it wrote a snapshot, and
// that snapshot.
func fuzzySnapshot(t *testing.T, release string) (all Source, file txnlog.File, snapshot *txnlog.Snapshot) {
	t.Helper()
	server := zktest.RunRelease(t, release, zktest.Config{JavaProperties: map[string]string{"zookeeper.snapCount": "1000"}})
	writer := client(t, server.Addr())
	create(t, writer, "/a")
	all = Source{LogDir: filepath.Join(server.Dir(), "data")}
	for round := 0; snapshot == nil; round++ {
		if round == 20 {
			t.Fatal("no snapshot is fuzzy")
		}
		var writing sync.WaitGroup
		for worker := range 64 {
			writing.Go(func() {
				for i := range 50 {
					_, _ = writer.Create(fmt.Sprintf("/a/%d-%d-%d", round, worker, i), make([]byte, 1000), 0, open)
				}
			})
		}
		writing.Wait()
		file, snapshot = fuzziest(t, all)
	}
	writer.Close()
	server.Stop()
	return all, file, snapshot
}

// fuzziest returns the snapshot that is the furthest before the zxid at which it is exact; nil if
// there is none. It ignores those within the first log, since that log alone would do.
func fuzziest(t *testing.T, all Source) (file txnlog.File, snapshot *txnlog.Snapshot) {
	t.Helper()
	snapshots, err := txnlog.Snapshots(all.LogDir)
	must(t, err)
	logs, err := txnlog.Logs(all.LogDir)
	must(t, err)
	widest := int64(1)
	for _, each := range snapshots {
		one, err := txnlog.ReadSnapshot(each) // it may still be incomplete
		if err == nil && len(logs) > 1 && each.Zxid >= logs[1].Zxid && one.Exact-each.Zxid > widest {
			file, snapshot, widest = each, one, one.Exact-each.Zxid
		}
	}
	return file, snapshot
}
