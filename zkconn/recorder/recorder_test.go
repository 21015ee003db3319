package recorder

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/txnlog/txnlogtest"
	"zkweb/zkconn/zktest"
)

// Everything that a standalone server of each release has written is recorded, since such a server
// has applied what it logged.
func TestImportOfEachRelease(t *testing.T) {
	for _, release := range zktest.Releases {
		t.Run(release, func(t *testing.T) {
			t.Parallel()
			store, imported := importing(t, "../txnlog/testdata/"+release)
			if len(store.taken) < 110 || imported.Left != 0 || len(store.gaps) != 0 || store.taken[0].Zxid != 1 || imported.Last != store.last {
				t.Errorf("%d transactions, %+v, gaps %v", len(store.taken), imported, store.gaps)
			}
			if proven := store.proofs[store.last] == txnlog.ProofDigest; proven != (release >= "3.6") {
				t.Errorf("proof %q", store.proofs[store.last])
			}
		})
	}
}

// A transaction of an ensemble waits until a server has processed a later one in its epoch.
func TestWaitsForConfirmation(t *testing.T) {
	l, dir, store := newLeader(true), t.TempDir(), &memory{}
	l.elect(1)
	first := append([]txnlog.Transaction{l.create("/a")}, l.sets(3)...)
	write(t, dir, first[0].Zxid, first...)
	r := follow(t, store, nil, dir)
	steps(t, r)
	want(t, "before any confirmation", store.zxids(), []int64{})
	r.commit(2<<32 | 7)
	steps(t, r)
	want(t, "behind a later epoch's zxid", store.zxids(), []int64{})
	r.commit(first[1].Zxid)
	steps(t, r)
	want(t, "behind a confirmation", store.zxids(), zxidsOf(first[:2]))
}

// Servers are asked while the files are read.
func TestAsksServers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, dir, store := newLeader(true), t.TempDir(), &memory{}
		l.elect(1)
		first := append([]txnlog.Transaction{l.create("/a")}, l.sets(3)...)
		write(t, dir, first[0].Zxid, first...)
		asked := 0
		silent := func(context.Context) (int64, bool) { asked++; return 0, false }
		knows := func(context.Context) (int64, bool) { asked++; return first[2].Zxid, true }
		r := follow(t, store, []Server{silent, knows}, dir)
		for range 5 {
			steps(t, r)
			synctest.Wait()
			time.Sleep(askEvery)
		}
		want(t, "of what the second server knows", store.zxids(), zxidsOf(first[:3]))
		if asked < 4 {
			t.Errorf("asked %d times while one waits", asked)
		}
	})
}

// Transactions that one source lacks, because it was synced by a snapshot, come from the other as
// soon as both have a later one in the epoch. Later ones wait.
func TestTwoSourcesConfirmAndFillEachOther(t *testing.T) {
	for _, digests := range []bool{true, false} {
		l := newLeader(digests)
		l.elect(1)
		all := append([]txnlog.Transaction{l.create("/a")}, l.sets(9)...)
		one, other, store := t.TempDir(), t.TempDir(), &memory{}
		write(t, one, all[0].Zxid, all[:3]...)
		write(t, other, all[0].Zxid, all[:6]...)
		r := follow(t, store, nil, one, other)
		steps(t, r)
		want(t, "of what both have", store.zxids(), zxidsOf(all[:3]))
		write(t, one, all[6].Zxid, all[6:]...)
		write(t, other, all[6].Zxid, all[6:8]...)
		steps(t, r)
		want(t, "of what both have, and before", store.zxids(), zxidsOf(all[:8]))
		r.commit(all[9].Zxid)
		steps(t, r)
		want(t, "of both", store.zxids(), zxidsOf(all))
		if len(store.gaps) != 0 {
			t.Errorf("gaps %v", store.gaps)
		}
	}
}

// The next epoch's digest shows what a leader wrote after it had lost its followers.
func TestGhostsAreThrownAway(t *testing.T) {
	for _, where := range []string{"one source", "two sources"} {
		t.Run(where, func(t *testing.T) {
			l := newLeader(true)
			l.elect(1)
			committed := append([]txnlog.Transaction{l.create("/a")}, l.sets(5)...)
			ghosts := l.unheard(func() []txnlog.Transaction {
				return append([]txnlog.Transaction{l.create("/ghost")}, l.sets(4)...)
			})
			l.elect(3)
			after := l.sets(3)
			old, dirs := t.TempDir(), []string{}
			write(t, old, committed[0].Zxid, slices.Concat(committed, ghosts)...)
			write(t, old, after[0].Zxid, after...)
			dirs = append(dirs, old)
			if where == "two sources" {
				dirs = append(dirs, t.TempDir())
				write(t, dirs[1], committed[0].Zxid, slices.Concat(committed, after)...)
			}
			store := &memory{}
			r := follow(t, store, nil, dirs...)
			r.commit(after[2].Zxid)
			steps(t, r)
			want(t, "without the ghosts", store.zxids(), zxidsOf(committed, after))
			if r.dropped == 0 || len(store.gaps) != 0 {
				t.Errorf("%d were dropped, gaps %v", r.dropped, store.gaps)
			}
		})
	}
}

