package txnlog_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/txnlog/txnlogtest"
	"zkweb/zkconn/zktest"
)

// Each release's own files are read whole and byte for byte, and their replay is what
// the release had in memory.
func TestGoldenFiles(t *testing.T) {
	for _, release := range zktest.Releases {
		t.Run(release, func(t *testing.T) {
			t.Parallel()
			checkHistory(t, filepath.Join("testdata", release), release)
		})
	}
}

// checkHistory reads the files of a server that makeHistory was done to.
func checkHistory(t *testing.T, dir, release string) {
	t.Helper()
	logs, snapshots := files(t, dir)
	all := readAll(t, dir)
	for i, transaction := range all {
		if transaction.Zxid != int64(i+1) {
			t.Fatalf("transaction %d has the zxid 0x%x", i, transaction.Zxid)
		}
	}
	for _, log := range logs {
		checkBytes(t, log.Path, all)
	}
	checkTypes(t, all)
	checkReplay(t, all, snapshots)
	if has := all[0].Digest != (txnlog.Digest{}); has != (release >= "3.6") {
		t.Errorf("the first digest is %v", all[0].Digest)
	}
}

// reconfiguring returns the releases whose ensembles can be reconfigured while they run.
func reconfiguring() []string {
	return slices.DeleteFunc(slices.Clone(zktest.Releases), func(release string) bool { return release < "3.5" })
}

// An ensemble's reconfigurations are read byte for byte from the files of each release that
// has them, and their replay is what the release had in memory.
func TestGoldenReconfigurations(t *testing.T) {
	for _, release := range reconfiguring() {
		t.Run(release, func(t *testing.T) {
			t.Parallel()
			checkReconfigurations(t, filepath.Join("testdata", "reconfig", release), release)
		})
	}
}

// checkReconfigurations reads the files of a server that reconfigured was about.
func checkReconfigurations(t *testing.T, dir, release string) {
	t.Helper()
	logs, snapshots := files(t, dir)
	all := readAll(t, dir)
	for _, log := range logs {
		checkBytes(t, log.Path, all)
	}
	var configs []string
	failed := 0
	for _, transaction := range all {
		switch {
		case transaction.Type == txnlog.TypeReconfig && len(transaction.Ops) == 1 && transaction.Ops[0].Path == "/zookeeper/config":
			configs = append(configs, string(transaction.Ops[0].Data))
		case transaction.Type == txnlog.TypeError && transaction.Err == -103:
			failed++
		}
	}
	if len(configs) != 2 || !strings.Contains(configs[0], "server.9=") || strings.Contains(configs[1], "server.9=") || failed != 1 {
		t.Errorf("the configurations are %q, and %d were refused", configs, failed)
	}
	tree := behind(t, snapshots[0], all, release >= "3.6")
	if config := tree.Get("/zookeeper/config"); config == nil || string(config.Data) != configs[len(configs)-1] {
		t.Error("the last configuration is not that of the tree")
	}
	for _, file := range snapshots[1:] {
		if got, want := dump(behind(t, file, all, release >= "3.6")), dump(tree); got != want {
			t.Errorf("behind %s there is\n%snot\n%s", file.Path, got, want)
		}
	}
}

// behind applies transactions to the tree of a snapshot. With digests it compares them, from
// the first configuration on: the one that a server begins with is in no transaction.
func behind(t *testing.T, file txnlog.File, all []txnlog.Transaction, digests bool) *txnlog.Tree {
	t.Helper()
	snapshot, err := txnlog.ReadSnapshot(file)
	must(t, err)
	tree, known := snapshot.Tree, false
	for _, transaction := range all {
		if transaction.Zxid <= file.Zxid {
			continue
		}
		tree.Apply(&transaction)
		known = known || digests && transaction.Type == txnlog.TypeReconfig
		if known && transaction.Err == 0 && !tree.Agrees(transaction.Digest) {
			t.Errorf("behind %s the digest of 0x%x is %v, want %v", file.Path, transaction.Zxid, tree.Digest(), transaction.Digest)
		}
	}
	return tree
}

func readAll(t *testing.T, dir string) []txnlog.Transaction {
	t.Helper()
	tailer := txnlog.NewTailer(dir, 0)
	defer func() { must(t, tailer.Close()) }()
	var all []txnlog.Transaction
	for {
		transaction, err := tailer.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		must(t, err)
		all = append(all, transaction)
	}
}

