package history

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/znode"
)

// madeUp are transactions that a server could have made, and what they make of its tree.
type madeUp struct {
	script
	tree   *txnlog.Tree
	random *rand.Rand
}

func newMadeUp(t *testing.T) *madeUp {
	t.Helper()
	m := &madeUp{tree: txnlog.EmptyTree(epoch), random: rand.New(rand.NewPCG(1, 2))}
	must(t, m.tree.Place("/", []byte{}, open, znode.Stat{}))
	return m
}

// next adds a transaction of one of a few sessions on a few paths, whose names stand before
// and behind a slash in byte order.
func (m *madeUp) next() {
	session := 1 + m.random.Int64N(3)
	ops := []txnlog.Op{m.op()}
	kind := ops[0].Type
	switch m.random.IntN(12) {
	case 0: // in place of the op
		kind, ops = txnlog.TypeCloseSession, []txnlog.Op{{Type: txnlog.TypeCloseSession}}
	case 1: // with one on another path
		if other := m.op(); !strings.HasPrefix(other.Path+"/", ops[0].Path+"/") && !strings.HasPrefix(ops[0].Path+"/", other.Path+"/") && parentOf(other.Path) != parentOf(ops[0].Path) {
			kind, ops = txnlog.TypeMulti, append(ops, other)
		}
	}
	m.add(session, kind, ops...)
	m.tree.Apply(&m.all[len(m.all)-1])
}

func (m *madeUp) op() txnlog.Op {
	paths := []string{"/a", "/a-b", "/a/b", "/a/b/c", "/a/b-", "/a/é", "/b", "/a/b/c/d", "/a/b/c/e"}
	acl := [][]znode.ACL{open, closed}[m.random.IntN(2)]
	for {
		path := paths[m.random.IntN(len(paths))]
		node, parent := m.tree.Get(path), m.tree.Get(parentOf(path))
		switch {
		case node == nil && parent != nil && parent.Stat().EphemeralOwner == 0:
			leaf := strings.Count(path, "/") == 4
			return txnlog.Op{Type: txnlog.TypeCreate, Path: path, Data: m.data(), ACL: acl, Ephemeral: leaf && m.random.IntN(2) == 0, ParentCversion: parent.Kept().Cversion + 1}
		case node == nil:
		case m.random.IntN(3) == 0:
			return txnlog.Op{Type: txnlog.TypeSetACL, Path: path, ACL: acl, Version: node.Stat().Aversion + 1}
		case m.random.IntN(2) == 0 && node.Stat().NumChildren == 0:
			return deleted(path)
		default:
			return txnlog.Op{Type: txnlog.TypeSet, Path: path, Data: m.data(), Version: node.Stat().Version + 1}
		}
	}
}

func (m *madeUp) data() []byte {
	return []byte(strings.Repeat("line\n", m.random.IntN(40)) + fmt.Sprint(m.random.IntN(10)))
}

// told returns a znode in one line.
func told(st znode.Stat, acl []znode.ACL, data []byte) string {
	return fmt.Sprintf("%+v %v %q", st, acl, data)
}

// TestTheWholeTreeAtATime is what the transactions had made of it, at each of them: stats,
// ACLs, names and data, and how each life ended.
func TestTheWholeTreeAtATime(t *testing.T) {
	t.Parallel()
	m := newMadeUp(t)
	var trees []map[string]string // by path, as told
	var names []map[string]string // by path
	ends := map[string]string{}   // by path and czxid: the ACL
	for range 150 {
		tree, children := map[string]string{}, map[string]string{}
		before := map[string]string{}
		for path, node := range m.tree.All() {
			before[fmt.Sprint(path, node.Stat().Czxid)] = fmt.Sprint(node.ACL())
		}
		m.next()
		for path, node := range m.tree.All() {
			tree[path] = told(node.Stat(), node.ACL(), node.Data)
			if path != "/" {
				children[parentOf(path)] += path[strings.LastIndexByte(path, '/')+1:] + " "
			}
			delete(before, fmt.Sprint(path, node.Stat().Czxid))
		}
		for life, acl := range before {
			ends[life] = acl
		}
		trees, names = append(trees, tree), append(names, children)
	}
	if len(ends) == 0 {
		t.Fatal("nothing was deleted")
	}
	for _, size := range []int64{0, 40} {
		dir := t.TempDir()
		write(t, newWriter(t, dir, Options{SegmentTransactions: size}), m.all)
		store := newStore(t, dir, Key{})
		paths := everyPath(t, trees)
		for i, want := range trees {
			tree, err := store.At(t.Context(), m.all[i].Zxid)
			must(t, err)
			isAsTold(t, fmt.Sprintf("segments of %d, at %d", size, i+1), tree, paths, want, names[i])
			nodes, err := tree.ACLs(t.Context(), paths)
			must(t, err)
			inForceAsTold(t, store, m.all, i, nodes, trees)
			endAsTold(t, fmt.Sprintf("segments of %d, met at %d", size, i+1), store, nodes, ends)
		}
	}
}