// After a sync by snapshot, nothing shows whether the transactions before it were committed, so a
// gap is recorded.
func TestHoleIsShown(t *testing.T) {
	l := newLeader(true)
	l.elect(1)
	committed := append([]txnlog.Transaction{l.create("/a")}, l.sets(5)...)
	ghosts := l.unheard(func() []txnlog.Transaction { return l.sets(4) })
	l.elect(3)
	missed, after := l.sets(4), l.sets(3)
	dir, store := t.TempDir(), &memory{}
	write(t, dir, committed[0].Zxid, slices.Concat(committed, ghosts)...)
	write(t, dir, after[0].Zxid, after...)
	r := follow(t, store, nil, dir)
	r.commit(committed[3].Zxid)
	r.commit(after[2].Zxid)
	steps(t, r)
	want(t, "around the hole", store.zxids(), zxidsOf(committed[:4], after))
	gap := txnlog.Gap{After: committed[3].Zxid, Before: after[0].Zxid, Cause: txnlog.GapPurged}
	if !slices.Equal(store.gaps, []txnlog.Gap{gap}) {
		t.Errorf("gaps %v, want %v", store.gaps, gap)
	}
	if store.proofs[after[0].Zxid] != txnlog.ProofSeen || len(missed) == 0 {
		t.Errorf("behind the hole the proof is %q", store.proofs[after[0].Zxid])
	}
}

// A hole at the end of an epoch is recorded even if everything that is missing was replaced in the
// next epoch. It is recorded before requests that failed first there, which would fit any tree.
func TestHoleAtTheEndOfAnEpoch(t *testing.T) {
	for _, failures := range []int{0, 2} {
		holeBefore(t, failures)
	}
}

func holeBefore(t *testing.T, failures int) {
	t.Helper()
	l := newLeader(true)
	l.elect(1)
	committed, missed := append([]txnlog.Transaction{l.create("/a")}, l.sets(5)...), l.sets(4)
	l.elect(3)
	var after []txnlog.Transaction
	for range failures {
		after = append(after, l.fail())
	}
	after = append(after, l.sets(3)...)
	dir, store := t.TempDir(), &memory{}
	write(t, dir, committed[0].Zxid, committed...)
	write(t, dir, after[0].Zxid, after...)
	r := follow(t, store, nil, dir)
	r.commit(missed[3].Zxid)
	r.commit(after[len(after)-1].Zxid)
	steps(t, r)
	want(t, "around the hole", store.zxids(), zxidsOf(committed, after))
	gap := txnlog.Gap{After: committed[5].Zxid, Before: after[0].Zxid, Cause: txnlog.GapPurged}
	if !slices.Equal(store.gaps, []txnlog.Gap{gap}) {
		t.Errorf("gaps %v, want %v", store.gaps, gap)
	}
}

// The end of an epoch that only one source has, with no known tree to check it, counts as seen if
// no later transaction contradicts it.
func TestUnknownEndIsSeen(t *testing.T) {
	l := newLeader(true)
	l.elect(1)
	first := append([]txnlog.Transaction{l.create("/a")}, l.sets(5)...)
	ghosts := l.unheard(func() []txnlog.Transaction { return append(l.sets(4), l.create("/ghost")) })
	l.elect(2)
	after := append([]txnlog.Transaction{l.fail()}, l.sets(3)...)
	dir, store := t.TempDir(), &memory{}
	write(t, dir, first[0].Zxid, slices.Concat(first, ghosts)...)
	r := follow(t, store, nil, dir)
	r.commit(first[3].Zxid)
	steps(t, r)
	r.tree = nil // as after a gap
	write(t, dir, after[0].Zxid, after...)
	r.commit(after[3].Zxid)
	steps(t, r)
	want(t, "without what is contradicted", store.zxids(), zxidsOf(first, after))
	if proof := store.proofs[first[5].Zxid]; proof != txnlog.ProofSeen || len(store.gaps) != 0 || r.dropped != len(ghosts) {
		t.Errorf("proof %q, gaps %v, %d were dropped", proof, store.gaps, r.dropped)
	}
}

// After a hole, a single source keeps the rest of the epoch and the next epochs as seen.
func TestOneSourceBehindAHole(t *testing.T) {
	l := newLeader(true)
	l.elect(1)
	first, missed := append([]txnlog.Transaction{l.create("/a")}, l.sets(5)...), l.sets(4)
	rest := l.sets(5)
	l.elect(2)
	second := l.sets(3)
	l.elect(3)
	third := l.sets(2)
	dir := t.TempDir()
	write(t, dir, first[0].Zxid, first...)
	write(t, dir, rest[0].Zxid, slices.Concat(rest, second, third)...)
	store, imported := importing(t, dir)
	want(t, "around the hole", store.zxids(), zxidsOf(first, rest, second))
	gap := txnlog.Gap{After: first[5].Zxid, Before: rest[0].Zxid, Cause: txnlog.GapPurged}
	if !slices.Equal(store.gaps, []txnlog.Gap{gap}) || imported.Left != len(third) || len(missed) == 0 {
		t.Errorf("gaps %v, want %v; %d are left", store.gaps, gap, imported.Left)
	}
	if store.proofs[rest[0].Zxid] != txnlog.ProofSeen || store.proofs[second[2].Zxid] != txnlog.ProofSeen {
		t.Errorf("proofs %v", store.proofs)
	}
}

