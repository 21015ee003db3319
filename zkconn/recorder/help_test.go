package recorder

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/txnlog/txnlogtest"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// memory is a Store in memory.
type memory struct {
	last   int64
	taken  []txnlog.Transaction
	proofs map[int64]txnlog.Proof
	gaps   []txnlog.Gap
	bases  []int64

	appends int // number of calls of Append
}

func (m *memory) Last() (int64, bool, error) { return m.last, len(m.bases) > 0, nil }

// LastTime returns the time that the tests' leader gives its transactions.
func (m *memory) LastTime(context.Context) (int64, bool, error) {
	if len(m.taken) == 0 {
		return 0, false, nil
	}
	return m.taken[len(m.taken)-1].Time, true, nil
}

func (m *memory) Exact() (bool, error) {
	return len(m.gaps) == 0 || m.bases[len(m.bases)-1] >= m.gaps[len(m.gaps)-1].Before-1, nil
}

func (m *memory) Begin(_ context.Context, tree *txnlog.Tree, _ int64) error {
	m.last = tree.Zxid()
	m.bases = append(m.bases, m.last)
	return nil
}

func (m *memory) Append(_ context.Context, transactions []txnlog.Transaction, _ string, proof txnlog.Proof) error {
	m.appends++
	if m.proofs == nil {
		m.proofs = map[int64]txnlog.Proof{}
	}
	for _, transaction := range transactions {
		if transaction.Zxid <= m.last {
			return fmt.Errorf("0x%x comes after 0x%x", transaction.Zxid, m.last)
		}
		m.last = transaction.Zxid
		m.taken = append(m.taken, transaction)
		m.proofs[transaction.Zxid] = proof
	}
	return nil
}

func (m *memory) Gap(_ context.Context, gap txnlog.Gap) error {
	m.gaps = append(m.gaps, gap)
	return nil
}

func (m *memory) zxids() []int64 {
	zxids := []int64{}
	for _, transaction := range m.taken {
		zxids = append(zxids, transaction.Zxid)
	}
	return zxids
}

// leader makes transactions like the leader of an ensemble.
type leader struct {
	tree     *txnlog.Tree
	zxid     int64
	digests  bool
	versions map[string]int32
}

func newLeader(digests bool) *leader {
	return &leader{tree: txnlog.NewTree(true), digests: digests, versions: map[string]int32{}}
}

// elect begins an epoch.
func (l *leader) elect(epoch int64) { l.zxid = epoch << 32 }

// create makes a transaction that creates a znode.
func (l *leader) create(path string) txnlog.Transaction {
	l.versions[""]++
	open := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}
	return l.propose(txnlog.Op{Type: txnlog.TypeCreate, Path: path, ACL: open, ParentCversion: l.versions[""]})
}

// sets makes transactions that set the data of /a.
func (l *leader) sets(count int) (all []txnlog.Transaction) {
	for range count {
		l.versions["/a"]++
		data := fmt.Appendf(nil, "value %d", l.versions["/a"])
		all = append(all, l.propose(txnlog.Op{Type: txnlog.TypeSet, Path: "/a", Data: data, Version: l.versions["/a"]}))
	}
	return all
}

// fail makes a transaction of a failed request, which has no digest.
func (l *leader) fail() txnlog.Transaction {
	l.zxid++
	return txnlog.Transaction{Zxid: l.zxid, Time: l.zxid, Session: 7, Cxid: 1, Type: txnlog.TypeError, Err: -110}
}

func (l *leader) propose(op txnlog.Op) txnlog.Transaction {
	l.zxid++
	transaction := txnlog.Transaction{Zxid: l.zxid, Time: l.zxid, Session: 7, Cxid: 1, Type: op.Type, Ops: []txnlog.Op{op}}
	l.tree.Apply(&transaction)
	if l.digests {
		transaction.Digest = l.tree.Digest()
	}
	return transaction
}

// unheard makes transactions that only this leader has, and the next leader does not know.
func (l *leader) unheard(propose func() []txnlog.Transaction) []txnlog.Transaction {
	mark, zxid, versions := l.tree.Mark(), l.zxid, map[string]int32{"": l.versions[""], "/a": l.versions["/a"]}
	defer func() { l.tree.Rollback(mark); l.zxid, l.versions = zxid, versions }()
	return propose()
}

func zxidsOf(runs ...[]txnlog.Transaction) []int64 {
	zxids := []int64{}
	for _, transaction := range slices.Concat(runs...) {
		zxids = append(zxids, transaction.Zxid)
	}
	return zxids
}

func follow(t *testing.T, store Store, servers []Server, dirs ...string) *Recorder {
	t.Helper()
	var sources []Source
	for _, dir := range dirs {
		sources = append(sources, Source{LogDir: dir})
	}
	r := New(Options{Sources: sources, Servers: servers, Store: store, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	must(t, r.open(t.Context()))
	t.Cleanup(r.close)
	return r
}

// steps makes the recorder do everything that it can do now.
func steps(t *testing.T, r *Recorder) {
	t.Helper()
	for {
		moved, err := r.step(t.Context())
		must(t, err)
		if !moved {
			return
		}
	}
}

func importing(t *testing.T, dirs ...string) (*memory, Imported) {
	t.Helper()
	store := &memory{}
	var sources []Source
	for _, dir := range dirs {
		sources = append(sources, Source{LogDir: dir})
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*zktest.Patience)
	defer cancel()
	imported, err := New(Options{Sources: sources, Store: store, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))}).Import(ctx)
	must(t, err)
	return store, imported
}

func want(t *testing.T, what string, got, want []int64) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Fatalf("%s: %x, want %x", what, got, want)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var write = txnlogtest.Write

// writeSnapshot writes a snapshot of a tree as it is.
func writeSnapshot(t *testing.T, dir string, tree *txnlog.Tree) {
	t.Helper()
	content := txnlogtest.AppendSnapshotDigest(txnlogtest.AppendSnapshot(nil, tree), tree.Zxid(), tree.Digest())
	must(t, os.WriteFile(filepath.Join(dir, fmt.Sprintf("snapshot.%x", tree.Zxid())), content, 0o600))
}
