package jobs

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/guard"
	"zkweb/zkconn/history"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// takesBackATransaction creates a znode and n znodes below it by one transaction, and starts a job
// that undoes it, which makes that many batches.
func (w *workplace) takesBackATransaction(t *testing.T, n int, batches int64) *Job {
	t.Helper()
	recording := zktest.Record(t, w.server, history.Options{})
	ops := []znode.Op{{Kind: znode.OpCreate, Path: w.path(t, "/new"), ACL: openACL}}
	for i := range n {
		ops = append(ops, znode.Op{Kind: znode.OpCreate, Path: w.path(t, fmt.Sprintf("/new/n%05d", i)), ACL: openACL})
	}
	made, err := w.judge.Apply(t.Context(), ops...)
	if err != nil {
		t.Fatal(err)
	}
	recording.Until(t, made[0].Zxid)
	recorded, err := history.Open(recording.Dir, history.Key{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = recorded.Close() })
	w.editor.rules.Histories = map[string]guard.History{"main": {Store: recorded, Root: znode.Root}}

	params, err := json.Marshal(UndoParams{Zxid: made[0].Zxid})
	if err != nil {
		t.Fatal(err)
	}
	w.editor.tickets.Store(1 + batches) // the batches, and one for planning
	undo := start(t, w.store, w.editor, Plan{Kind: KindUndoTransaction, Cluster: "main", Path: "/new", Total: n + 1, Params: params})
	w.stops(t, undo)
	return undo
}

// TestATransactionIsTakenBackAfterAKill checks that the report has one line for each znode, also
// after a lost answer.
func TestATransactionIsTakenBackAfterAKill(t *testing.T) {
	t.Parallel()
	const n = 1500
	w := newWorkplace(t)
	undo := w.killed(t, w.takesBackATransaction(t, n, 2), 300)
	w.proxy.CutAfter(2000)
	if status := await(t, undo, Done); status.Done != n+1 || status.Failed != 0 {
		t.Errorf("%+v %+v", status, undo.Problems())
	}
	tells(t, undo, Changed, n+1)
	if _, err := w.judge.Exists(t.Context(), w.path(t, "/new")); znode.KindOf(err) != znode.NotFound {
		t.Errorf("it is still there: %v", err)
	}
}

// TestATransactionIsTakenBackButWhatOthersChange checks that znodes that others change meanwhile
// stay, and so do their ancestors, whichever request would have deleted them.
func TestATransactionIsTakenBackButWhatOthersChange(t *testing.T) {
	t.Parallel()
	const n = 1500
	w := newWorkplace(t)
	undo := w.takesBackATransaction(t, n, 1)
	for _, path := range []string{"/new/n00900", "/new/n00003"} { // one near the end, which comes first, and one near the beginning
		if _, err := znode.Set(t.Context(), w.judge, w.path(t, path), []byte("theirs"), 0); err != nil {
			t.Fatal(err)
		}
	}
	w.editor.tickets.Store(1 << 40)
	if status := await(t, undo, Done); status.Done != n+1 || status.Failed != 3 {
		t.Errorf("%+v %+v", status, undo.Problems())
	}
	var left []string
	paths := map[string]bool{}
	for line := range undo.Lines {
		paths[line.Path] = true
		if line.Outcome != Changed {
			left = append(left, fmt.Sprint(line.Path, line.Outcome, line.Code))
		}
	}
	slices.Sort(left)
	want := []string{"/newleft" + string(znode.CodeHasUndeleted), "/new/n00003left" + string(znode.CodeUndoChanged), "/new/n00900left" + string(znode.CodeUndoChanged)}
	slices.Sort(want)
	if len(paths) != n+1 || !slices.Equal(left, want) {
		t.Errorf("it tells of %d znodes, and that %q, want %q", len(paths), left, want)
	}
	w.counts(t, "/new", 2, int32(2*n-2))
}

var openACL = []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}

// TestALargeDeletionComesBack checks a batch whose data does not fit into one request.
func TestALargeDeletionComesBack(t *testing.T) {
	t.Parallel()
	const n = 4
	w := newWorkplace(t)
	w.fill(t, n)
	data := bytes.Repeat([]byte("x"), 300<<10)
	for i := range n {
		if _, err := znode.Set(t.Context(), w.judge, w.path(t, fmt.Sprintf("/new/n%05d", i)), data, 0); err != nil {
			t.Fatal(err)
		}
	}
	w.editor.tickets.Store(1 << 40)
	deletion := start(t, w.store, w.editor, Plan{Kind: KindDelete, Cluster: "main", Path: "/new", Params: json.RawMessage(`{"paths":["/new"]}`)})
	status := await(t, deletion, Done)
	undo := start(t, w.store, w.editor, Plan{Kind: KindUndo, Cluster: "main", Path: "/new", Params: undoParams(t, status)})
	if status := await(t, undo, Done); status.Done != n+1 || status.Failed != 0 {
		t.Errorf("%+v %+v", status, undo.Problems())
	}
	tells(t, undo, Changed, n+1)
	w.counts(t, "/new", n, n)
	if now, _, err := w.judge.Get(t.Context(), w.path(t, "/new/n00003")); err != nil || !bytes.Equal(now, data) {
		t.Errorf("it has %d bytes, %v", len(now), err)
	}
}