// Transactions of an epoch were committed if the source was synced by a snapshot of a later state
// in it. A gap is recorded after them, and they are not dropped.
func TestASnapshotOfMoreOfAnEpochConfirmsIt(t *testing.T) {
	for _, digests := range []bool{true, false} {
		for _, others := range []int{0, 1} {
			l := newLeader(digests)
			l.elect(1)
			first := append([]txnlog.Transaction{l.create("/a")}, l.sets(5)...)
			dirs := []string{t.TempDir()}
			write(t, dirs[0], first[0].Zxid, first...)
			for range others {
				dirs = append(dirs, t.TempDir())
				write(t, dirs[1], first[0].Zxid, first[0])
			}
			missed := l.sets(4)
			writeSnapshot(t, dirs[0], l.tree)
			l.elect(2)
			after := l.sets(3)
			for _, dir := range dirs {
				write(t, dir, after[0].Zxid, after...)
			}
			store := &memory{}
			r := follow(t, store, nil, dirs...)
			r.final = true // nothing else will come
			r.commit(after[2].Zxid)
			steps(t, r)
			want(t, "around the hole", store.zxids(), zxidsOf(first, after))
			if gap := (txnlog.Gap{After: first[5].Zxid, Before: after[0].Zxid, Cause: txnlog.GapSnapshot}); r.dropped != 0 || len(store.gaps) != 1 || store.gaps[0] != gap || len(missed) == 0 {
				t.Errorf("gaps %v, want %v; %d were dropped", store.gaps, gap, r.dropped)
			}
		}
	}
}

// What a snapshot of a later epoch shows of an epoch was committed, even if a hole follows. What a
// leader wrote alone is not in the snapshot.
func TestSnapshotWitnessesAnEnd(t *testing.T) {
	l := newLeader(true)
	l.elect(1)
	first := append([]txnlog.Transaction{l.create("/a"), l.create("/b")}, l.sets(5)...)
	first = append(first, l.create("/c"))
	ghosts := l.unheard(func() []txnlog.Transaction { return l.sets(4) })
	l.elect(3)
	missed := l.sets(4)
	dir := t.TempDir()
	writeSnapshot(t, dir, l.tree)
	after := l.sets(3)
	write(t, dir, first[0].Zxid, slices.Concat(first, ghosts)...)
	write(t, dir, after[0].Zxid, after...)
	l.elect(4)
	last := l.sets(1)
	write(t, dir, last[0].Zxid, last...)
	store, _ := importing(t, dir)
	want(t, "around the hole", store.zxids(), zxidsOf(first, after))
	gap := txnlog.Gap{After: first[7].Zxid, Before: after[0].Zxid, Cause: txnlog.GapSnapshot}
	if !slices.Equal(store.gaps, []txnlog.Gap{gap}) || store.proofs[after[2].Zxid] != txnlog.ProofDigest || len(missed) == 0 {
		t.Errorf("gaps %v, want %v; proofs %v", store.gaps, gap, store.proofs)
	}
}

// A tree that a server wrote while it applied transactions is exact from the first digest that
// agrees with it.
func TestBeginsWhereAFuzzySnapshotIsExact(t *testing.T) {
	for _, digests := range []bool{true, false} {
		l := newLeader(digests)
		l.elect(1)
		before := append([]txnlog.Transaction{l.create("/a")}, l.sets(5)...)
		named := l.zxid
		within := append(l.sets(3), l.create("/d"))
		fuzzy := txnlogtest.AppendSnapshot(nil, l.tree)
		after := append([]txnlog.Transaction{l.create("/b"), l.create("/c")}, l.sets(6)...)
		if digests { // as of the end of the write
			fuzzy = txnlogtest.AppendSnapshotDigest(fuzzy, l.zxid, l.tree.Digest())
		}
		dir := t.TempDir()
		must(t, os.WriteFile(filepath.Join(dir, fmt.Sprintf("snapshot.%x", named)), fuzzy, 0o600))
		write(t, dir, before[3].Zxid, slices.Concat(before[3:], within, after)...)
		l.elect(2)
		next := l.sets(1)
		write(t, dir, next[0].Zxid, next...)
		store := &memory{}
		r := follow(t, store, nil, dir)
		r.commit(after[7].Zxid)
		r.commit(next[0].Zxid)
		steps(t, r)
		want(t, "behind the first exact tree", store.zxids(), zxidsOf(after, next))
		if store.bases[0] != within[3].Zxid || len(store.gaps) != 0 {
			t.Errorf("digests %v: it begins with %#x, want %#x; gaps %v", digests, store.bases[0], within[3].Zxid, store.gaps)
		}
		r.close()
		if again := follow(t, store, nil, dir); again.tree == nil { // as after a kill
			t.Errorf("digests %v: the tree is not known again", digests)
		}
	}
}

// Transactions that were purged while the recorder was away, or could not store anything, are a gap
// even if an epoch begins after them.
func TestPurgedEndOfAnEpochIsAGap(t *testing.T) {
	l := newLeader(true)
	l.elect(1)
	first := append([]txnlog.Transaction{l.create("/a")}, l.sets(5)...)
	dir, store := t.TempDir(), &memory{}
	write(t, dir, first[0].Zxid, first...)
	r := follow(t, store, nil, dir)
	r.commit(first[5].Zxid)
	steps(t, r)
	r.close()
	missed := l.sets(4)
	must(t, os.Remove(txnlogtest.Path(dir, first[0].Zxid)))
	l.elect(3)
	after := l.sets(3)
	write(t, dir, after[0].Zxid, after...)
	l.elect(4)
	later := l.sets(2)
	write(t, dir, later[0].Zxid, later...)
	r = follow(t, store, nil, dir)
	r.commit(missed[3].Zxid)
	r.commit(after[2].Zxid)
	r.commit(later[1].Zxid)
	steps(t, r)
	want(t, "around what was purged", store.zxids(), zxidsOf(first, after, later))
	gap := txnlog.Gap{After: first[5].Zxid, Before: after[0].Zxid, Cause: txnlog.GapPurged}
	if !slices.Equal(store.gaps, []txnlog.Gap{gap}) {
		t.Errorf("gaps %v, want %v", store.gaps, gap)
	}
}

