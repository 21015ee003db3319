package history

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/znode"
)

// writerDir names the folder that this process, a child of a test, is to write.
const writerDir = "ZKWEB_TEST_HISTORY"

const (
	killedTransactions = 2000
	killedBatch        = 7
	killedSegment      = 150
)

// TestWriterChild writes until it is killed, for TestWriterIsKilled.
func TestWriterChild(t *testing.T) {
	dir := os.Getenv(writerDir)
	if dir == "" {
		return
	}
	w := newWriter(t, dir, Options{SegmentTransactions: killedSegment})
	all := hours(killedTransactions)
	for w.Last() < all[len(all)-1].Zxid {
		at := max(0, w.Last()-epoch-3) // some are sent again
		write(t, w, all[at:min(at+killedBatch, killedTransactions)])
		fmt.Println("wrote")
	}
}

// TestWriterIsKilled: a writer that is killed again and again, at any moment, also between
// two segments, loses nothing that it has answered for and has nothing twice.
func TestWriterIsKilled(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	random := rand.New(rand.NewPCG(3, 4))
	kills := 0
	for done := false; !done; kills++ {
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestWriterChild$")
		child.Env = append(os.Environ(), writerDir+"="+dir)
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		lines, wrote := bufio.NewScanner(out), 0
		for before := 1 + random.IntN(40); wrote < before && !done && lines.Scan(); wrote++ {
			done = lines.Text() == "PASS"
		}
		time.AfterFunc(time.Duration(random.IntN(5000))*time.Microsecond, func() { _ = child.Process.Kill() })
		for lines.Scan() {
			done = done || lines.Text() == "PASS"
		}
		_ = child.Wait()
		if kills > killedTransactions {
			t.Fatal("it writes nothing")
		}
	}
	if kills < 5 {
		t.Errorf("it was killed %d times", kills)
	}
	whole(t, dir, hours(killedTransactions))
}

// whole checks that a store has exactly some transactions, and is as it was written.
func whole(t *testing.T, dir string, all []txnlog.Transaction) {
	t.Helper()
	verified, err := Verify(t.Context(), dir, Key{})
	if err != nil || verified.Transactions != int64(len(all)) || len(verified.Gaps) != 0 {
		t.Errorf("%+v, %v", verified, err)
	}
	straight := t.TempDir()
	w := newWriter(t, straight, Options{})
	write(t, w, all)
	want, err := ask(t.Context(), straight, Key{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := ask(t.Context(), dir, Key{})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "changes", got.changes, want.changes)
}

// TestDiskIsFull: a writer whose disk is full says so, and goes on where it was once it is
// opened again and there is room.
func TestDiskIsFull(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	all := hours(600)
	full := 0
	w := newWriter(t, dir, Options{SegmentTransactions: 200})
	for at := 0; at < len(all); at += 20 {
		if _, err := w.segment.db.Exec("PRAGMA max_page_count = 1"); err != nil { // as many as there are
			t.Fatal(err)
		}
		err := w.Append(t.Context(), all[at:at+20], "test", txnlog.ProofDigest)
		if err == nil {
			continue
		}
		if full++; !strings.Contains(err.Error(), "full") {
			t.Fatal(err)
		}
		if again := w.Append(t.Context(), all[at:at+20], "test", txnlog.ProofDigest); again == nil {
			t.Error("it goes on though memory and file may differ")
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		w = newWriter(t, dir, Options{SegmentTransactions: 200})
		write(t, w, all[at:at+20])
	}
	if full < 2 {
		t.Errorf("the disk was full %d times", full)
	}
	whole(t, dir, all)
}

// TestRetainWhileAsked: whoever asks while segments are dropped gets an answer, or is told
// that what they asked about was dropped.
func TestRetainWhileAsked(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := newWriter(t, dir, Options{SegmentTransactions: 20})
	all := hours(600)
	write(t, w, all[:200])
	store := newStore(t, dir, Key{})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var asking sync.WaitGroup
	for i := range 4 {
		asking.Go(func() {
			for ctx.Err() == nil {
				if err := askOnce(ctx, store, i); err != nil && ctx.Err() == nil && znode.CodeOf(err) != znode.CodeHistoryDropped && znode.CodeOf(err) != znode.CodeHistoryBefore {
					t.Error(err)
					return
				}
			}
		})
	}
	for at := 200; at < len(all); at += 20 {
		write(t, w, all[at:at+20])
		if _, err := w.Retain(t.Context(), Retention{MaxBytes: 400_000}, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	asking.Wait()
	if first, err := store.First(t.Context()); err != nil || first < epoch+200 {
		t.Errorf("nothing was dropped: %#x, %v", first, err)
	}
}

// askOnce asks for what the oldest segments have.
func askOnce(ctx context.Context, store *Store, i int) error {
	switch i {
	case 0:
		versions, err := store.Versions(ctx, pathOf("/config/app-1"), 0, 1000)
		if err != nil || len(versions) == 0 {
			return err
		}
		_, err = store.Data(ctx, versions[len(versions)-1])
		return err
	case 1:
		_, err := store.Complete(ctx, 0, 0)
		return err
	case 2:
		first, err := store.First(ctx)
		if err != nil {
			return err
		}
		tree, err := store.At(ctx, first+5)
		if err != nil {
			return err
		}
		_, err = tree.Names(ctx, []znode.Path{pathOf("/locks")})
		return err
	}
	for _, err := range store.Changes(ctx, pathOf("/config"), Window{}) {
		if err != nil {
			return err
		}
	}
	_, err := store.Holders(ctx, pathOf("/locks"))
	return errors.Join(err, ctx.Err())
}