func everyPath(t *testing.T, trees []map[string]string) (paths []znode.Path) {
	t.Helper()
	known := map[string]bool{"/never": true}
	for _, tree := range trees {
		for path := range tree {
			known[path] = true
		}
	}
	for text := range known {
		paths = append(paths, path(t, text))
	}
	return paths
}

func isAsTold(t *testing.T, when string, tree *AsOf, paths []znode.Path, want, children map[string]string) {
	t.Helper()
	nodes, err := tree.Nodes(t.Context(), paths)
	must(t, err)
	lean, err := tree.ACLs(t.Context(), paths)
	must(t, err)
	data, _, err := tree.Data(t.Context(), nodes)
	must(t, err)
	names, err := tree.Names(t.Context(), paths)
	must(t, err)
	for i, path := range paths {
		text := path.String()
		got := ""
		if nodes[i].There {
			got = told(nodes[i].Stat, nodes[i].ACL, data[i])
		}
		if got != want[text] {
			t.Errorf("%s, %s is %s, want %s", when, text, got, want[text])
		}
		if lean[i].There != nodes[i].There || lean[i].Stat.Czxid != nodes[i].Stat.Czxid || !slices.Equal(lean[i].ACL, nodes[i].ACL) || lean[i].Life() != nodes[i].Life() {
			t.Errorf("%s, %s without its stat is %+v, and %+v with it", when, text, lean[i], nodes[i])
		}
		if got := strings.TrimSpace(strings.Join(names[i], " ")); got != strings.Join(slices.Sorted(slices.Values(strings.Fields(children[text]))), " ") {
			t.Errorf("%s, the children of %s are %q, want %q", when, text, got, children[text])
		}
	}
}

// inForceAsTold compares the ACLs of the znodes that there are at one moment with those that
// are said to be in force, then and for how long.
func inForceAsTold(t *testing.T, store *Store, all []txnlog.Transaction, now int, nodes []Was, trees []map[string]string) {
	t.Helper()
	for _, node := range nodes {
		if !node.There {
			continue
		}
		path := node.Life().Path
		acl, err := store.ACLAt(t.Context(), path, all[now].Zxid)
		must(t, err)
		if !slices.Equal(acl.ACL, node.ACL) {
			t.Errorf("at %d the ACL of %s is %v, not %v", now+1, path, acl, node.ACL)
		}
		for i, tree := range trees {
			if then, there := tree[path.String()]; there && acl.Covers(all[i].Zxid) && !strings.Contains(then, fmt.Sprint(acl.ACL)) {
				t.Errorf("at %d the ACL of %s is said to be %v, as at %d", i+1, path, acl, now+1)
			}
		}
	}
}

// TestWhatLivedBeforeTheStoreBegan: the ACL in force then is that of the beginning.
func TestWhatLivedBeforeTheStoreBegan(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	newWriter(t, dir, Options{})
	acl, err := newStore(t, dir, Key{}).ACLAt(t.Context(), znode.Root, epoch-100)
	if err != nil || !slices.Equal(acl.ACL, open) || acl.Covers(epoch-100) {
		t.Errorf("the ACL is %v, %v", acl, err)
	}
}

// endAsTold asks how the lives ended of the znodes that there are.
func endAsTold(t *testing.T, when string, store *Store, nodes []Was, want map[string]string) {
	t.Helper()
	var lives []Life
	for _, node := range nodes {
		if node.There {
			lives = append(lives, node.Life())
		}
	}
	ends, err := store.LastACLs(context.Background(), lives)
	must(t, err)
	for i, life := range lives {
		acl, ended := want[fmt.Sprint(life.Path.String(), life.Czxid)]
		if ends[i].Ended != ended || ended && fmt.Sprint(ends[i].ACL) != acl {
			t.Errorf("%s, %s of %d ended %+v, want %t %s", when, life.Path, life.Czxid-epoch, ends[i], ended, acl)
		}
	}
}