// Two of five servers may have transactions that were never committed. The next epoch's digest
// shows it, and so do servers as long as they answer.
func TestGhostsOfTwoServers(t *testing.T) {
	l := newLeader(true)
	l.elect(1)
	committed := append([]txnlog.Transaction{l.create("/a")}, l.sets(5)...)
	ghosts := l.unheard(func() []txnlog.Transaction { return l.sets(4) })
	l.elect(2)
	after := l.sets(3)
	one, other := t.TempDir(), t.TempDir()
	for _, dir := range []string{one, other} {
		write(t, dir, committed[0].Zxid, slices.Concat(committed, ghosts)...)
	}
	store := &memory{}
	knows := func(context.Context) (int64, bool) { return committed[5].Zxid, true }
	r := follow(t, store, []Server{knows}, one, other)
	zktest.Eventually(t, "the server has answered", func() bool {
		steps(t, r)
		return store.last == committed[5].Zxid
	})
	want(t, "while a server answers", store.zxids(), zxidsOf(committed))
	for _, dir := range []string{one, other} {
		write(t, dir, after[0].Zxid, after...)
	}
	r.commit(after[2].Zxid)
	steps(t, r)
	want(t, "behind the next epoch", store.zxids(), zxidsOf(committed, after))

	imported, _ := importing(t, one, other)
	want(t, "imported", imported.zxids(), zxidsOf(committed, after))
}

// Without digests, as before 3.6, the end of an epoch counts if another server has it.
func TestLeftoversWithoutDigests(t *testing.T) {
	l := newLeader(false)
	l.elect(1)
	committed := append([]txnlog.Transaction{l.create("/a")}, l.sets(5)...)
	ghosts := l.unheard(func() []txnlog.Transaction { return l.sets(4) })
	l.elect(2)
	after := l.sets(3)
	one, other := t.TempDir(), t.TempDir()
	write(t, one, committed[0].Zxid, slices.Concat(committed, ghosts)...)
	write(t, one, after[0].Zxid, after...)
	write(t, other, committed[0].Zxid, slices.Concat(committed, after)...)
	store, imported := importing(t, one, other)
	want(t, "of both", store.zxids(), zxidsOf(committed, after))
	if imported.Dropped != len(ghosts) {
		t.Errorf("%d were dropped, want %d", imported.Dropped, len(ghosts))
	}
}

// Two servers may have logged transactions that were never committed: a leader that was cut off,
// and a follower that read them after its end. A log that goes on without them shows it, unless its
// server was synced by a snapshot there. Nobody can tell that if snapshots were purged.
func TestWhatAnotherLogPassesOver(t *testing.T) {
	for _, test := range []struct {
		snapshots string // of the third server: an earlier one, the one by which it was synced, or a damaged log
		never     bool   // whether the others' transactions were not committed
		torn      bool   // whether the second has only the last of these, since its log is damaged
	}{{"old", true, false}, {"old", true, true}, {"old sync", false, false}, {"sync", false, false}, {"", false, false}, {"old damaged", false, false}} {
		l := newLeader(false)
		l.elect(1)
		dirs := []string{t.TempDir(), t.TempDir(), t.TempDir()}
		before := append([]txnlog.Transaction{l.create("/a")}, l.sets(2)...)
		if strings.Contains(test.snapshots, "old") {
			writeSnapshot(t, dirs[2], l.tree)
		}
		more := l.sets(3)
		own := func() []txnlog.Transaction { return []txnlog.Transaction{l.create("/b"), l.create("/c")} }
		var shared []txnlog.Transaction
		if test.never {
			shared = l.unheard(own)
		} else {
			shared = own()
		}
		l.elect(2)
		if strings.Contains(test.snapshots, "sync") {
			writeSnapshot(t, dirs[2], l.tree)
			must(t, os.Rename(filepath.Join(dirs[2], fmt.Sprintf("snapshot.%x", l.tree.Zxid())), filepath.Join(dirs[2], fmt.Sprintf("snapshot.%x", l.zxid))))
		}
		after := l.sets(3)
		for _, dir := range dirs[:2] {
			write(t, dir, before[0].Zxid, slices.Concat(before, more, shared)...)
			write(t, dir, after[0].Zxid, after...)
		}
		if test.torn {
			writeDamaged(t, dirs[1], slices.Concat(before, more, shared), 6)
		}
		if strings.Contains(test.snapshots, "damaged") {
			writeDamaged(t, dirs[2], slices.Concat(before, more, shared[:1], after), 6)
		} else {
			write(t, dirs[2], before[0].Zxid, slices.Concat(before, more, after)...)
		}
		store, imported := importing(t, dirs...)
		committed, dropped := slices.Concat(before, more, shared, after), 0
		if test.never {
			committed, dropped = slices.Concat(before, more, after), len(shared)
		}
		want(t, fmt.Sprintf("%+v", test), store.zxids(), zxidsOf(committed))
		if len(store.gaps) != 0 || imported.Dropped < dropped {
			t.Errorf("%+v: gaps %v, %d were dropped", test, store.gaps, imported.Dropped)
		}
	}
}

// writeDamaged writes a log with a damaged record.
func writeDamaged(t *testing.T, dir string, all []txnlog.Transaction, damaged int) {
	t.Helper()
	content := txnlogtest.Header()
	for i, transaction := range all {
		content = txnlogtest.AppendRecord(content, transaction)
		if i == damaged {
			content[len(content)-5] ^= 1
		}
	}
	must(t, os.WriteFile(txnlogtest.Path(dir, all[0].Zxid), content, 0o600))
}