// longTrail is a trail that takes longer to read than any deadline.
type longTrail struct{ guard.Trail }

func (l longTrail) Entries(ctx context.Context, filter audit.Filter) iter.Seq2[audit.Entry, error] {
	if _, bounded := ctx.Deadline(); !bounded {
		return l.Trail.Entries(ctx, filter)
	}
	return func(yield func(audit.Entry, error) bool) {
		yield(audit.Entry{}, &znode.Error{Kind: znode.Unavailable, Code: znode.CodeTrailBusy, Cause: context.DeadlineExceeded})
	}
}

// TestALongTrailIsReadToItsEnd checks that a long trail is read without a deadline, which would
// make the work begin again forever.
func TestALongTrailIsReadToItsEnd(t *testing.T) {
	t.Parallel()
	const n = 10
	w := newWorkplace(t)
	w.fill(t, n)
	w.editor.tickets.Store(1 << 40)
	deletion := start(t, w.store, w.editor, Plan{Kind: KindDelete, Cluster: "main", Path: "/new", Params: json.RawMessage(`{"paths":["/new"]}`)})
	status := await(t, deletion, Done)
	w.editor.rules.Trail = longTrail{w.editor.rules.Trail}
	undo := start(t, w.store, w.editor, Plan{Kind: KindUndo, Cluster: "main", Path: "/new", Params: undoParams(t, status)})
	if status := await(t, undo, Done); status.Done != n+1 || status.Failed != 0 {
		t.Errorf("%+v %+v", status, undo.Problems())
	}
	w.counts(t, "/new", n, n)
}

// forgetful no longer has anything that it kept.
type forgetful struct{ guard.Keeper }

func (forgetful) Get(context.Context, string) ([]byte, error) {
	return nil, &znode.Error{Kind: znode.NotFound, Code: znode.CodeKeptNoLonger}
}

// TestAReportCountsWhatIsKeptNoLonger checks that the report has one line for each batch that
// cannot be undone.
func TestAReportCountsWhatIsKeptNoLonger(t *testing.T) {
	t.Parallel()
	const n = 700
	w := newWorkplace(t)
	w.fill(t, n)
	w.editor.tickets.Store(1 << 40)
	deletion := start(t, w.store, w.editor, Plan{Kind: KindDelete, Cluster: "main", Path: "/new", Params: json.RawMessage(`{"paths":["/new"]}`)})
	status := await(t, deletion, Done)
	w.editor.rules.Previous = forgetful{w.editor.rules.Previous}
	undo := start(t, w.store, w.editor, Plan{Kind: KindUndo, Cluster: "main", Path: "/new", Params: undoParams(t, status)})
	await(t, undo, Done)
	znodes, batches := 0, 0
	for line := range undo.Lines {
		count, err := strconv.Atoi(line.Args["znodes"])
		if err != nil || line.Outcome != NotChanged || line.Code != znode.CodeKeptNoLonger {
			t.Errorf("%+v", line)
		}
		znodes, batches = znodes+count, batches+1
	}
	if znodes != n+1 || batches != 2 {
		t.Errorf("its report tells of %d znodes in %d lines", znodes, batches)
	}
}

// TestPlansAreMadeOneAfterTheOther checks that the next plan can be made even if the one before it
// was given up. Plans share what is deleted.
func TestPlansAreMadeOneAfterTheOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		access := &entrance{}
		access.away.Store(true)
		c := change{Way: &Way{job: newJob(Status{}, t.TempDir()), access: access}}
		before, planned := make(chan struct{}), make(chan struct{})
		go func() { _, _ = (&undoing{}).takeAhead(t.Context(), nil, c, before, planned) }()
		synctest.Wait()
		select {
		case <-planned:
			t.Error("the next is planned while the one before is")
		default:
		}
		close(before)
		<-planned
	})
}

// TestAReadThatIsGivenUpSaysWhatItWaitedFor checks the error of a read that ends with its deadline,
// which the job then shows.
func TestAReadThatIsGivenUpSaysWhatItWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		access := &entrance{}
		access.away.Store(true)
		way := &Way{job: newJob(Status{}, t.TempDir()), access: access}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		for _, result := range way.ReadMany(ctx, []znode.Read{{Path: znode.Root}}) {
			if znode.CodeOf(result.Err) != znode.CodeConnectionLost || znode.KindOf(result.Err) != znode.Unavailable {
				t.Errorf("it says %v", result.Err)
			}
		}
		ended, end := context.WithCancelCause(t.Context())
		end(errCancelled)
		for _, result := range way.ReadMany(ended, []znode.Read{{Path: znode.Root}}) {
			if !errors.Is(result.Err, errCancelled) {
				t.Errorf("of a job that was cancelled it says %v", result.Err)
			}
		}
	})
}