// checkBytes writes the transactions of a file again, as the server did.
func checkBytes(t *testing.T, path string, all []txnlog.Transaction) {
	t.Helper()
	want, err := os.ReadFile(path)
	must(t, err)
	want = bytes.TrimRight(want, "\x00")
	log, err := txnlog.OpenLog(path)
	must(t, err)
	defer func() { must(t, log.Close()) }()
	got := slices.Clone(want[:16])
	for {
		transaction, err := log.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		must(t, err)
		if transaction.Type == txnlog.TypeMulti && transaction.Err != 0 {
			got = append(got, want[len(got):log.Offset()]...) // what of it was not made is not kept
			continue
		}
		got = txnlogtest.AppendRecord(got, transaction)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what was read of it", path)
	}
}

// checkTypes looks for what makeHistory has done.
func checkTypes(t *testing.T, all []txnlog.Transaction) {
	t.Helper()
	seen := map[string]int{}
	for _, transaction := range all {
		seen[transaction.Type.String()]++
		if transaction.Err != 0 && len(transaction.Ops) > 0 {
			t.Errorf("0x%x failed and has ops", transaction.Zxid)
		}
		switch transaction.Type {
		case txnlog.TypeMulti:
			seen[fmt.Sprint("multi ", transaction.Err, " ", len(transaction.Ops))]++
		case txnlog.TypeError:
			seen[fmt.Sprint("error ", transaction.Err)]++
		}
	}
	for _, kind := range []string{"createSession", "closeSession", "setACL", "multi 0 4", "multi -103 0", "error -103", "error -101"} {
		if seen[kind] == 0 {
			t.Errorf("no %s was read, of %v", kind, seen)
		}
	}
	if seen["setData"] != 101 {
		t.Errorf("%d setData were read, not 101", seen["setData"])
	}
}

// checkReplay compares the tree with the digests, and with what each snapshot and the
// transactions behind it make.
func checkReplay(t *testing.T, all []txnlog.Transaction, snapshots []txnlog.File) {
	t.Helper()
	first, err := txnlog.ReadSnapshot(snapshots[0])
	must(t, err)
	tree := txnlog.NewTree(first.Tree.Get("/zookeeper/config") != nil)
	for _, transaction := range all {
		if !tree.Fits(&transaction) {
			t.Errorf("0x%x, %v, does not fit", transaction.Zxid, transaction.Type)
		}
		mark := tree.Mark()
		before := dump(tree)
		tree.Apply(&transaction)
		tree.Rollback(mark)
		if dump(tree) != before {
			t.Fatalf("0x%x is not taken back", transaction.Zxid)
		}
		tree.Apply(&transaction)
		if transaction.Digest != (txnlog.Digest{}) && !tree.Agrees(transaction.Digest) {
			t.Fatalf("the digest behind 0x%x is %v, want %v", transaction.Zxid, tree.Digest(), transaction.Digest)
		}
	}
	for _, file := range snapshots {
		snapshot, err := txnlog.ReadSnapshot(file)
		must(t, err)
		for _, transaction := range all {
			if transaction.Zxid <= file.Zxid {
				continue
			}
			snapshot.Tree.Apply(&transaction)
			if transaction.Zxid == snapshot.Exact && snapshot.Digest != (txnlog.Digest{}) && !snapshot.Tree.Agrees(snapshot.Digest) {
				t.Errorf("%s has another digest at 0x%x", file.Path, transaction.Zxid)
			}
		}
		if got, want := dump(snapshot.Tree), dump(tree); got != want {
			t.Errorf("behind %s there is\n%snot\n%s", file.Path, got, want)
		}
	}
}

func dump(tree *txnlog.Tree) string {
	var text bytes.Buffer
	for path, node := range tree.All() {
		fmt.Fprintf(&text, "%s %x %v %+v %v\n", path, node.Data, node.Data == nil, node.Stat(), node.ACL())
	}
	sessions := maps.Collect(tree.Sessions())
	for _, id := range slices.Sorted(maps.Keys(sessions)) {
		fmt.Fprintf(&text, "session %x %v\n", id, sessions[id])
	}
	return text.String()
}