// The transactions of a leader that was cut off, and whose server stays away, hold up nothing if
// another log goes on without them. If nobody knows whether that log's server was synced by a
// snapshot, they wait.
func TestAServerThatStaysAwayHoldsUpNothing(t *testing.T) {
	for _, digests := range []bool{true, false} {
		for _, told := range []bool{true, false} {
			l := newLeader(digests)
			l.elect(1)
			away, other, store := t.TempDir(), t.TempDir(), &memory{}
			before := []txnlog.Transaction{l.create("/a")}
			if told {
				writeSnapshot(t, other, l.tree)
			}
			before = append(before, l.sets(5)...)
			ghosts := l.unheard(func() []txnlog.Transaction { return l.sets(2) })
			write(t, away, before[0].Zxid, slices.Concat(before, ghosts)...)
			write(t, other, before[0].Zxid, before...)
			r := follow(t, store, nil, away, other)
			steps(t, r)
			want(t, "before", store.zxids(), zxidsOf(before))
			l.elect(2)
			after := l.sets(3)
			write(t, other, after[0].Zxid, after...)
			r.commit(after[2].Zxid)
			steps(t, r)
			recorded, dropped := before, 0
			if told {
				recorded, dropped = slices.Concat(before, after), len(ghosts)
			}
			want(t, fmt.Sprintf("digests %t, told %t", digests, told), store.zxids(), zxidsOf(recorded))
			if r.dropped != dropped || len(store.gaps) != 0 {
				t.Errorf("digests %t, told %t: %d were dropped, gaps %v", digests, told, r.dropped, store.gaps)
			}
			write(t, away, after[0].Zxid, after...) // it is back
			steps(t, r)
			if told {
				want(t, "when it is back", store.zxids(), zxidsOf(recorded))
			}
		}
	}
}

// Without digests, one source has transactions of an epoch, and the other only later ones of it.
// Those of the first up to the others were committed, and what neither has is recorded as missing.
func TestLeftoversBehindAHole(t *testing.T) {
	l := newLeader(false)
	l.elect(1)
	before := append([]txnlog.Transaction{l.create("/a")}, l.sets(2)...)
	l.elect(2)
	within := l.sets(9)
	l.elect(3)
	after := l.sets(3)
	for _, synced := range []struct {
		from, to, have int // part of within that the other source has, and how much of it is recorded
	}{{4, 6, 6}, {4, 9, 9}, {9, 9, 0}} {
		one, other := t.TempDir(), t.TempDir()
		write(t, one, before[0].Zxid, slices.Concat(before, within, after)...)
		write(t, other, before[0].Zxid, slices.Concat(before, within[synced.from:synced.to], after)...)
		tree := txnlog.NewTree(true)
		for _, transaction := range slices.Concat(before, within[:8]) {
			tree.Apply(&transaction)
		}
		if synced.to != len(within) || synced.from == synced.to {
			writeSnapshot(t, other, tree) // by which it was synced
		}
		store, _ := importing(t, one, other)
		want(t, fmt.Sprintf("%+v", synced), store.zxids(), zxidsOf(before, within[:synced.have], after))
		missing := 0
		if synced.have < len(within) {
			missing = 1
		}
		if len(store.gaps) != missing {
			t.Errorf("%+v: gaps %v", synced, store.gaps)
		}
	}
}

// The end of an epoch that two sources share waits for a server that may still tell how much of it
// was committed. It is not dropped meanwhile.
func TestSharedLeftoversAwaitAServer(t *testing.T) {
	l := newLeader(false)
	l.elect(1)
	before := append([]txnlog.Transaction{l.create("/a")}, l.sets(2)...)
	l.elect(2)
	within := l.sets(9)
	l.elect(3)
	after := l.sets(3)
	one, other := t.TempDir(), t.TempDir()
	write(t, one, before[0].Zxid, slices.Concat(before, within, after)...)
	write(t, other, before[0].Zxid, slices.Concat(before, within[4:], after)...)
	var processed atomic.Int64
	knows := func(context.Context) (int64, bool) { return processed.Load(), true }
	store := &memory{}
	r := follow(t, store, []Server{knows}, one, other)
	for _, zxid := range []int64{within[1].Zxid, after[2].Zxid} {
		processed.Store(zxid)
		zktest.Eventually(t, "what the server has processed is taken", func() bool {
			steps(t, r)
			return store.last >= zxid
		})
	}
	want(t, "in the end", store.zxids(), zxidsOf(before, within, after))
	if len(store.gaps) != 0 || r.dropped != 0 {
		t.Errorf("gaps %v, %d were dropped", store.gaps, r.dropped)
	}
}

// While servers are upgraded one by one, the next leader may have no digests. Its transactions then
// count as if there had never been digests.
func TestLeftoversBeforeALeaderWithoutDigests(t *testing.T) {
	l := newLeader(true)
	l.elect(1)
	newer := append([]txnlog.Transaction{l.create("/a")}, l.sets(5)...)
	l.elect(2)
	l.digests = false
	older := l.sets(3)
	l.elect(3)
	l.digests = true
	last := l.sets(2)
	dir := t.TempDir()
	write(t, dir, newer[0].Zxid, slices.Concat(newer, older, last)...)
	store := &memory{}
	r := follow(t, store, nil, dir)
	r.commit(last[1].Zxid)
	steps(t, r)
	want(t, "through the upgrade", store.zxids(), zxidsOf(newer, older, last))
	if len(store.gaps) != 0 || store.proofs[last[1].Zxid] != txnlog.ProofDigest {
		t.Errorf("gaps %v, proof %q", store.gaps, store.proofs[last[1].Zxid])
	}
}

// With one source and no digests, versions tell, if later transactions show them.
func TestLeftoversOfOneSourceWithoutDigests(t *testing.T) {
	l := newLeader(false)
	l.elect(1)
	committed := append([]txnlog.Transaction{l.create("/a")}, l.sets(5)...)
	ghosts := l.unheard(func() []txnlog.Transaction { return l.sets(4) })
	l.elect(2)
	after := l.sets(3)
	dir := t.TempDir()
	write(t, dir, committed[0].Zxid, slices.Concat(committed, ghosts)...)
	write(t, dir, after[0].Zxid, slices.Concat(after)...)
	store := &memory{}
	r := follow(t, store, nil, dir)
	r.commit(after[2].Zxid)
	steps(t, r)
	want(t, "without the ghosts", store.zxids(), zxidsOf(committed, after))
	if r.dropped != len(ghosts) || len(store.gaps) != 0 {
		t.Errorf("%d were dropped, gaps %v", r.dropped, store.gaps)
	}
}

// A leader may sync a server by a whole snapshot from before the epoch's first transaction. That
// server's log keeps what it wrote alone, with no hole after it. What the snapshot lacks was not
// committed; of transactions that leave no trace in it, nobody knows.
func TestGhostsBeforeASyncWithTheWholeTree(t *testing.T) {
	for _, failed := range []bool{false, true} {
		l := newLeader(false)
		l.elect(1)
		committed := append([]txnlog.Transaction{l.create("/a")}, l.sets(5)...)
		ghosts := l.unheard(func() []txnlog.Transaction {
			all := []txnlog.Transaction{l.create("/b"), l.create("/c")}
			if failed {
				all = append(all, l.fail())
			}
			return all
		})
		l.elect(2)
		dir := t.TempDir()
		must(t, os.WriteFile(filepath.Join(dir, "snapshot.200000000"), txnlogtest.AppendSnapshot(nil, l.tree), 0o600))
		after := l.sets(3)
		write(t, dir, committed[0].Zxid, slices.Concat(committed, ghosts)...)
		write(t, dir, after[0].Zxid, after...)
		store := &memory{}
		r := follow(t, store, nil, dir)
		r.commit(committed[2].Zxid)
		r.commit(after[2].Zxid)
		steps(t, r)
		want(t, "without the ghosts", store.zxids(), zxidsOf(committed, after))
		var gaps []txnlog.Gap
		if failed {
			gaps = []txnlog.Gap{{After: committed[5].Zxid, Before: after[0].Zxid, Cause: txnlog.GapSnapshot}}
		}
		if r.dropped != len(ghosts) || !slices.Equal(store.gaps, gaps) {
			t.Errorf("%d were dropped, gaps %x", r.dropped, store.gaps)
		}
	}
}

// A request that failed first in an epoch tells nothing of the epoch before. What a leader wrote
// alone waits for the first transaction that tells.
func TestGhostsBeforeAFailure(t *testing.T) {
	for _, digests := range []bool{true, false} {
		l := newLeader(digests)
		l.elect(1)
		committed := append([]txnlog.Transaction{l.create("/a")}, l.sets(5)...)
		ghosts := l.unheard(func() []txnlog.Transaction { return l.sets(4) })
		l.elect(2)
		failed, after := []txnlog.Transaction{l.fail(), l.fail()}, l.sets(3)
		dir, store := t.TempDir(), &memory{}
		write(t, dir, committed[0].Zxid, slices.Concat(committed, ghosts)...)
		write(t, dir, failed[0].Zxid, failed...)
		r := follow(t, store, nil, dir)
		r.commit(committed[3].Zxid)
		r.commit(failed[1].Zxid)
		steps(t, r)
		want(t, "while nothing tells", store.zxids(), zxidsOf(committed[:4]))
		write(t, dir, failed[0].Zxid, slices.Concat(failed, after)...)
		r.commit(after[2].Zxid)
		steps(t, r)
		want(t, "without the ghosts", store.zxids(), zxidsOf(committed, failed, after))
		if r.dropped != len(ghosts) || len(store.gaps) != 0 {
			t.Errorf("%d were dropped, gaps %v", r.dropped, store.gaps)
		}
	}
}

func TestTruncatedIsTakenBack(t *testing.T) {
	l := newLeader(true)
	l.elect(1)
	committed := append([]txnlog.Transaction{l.create("/a")}, l.sets(5)...)
	ghosts := l.unheard(func() []txnlog.Transaction { return l.sets(4) })
	dir, store := t.TempDir(), &memory{}
	write(t, dir, committed[0].Zxid, slices.Concat(committed, ghosts)...)
	r := follow(t, store, nil, dir)
	r.commit(committed[2].Zxid)
	steps(t, r)
	want(t, "before", store.zxids(), zxidsOf(committed[:3]))
	l.elect(2)
	after := l.sets(2)
	path := txnlogtest.Path(dir, committed[0].Zxid)
	content := txnlogtest.Header()
	for _, transaction := range committed {
		content = txnlogtest.AppendRecord(content, transaction)
	}
	must(t, os.WriteFile(path, content, 0o600))
	write(t, dir, after[0].Zxid, after...)
	r.commit(after[1].Zxid)
	steps(t, r)
	want(t, "behind the truncation", store.zxids(), zxidsOf(committed, after))
}

// A recorder that is started again continues at the end of the store, and checks digests again.
func TestResumes(t *testing.T) {
	l := newLeader(true)
	l.elect(1)
	all := append([]txnlog.Transaction{l.create("/a")}, l.sets(20)...)
	dir, store := t.TempDir(), &memory{}
	write(t, dir, all[0].Zxid, all[:8]...)
	r := follow(t, store, nil, dir)
	r.commit(all[6].Zxid)
	steps(t, r)
	r.close()
	write(t, dir, all[0].Zxid, all[:8]...)
	write(t, dir, all[8].Zxid, all[8:]...)
	r = follow(t, store, nil, dir)
	r.commit(all[20].Zxid)
	steps(t, r)
	want(t, "of both runs", store.zxids(), zxidsOf(all))
	if store.proofs[all[20].Zxid] != txnlog.ProofDigest || len(store.gaps) != 0 {
		t.Errorf("proof %q, gaps %v", store.proofs[all[20].Zxid], store.gaps)
	}
}

// Damage in the middle of a file is a gap, and the transactions after it are recorded.
func TestDamageIsAGap(t *testing.T) {
	l := newLeader(true)
	all := append([]txnlog.Transaction{l.create("/a")}, l.sets(5)...)
	dir, store := t.TempDir(), &memory{}
	writeDamaged(t, dir, all, 3)
	steps(t, follow(t, store, nil, dir))
	want(t, "around the damage", store.zxids(), zxidsOf(all[:3], all[4:]))
	if gap := (txnlog.Gap{After: 3, Before: 5, Cause: txnlog.GapDamaged}); !slices.Equal(store.gaps, []txnlog.Gap{gap}) {
		t.Errorf("gaps %v", store.gaps)
	}
}

// However long the end of an epoch stays unconfirmed, a limited part of it is kept in memory. What
// is taken of it is taken together.
func TestPendingIsBounded(t *testing.T) {
	l := newLeader(false)
	l.elect(1)
	all := append([]txnlog.Transaction{l.create("/a")}, l.sets(maxPending+500)...)
	dir := t.TempDir()
	write(t, dir, all[0].Zxid, all...)
	store, imported := importing(t, dir)
	if len(store.taken) != 502 || imported.Left != maxPending-1 || store.appends > 3 {
		t.Errorf("%d were taken, in %d parts, and %d left", len(store.taken), store.appends, imported.Left)
	}
}

// As long as a server answers, transactions that it has not processed are not taken, however many
// there are: a leader that has lost its followers may go on writing.
func TestAServerThatAnswersIsBelieved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, dir, store := newLeader(false), t.TempDir(), &memory{}
		l.elect(1)
		all := append([]txnlog.Transaction{l.create("/a")}, l.sets(maxPending+500)...)
		write(t, dir, all[0].Zxid, all...)
		knows := func(context.Context) (int64, bool) { return all[2].Zxid, true }
		r := follow(t, store, []Server{knows}, dir)
		for range 60 { // longer than the wait for a silent server
			steps(t, r)
			synctest.Wait()
			time.Sleep(askEvery)
		}
		want(t, "of what the server knows", store.zxids(), zxidsOf(all[:3]))
	})
}

// After damage no tree is known until a server's snapshot has it again.
func TestTreeIsKnownAgain(t *testing.T) {
	dir := t.TempDir()
	must(t, os.CopyFS(dir, os.DirFS("../txnlog/testdata/3.9.3")))
	file := txnlogtest.Path(dir, 1)
	content, err := os.ReadFile(file)
	must(t, err)
	content[len(content)/2] ^= 1
	must(t, os.WriteFile(file, content, 0o600))
	store, _ := importing(t, dir)
	if len(store.gaps) != 1 || store.gaps[0].Cause != txnlog.GapDamaged || len(store.bases) != 2 || store.bases[1] != store.last {
		t.Errorf("gaps %v, bases %x, last 0x%x", store.gaps, store.bases, store.last)
	}
	if exact, _ := store.Exact(); !exact {
		t.Error("the store's tree is not exact")
	}
}

// The tree as of a transaction never comes from a log with transactions that were never committed,
// even if nothing after them has a digest of its own.
func TestTreeBehindGhosts(t *testing.T) {
	for _, digests := range []bool{true, false} {
		l := newLeader(digests)
		l.elect(1)
		committed := append([]txnlog.Transaction{l.create("/a")}, l.sets(5)...)
		haunted, clean := t.TempDir(), t.TempDir()
		ghosts := l.unheard(func() []txnlog.Transaction {
			if digests {
				return []txnlog.Transaction{l.create("/ghost")} // only a digest contradicts it
			}
			return l.sets(3)
		})
		for _, dir := range []string{haunted, clean} {
			writeSnapshot(t, dir, l.tree)
		}
		l.elect(2)
		after := append(l.sets(3), l.fail())
		write(t, haunted, committed[0].Zxid, slices.Concat(committed, ghosts)...)
		write(t, haunted, after[0].Zxid, after...)
		write(t, clean, committed[0].Zxid, slices.Concat(committed, after)...)
		last := after[len(after)-1].Zxid
		if tree := (Source{LogDir: haunted}).treeAt(last); tree != nil {
			t.Errorf("digests %t: with what was never committed there are %d znodes, not %d", digests, tree.Len(), l.tree.Len())
		}
		r := New(Options{Sources: []Source{{LogDir: haunted}, {LogDir: clean}}})
		if tree := r.treeAt(last); tree == nil || tree.Len() != l.tree.Len() || tree.Digest() != l.tree.Digest() {
			t.Errorf("digests %t: the tree of a log without that is not found", digests)
		}
	}
}

// Files of another ensemble's server are refused, beside another source and beside a history.
func TestRefusesAnotherEnsemble(t *testing.T) {
	l := newLeader(true)
	l.elect(1)
	ours := append([]txnlog.Transaction{l.create("/a")}, l.sets(20)...)
	other := newLeader(true)
	other.elect(1)
	theirs := append([]txnlog.Transaction{other.create("/b")}, other.sets(30)...)
	for i := range theirs {
		theirs[i].Time += 7
	}
	one, two := t.TempDir(), t.TempDir()
	write(t, one, ours[0].Zxid, ours...)
	write(t, two, theirs[5].Zxid, theirs[5:]...)
	logger := slog.New(slog.DiscardHandler)
	if err := New(Options{Sources: []Source{{LogDir: one}, {LogDir: two}}, Store: &memory{}, Logger: logger}).Run(t.Context()); !errors.Is(err, ErrOther) {
		t.Errorf("two ensembles: %v", err)
	}
	store := &memory{}
	r := follow(t, store, nil, one)
	r.commit(ours[10].Zxid)
	steps(t, r)
	if err := New(Options{Sources: []Source{{LogDir: two}}, Store: store, Logger: logger}).Run(t.Context()); !errors.Is(err, ErrOther) {
		t.Errorf("the history of another ensemble: %v", err)
	}
	if len(store.taken) != 11 {
		t.Errorf("%d transactions were taken", len(store.taken))
	}
}

// Servers of two releases log the same transactions, one of them with digests and the paths at a
// session's end.
func TestReleasesAreAlike(t *testing.T) {
	old := txnlog.Transaction{Zxid: 1, Type: txnlog.TypeCloseSession, Ops: []txnlog.Op{{Type: txnlog.TypeCloseSession}}}
	fresh := old
	fresh.Digest = txnlog.Digest{Version: 2, Value: 9}
	fresh.Ops = []txnlog.Op{{Type: txnlog.TypeCloseSession, Paths: []string{"/e"}, PathsKnown: true}}
	if !same(old, fresh) || !same(fresh, old) || fresh.Ops[0].Paths == nil {
		t.Error("the transactions are not the same, or were changed")
	}
	fresh.Cxid = 1
	if same(old, fresh) {
		t.Error("another request is the same")
	}
}

// full is a store on a full disk.
type full struct {
	memory
	tries int
}

func (f *full) Append(context.Context, []txnlog.Transaction, string, txnlog.Proof) error {
	f.tries++
	return errors.New("no space left on device")
}

// While nothing can be stored, servers are not affected: their files are not kept open, and the
// tree is not read again and again.
func TestLetsGoWhileNothingCanBeStored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, dir, store := newLeader(true), t.TempDir(), &full{}
		all := append([]txnlog.Transaction{l.create("/a")}, l.sets(5)...)
		write(t, dir, 1, all...)
		ctx, stop := context.WithTimeout(t.Context(), 5*time.Minute)
		defer stop()
		go func() {
			if err := New(Options{Sources: []Source{{LogDir: dir}}, Store: store, Logger: slog.New(slog.DiscardHandler)}).Run(ctx); err != nil {
				t.Error(err)
			}
		}()
		time.Sleep(4*time.Minute + time.Second/2)
		synctest.Wait()
		if store.tries < 5 || store.tries > 10 {
			t.Errorf("it has tried %d times", store.tries)
		}
		open, err := filepath.Glob("/proc/self/fd/*")
		must(t, err)
		for _, file := range open {
			if path, err := os.Readlink(file); err == nil && strings.HasPrefix(path, dir) {
				t.Errorf("%s is open", path)
			}
		}
		stop()
		synctest.Wait()
	})
}

// Fill adds what is missing from sources that turn up later, as far as they have it, with proof. It
// adds neither what they have after the gap nor what was never committed.
func TestFill(t *testing.T) {
	for name, test := range map[string]struct {
		from, to int // part of the missing transactions that the late source has
		joined   bool
	}{"all": {0, 12, true}, "a beginning": {0, 5, false}, "an end": {8, 12, true}, "nothing": {0, 0, false}} {
		l := newLeader(true)
		l.elect(1)
		first := append([]txnlog.Transaction{l.create("/a")}, l.sets(5)...)
		missing := l.sets(7)
		ghosts := l.unheard(func() []txnlog.Transaction { return l.sets(3) })
		l.elect(2)
		missing = append(missing, l.sets(5)...)
		after := l.sets(4)
		dir, store := t.TempDir(), &memory{}
		write(t, dir, first[0].Zxid, first...)
		if had := missing[test.from:test.to]; len(had) > 0 {
			before, behind := had[:min(len(had), max(0, 7-test.from))], had[min(len(had), max(0, 7-test.from)):]
			if name == "all" {
				before = slices.Concat(before, ghosts)
			}
			if len(before) > 0 {
				write(t, dir, before[0].Zxid, before...)
			}
			if test.to == 12 {
				behind = slices.Concat(behind, after)
			}
			if len(behind) > 0 {
				write(t, dir, behind[0].Zxid, behind...)
			}
		}
		store.taken = append(store.taken, first...)
		store.last, store.bases = first[5].Zxid, []int64{0}
		found, joined, err := Fill(t.Context(), []Source{{LogDir: dir}}, store, nil, after[0].Zxid, slog.New(slog.DiscardHandler))
		must(t, err)
		if joined != test.joined {
			t.Errorf("%s: joined %v", name, joined)
		}
		if name == "a beginning" {
			test.to = 0 // nothing shows yet that it was committed
		}
		want(t, name, store.zxids(), zxidsOf(first, missing[test.from:test.to]))
		if int(found) != test.to-test.from || name == "all" && store.proofs[missing[11].Zxid] != txnlog.ProofDigest {
			t.Errorf("%s: found %d, proofs %v", name, found, store.proofs)
		}
		if gaps := len(store.gaps); (gaps == 1) != (name == "an end") {
			t.Errorf("%s: gaps %v", name, store.gaps)
		}
	}
}
