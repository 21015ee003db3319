package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// entrance is an Access without a ZooKeeper.
type entrance struct {
	away   atomic.Bool // ZooKeeper is away
	closed atomic.Int32
	refuse error
}

func (e *entrance) Guard(context.Context, audit.Entry) (*guard.Guard, error) {
	return &guard.Guard{}, e.refuse
}

func (e *entrance) Still(context.Context, people.Person) error { return e.refuse }

func (e *entrance) Ready() error {
	if e.away.Load() {
		return &znode.Error{Kind: znode.Unavailable, Code: znode.CodeConnectionLost}
	}
	return nil
}

func (e *entrance) Close() { e.closed.Add(1) }

func open(t *testing.T, dir string) *Store {
	t.Helper()
	store, err := Open(dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return store
}

func start(t *testing.T, s *Store, access Access, plan Plan) *Job {
	t.Helper()
	job, err := s.Start("user bob", "bob", Accesses{access}, audit.Entry{}, plan)
	if err != nil {
		t.Fatal(err)
	}
	return job
}

// await waits until a job has a state.
func await(t *testing.T, job *Job, state State) Status {
	t.Helper()
	for late := time.After(zktest.Patience); ; {
		status, changed := job.Watch()
		if status.State == state {
			return status
		}
		select {
		case <-changed:
		case <-late:
			t.Fatalf("it is %+v, want it %s", status, state)
		}
	}
}

func closed(t *testing.T, s *Store) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), zktest.Patience)
	defer cancel()
	if err := s.Close(ctx); err != nil {
		t.Error(err)
	}
}

func lines(job *Job) []string {
	var all []string
	for line := range job.Lines {
		all = append(all, line.Path+" "+string(line.Outcome))
	}
	return all
}

// counting reports as many lines as its parameters say, one at a time.
func counting(ctx context.Context, run *Run) error {
	var upTo int
	if err := run.Params(&upTo); err != nil {
		return err
	}
	for i := run.job.Status().Done; i < upTo; i++ {
		if _, err := run.Guard(ctx); err != nil {
			return err
		}
		line := Line{Path: "/" + strconv.Itoa(i), Outcome: Changed}
		if i == 1 {
			line.Outcome, line.Code = NotChanged, znode.CodeNoAuth
		}
		if err := run.Report(ctx, line); err != nil {
			return err
		}
	}
	return nil
}

func TestAJobReportsEachZnode(t *testing.T) {
	s, access := open(t, ""), &entrance{}
	s.Handle("count", counting)
	job := start(t, s, access, Plan{Kind: "count", Cluster: "main", Path: "/", Total: 3, Params: json.RawMessage("3")})
	status := await(t, job, Done)
	if status.Done != 3 || status.Failed != 1 || status.Ended.IsZero() {
		t.Errorf("%+v", status)
	}
	if got, want := lines(job), []string{"/0 done", "/1 failed", "/2 done"}; !slices.Equal(got, want) {
		t.Errorf("the report is %q, want %q", got, want)
	}
	if got, want := job.Problems(), []Line{{Path: "/1", Outcome: NotChanged, Code: znode.CodeNoAuth}}; len(got) != 1 || got[0].Path != want[0].Path || got[0].Code != want[0].Code {
		t.Errorf("the problems are %v, want %v", got, want)
	}
	for name, err := range map[string]error{"pause": job.Pause(), "cancel": job.Cancel(), "resume": s.Resume(job, nil, audit.Entry{})} {
		if znode.CodeOf(err) != znode.CodeJobOver {
			t.Errorf("%s: %v", name, err)
		}
	}
	dir := s.dir
	closed(t, s)
	if access.closed.Load() != 1 {
		t.Errorf("the access was closed %d times", access.closed.Load())
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("its folder is left: %v", err)
	}
}

func TestAJobWaitsWhilePausedAndWhileZooKeeperIsAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, access := open(t, t.TempDir()), &entrance{}
		gate := make(chan struct{})
		s.Handle("gated", func(ctx context.Context, run *Run) error {
			for range 3 {
				<-gate
				if _, err := run.Guard(ctx); err != nil {
					return err
				}
				if err := run.Report(ctx, Line{Path: "/a", Outcome: Changed}); err != nil {
					return err
				}
			}
			return nil
		})
		job := start(t, s, access, Plan{Kind: "gated"})
		if err := job.Pause(); err != nil {
			t.Fatal(err)
		}
		gate <- struct{}{}
		synctest.Wait()
		if status := job.Status(); status.State != Paused || status.Done != 0 || status.Why != nil {
			t.Errorf("paused, it is %+v", status)
		}
		time.Sleep(time.Hour)
		if err := s.Resume(job, nil, audit.Entry{}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if status := job.Status(); status.State != Running || status.Done != 1 || status.Worked > time.Second {
			t.Errorf("resumed, it is %+v", status)
		}
		access.away.Store(true)
		gate <- struct{}{}
		synctest.Wait()
		if status := job.Status(); status.State != Paused || !status.Waits() || status.Why.Code != znode.CodeConnectionLost {
			t.Errorf("while ZooKeeper is away it is %+v", status)
		}
		access.away.Store(false)
		time.Sleep(waitTime)
		synctest.Wait()
		if status := job.Status(); status.State != Running || status.Done != 2 || status.Why != nil {
			t.Errorf("when ZooKeeper is back it is %+v", status)
		}
		gate <- struct{}{}
		synctest.Wait()
		if status := job.Status(); status.State != Done {
			t.Errorf("at the end it is %+v", status)
		}
		closed(t, s)
	})
}

func TestACancelledJobStopsAndKeepsWhatItReported(t *testing.T) {
	s := open(t, t.TempDir())
	began := make(chan struct{})
	s.Handle("endless", func(ctx context.Context, run *Run) error {
		err := run.Report(ctx, Line{Path: "/a", Outcome: Changed})
		close(began)
		<-ctx.Done()
		return errors.Join(err, run.Report(ctx, Line{Path: "/b", Outcome: Changed}), ctx.Err()) // about a change that was in progress
	})
	job := start(t, s, &entrance{}, Plan{Kind: "endless"})
	<-began
	if err := job.Cancel(); err != nil {
		t.Fatal(err)
	}
	closed(t, s)
	if status := job.Status(); status.State != Cancelled || status.Done != 2 {
		t.Errorf("it is %+v", status)
	}
}

func TestAFailedOrFaultyJobSaysWhy(t *testing.T) {
	s := open(t, t.TempDir())
	s.Handle("fails", func(context.Context, *Run) error {
		return &znode.Error{Kind: znode.Denied, Code: znode.CodeReadOnly}
	})
	s.Handle("large", func(context.Context, *Run) error { // fails as if no server accepted a request of this size
		return &znode.Error{Kind: znode.UnknownOutcome, Code: znode.CodeDroppedLarge}
	})
	s.Handle("panics", func(context.Context, *Run) error { panic("secret") })
	for kind, code := range map[string]znode.Code{"fails": znode.CodeReadOnly, "large": znode.CodeDroppedLarge, "panics": znode.CodeInternalFault, "unknown": znode.CodeJobKind} {
		if status := await(t, start(t, s, &entrance{}, Plan{Kind: kind}), Failed); status.Why.Code != code {
			t.Errorf("%s: %+v", kind, status.Why)
		}
	}
	closed(t, s)
}

// TestAJobSurvivesTheConsole checks that the next console has the job's report and continues the
// job when its owner resumes it.
func TestAJobSurvivesTheConsole(t *testing.T) {
	dir := t.TempDir()
	first := open(t, dir)
	half := make(chan struct{})
	first.Handle("count", func(ctx context.Context, run *Run) error {
		if err := run.Report(ctx, Line{Path: "/0", Outcome: Changed}, Line{Path: "/1", Outcome: NotChanged}); err != nil {
			return err
		}
		close(half)
		<-ctx.Done()
		return ctx.Err()
	})
	job := start(t, first, &entrance{}, Plan{Kind: "count", Total: 4, Params: json.RawMessage("4")})
	<-half
	closed(t, first)
	if status := job.Status(); status.State != Paused || status.Waits() || status.Why.Code != znode.CodeJobInterrupted {
		t.Errorf("interrupted, it is %+v", status)
	}

	killed := filepath.Join(dir, job.Status().ID) // as after a kill: the state is the earlier one, and a line is incomplete
	status := job.Status()
	status.State, status.Why, status.Done = Running, nil, 0
	text, err := json.Marshal(status)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(killed, "job.json"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	report, err := os.OpenFile(filepath.Join(killed, "report.jsonl"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := report.WriteString(`{"path":"/2","outc`); err != nil {
		t.Fatal(err)
	}
	if err := report.Close(); err != nil {
		t.Fatal(err)
	}

	if err := os.CopyFS(filepath.Join(dir, "zz-copy"), os.DirFS(killed)); err != nil { // a copy is no job
		t.Fatal(err)
	}
	full := filepath.Join(killed, "job.json.new") // prevents the state from being written, like a full disk
	if err := os.Mkdir(full, 0o700); err != nil {
		t.Fatal(err)
	}
	second := open(t, dir)
	if err := os.Remove(full); err != nil {
		t.Fatal(err)
	}
	second.Handle("count", counting)
	again, err := second.Get(job.Status().ID)
	if err != nil {
		t.Fatal(err)
	}
	if again.lines.dir != killed {
		t.Errorf("it goes on in %s", again.lines.dir)
	}
	if status := again.Status(); status.State != Paused || status.Why.Code != znode.CodeJobInterrupted || status.Done != 2 || status.Failed != 1 || status.Holder != "user bob" {
		t.Errorf("after the restart it is %+v", status)
	}
	access := &entrance{}
	if err := second.Resume(again, func() (Accesses, error) { return Accesses{access}, nil }, audit.Entry{}); err != nil {
		t.Fatal(err)
	}
	await(t, again, Done)
	if got, want := lines(again), []string{"/0 done", "/1 failed", "/2 done", "/3 done"}; !slices.Equal(got, want) {
		t.Errorf("the report is %q, want %q", got, want)
	}
	closed(t, second)
	if access.closed.Load() != 1 {
		t.Error("the access was not closed")
	}
}

// TestWorkIsCalledAgainAfterALostAnswer checks that Work whose connection was lost during a change
// is called again.
func TestWorkIsCalledAgainAfterALostAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, calls := open(t, t.TempDir()), 0
		s.Handle("lost", func(context.Context, *Run) error {
			if calls++; calls < 3 {
				return &znode.Error{Kind: znode.UnknownOutcome, Code: znode.CodeUnknownOutcome}
			}
			return nil
		})
		await(t, start(t, s, &entrance{}, Plan{Kind: "lost"}), Done)
		if calls != 3 {
			t.Errorf("it was called %d times", calls)
		}
		closed(t, s)
	})
}

// TestWhatStaysIsToldOnce checks that unchanged znodes are reported once, however often the work
// begins again.
func TestWhatStaysIsToldOnce(t *testing.T) {
	dir, attempts, third := t.TempDir(), 0, make(chan struct{})
	work := func(ctx context.Context, run *Run) error {
		attempts++
		err := run.Report(ctx, Line{Path: "/0", Outcome: NotChanged}, Line{Path: "/1", Outcome: Skipped}, Line{Path: "/2", Outcome: Left},
			Line{Path: "/done" + strconv.Itoa(attempts), Outcome: Changed})
		switch {
		case err != nil:
			return err
		case attempts < 3:
			return &znode.Error{Kind: znode.UnknownOutcome, Code: znode.CodeUnknownOutcome}
		case attempts == 3:
			close(third)
			<-ctx.Done()
			return ctx.Err()
		}
		return nil
	}
	first := open(t, dir)
	first.Handle("again", work)
	id := start(t, first, &entrance{}, Plan{Kind: "again"}).Status().ID
	<-third
	closed(t, first)
	second := open(t, dir)
	second.Handle("again", work)
	job, err := second.Get(id)
	if err != nil {
		t.Fatal(err)
	}
	if err := second.Resume(job, func() (Accesses, error) { return Accesses{&entrance{}}, nil }, audit.Entry{}); err != nil {
		t.Fatal(err)
	}
	status := await(t, job, Done)
	if status.Done != 7 || status.Failed != 2 || status.Skipped != 1 || status.Changed() != 4 {
		t.Errorf("%+v", status)
	}
	if got, want := lines(job), []string{"/0 failed", "/1 skip", "/2 left", "/done1 done", "/done2 done", "/done3 done", "/done4 done"}; !slices.Equal(got, want) {
		t.Errorf("the report is %q, want %q", got, want)
	}
	closed(t, second)
}

// TestWhatIsNotCountedIsNotForetold checks that a job whose total is not known does not say how
// long the rest takes, until it has ended.
func TestWhatIsNotCountedIsNotForetold(t *testing.T) {
	status := Status{Plan: Plan{Total: 100}, State: Running, Done: 10, Worked: 10 * time.Second}
	if left := status.Left(); left != 90*time.Second {
		t.Errorf("of 100 are left %s", left)
	}
	if status.More = true; status.Left() != 0 {
		t.Errorf("of more than 100 are left %s", status.Left())
	}
	s := open(t, "")
	s.Handle("count", counting)
	job := start(t, s, &entrance{}, Plan{Kind: "count", Cluster: "main", Path: "/", Total: 1, More: true, Params: json.RawMessage("3")})
	if status := await(t, job, Done); status.More || status.Total != 3 {
		t.Errorf("it is over: %+v", status.Plan)
	}
	closed(t, s)
}

// TestASlowHistoryIsSaid checks the error of a job whose history is too slow. ZooKeeper and the
// trail report it themselves when they are away.
func TestASlowHistoryIsSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, "")
		asks := func(ctx context.Context, _ *guard.Guard) error {
			<-ctx.Done()
			return fmt.Errorf("a segment is read: %w", ctx.Err())
		}
		s.Handle("asks", func(ctx context.Context, run *Run) error {
			if err := run.once(ctx, func(context.Context) error { return nil }, asks); znode.KindOf(err) != znode.Unavailable {
				t.Errorf("ahead of its turn: %v", err)
			}
			return run.With(ctx, asks)
		})
		job := start(t, s, &entrance{}, Plan{Kind: "asks", Cluster: "main", Path: "/", Total: 1})
		if status := await(t, job, Failed); status.Why == nil || status.Why.Code != "history_slow" {
			t.Errorf("%+v", status)
		}
		closed(t, s)
	})
}

// TestAJobEndsWithItsPersonsRights checks that a job fails once its person is no longer let in.
func TestAJobEndsWithItsPersonsRights(t *testing.T) {
	// This is the refusal of a person whom the directory no longer has.
	s, access := open(t, t.TempDir()), &entrance{refuse: &znode.Error{Kind: znode.Unauthenticated, Code: znode.CodeSignInRefused}}
	s.Handle("count", counting)
	for kind, params := range map[string]string{
		"count": "3", KindDelete: `{"paths":["/a"]}`, KindCopy: `{"to":"/b"}`, KindMove: `{"to":"/b"}`,
		KindACL: `{"path":"/a","mode":"replace"}`, KindUndo: `{"job":"another"}`,
	} {
		job := start(t, s, access, Plan{Kind: kind, Path: "/a", Params: json.RawMessage(params)})
		if status := await(t, job, Failed); status.Why.Code != znode.CodeSignedOut || status.Done != 0 {
			t.Errorf("%s: %+v", kind, status)
		}
	}
	closed(t, s)
}

func TestJobsAreBounded(t *testing.T) {
	s := open(t, t.TempDir())
	s.Handle("waits", func(ctx context.Context, _ *Run) error { <-ctx.Done(); return ctx.Err() })
	access := &entrance{}
	for range maxWorkingHolder {
		start(t, s, access, Plan{Kind: "waits"})
	}
	_, err := s.Start("user bob", "bob", Accesses{access}, audit.Entry{}, Plan{Kind: "waits"})
	if znode.CodeOf(err) != znode.CodeJobsTooMany || access.closed.Load() != 1 {
		t.Errorf("one more of a person: %v", err)
	}
	for i := range maxWorking - maxWorkingHolder {
		if _, err := s.Start("user "+strconv.Itoa(i), "", Accesses{access}, audit.Entry{}, Plan{Kind: "waits"}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Start("user last", "", Accesses{access}, audit.Entry{}, Plan{Kind: "waits"}); znode.CodeOf(err) != znode.CodeJobsFull {
		t.Errorf("one more of all: %v", err)
	}
	closed(t, s)
	if s.Working() != 0 {
		t.Errorf("%d still work", s.Working())
	}
}

func TestAReportIsBounded(t *testing.T) {
	s := open(t, t.TempDir())
	s.Handle("long", func(ctx context.Context, run *Run) error {
		run.job.lines.size = maxReport - 40
		return errors.Join(run.Report(ctx, Line{Path: "/a", Outcome: Changed}), run.Report(ctx, Line{Path: "/b", Outcome: NotChanged}))
	})
	job := start(t, s, &entrance{}, Plan{Kind: "long"})
	if status := await(t, job, Done); !status.Cut || status.Done != 2 || len(lines(job)) != 1 || len(job.Problems()) != 1 {
		t.Errorf("%+v, %q", status, lines(job))
	}
	closed(t, s)
}

func TestOldJobsAreRemoved(t *testing.T) {
	s := open(t, t.TempDir())
	s.Handle("count", counting)
	first := start(t, s, &entrance{}, Plan{Kind: "count", Params: json.RawMessage("1")})
	await(t, first, Done)
	first.mu.Lock()
	first.status.Ended = first.status.Ended.Add(-keptFor)
	first.mu.Unlock()
	await(t, start(t, s, &entrance{}, Plan{Kind: "count", Params: json.RawMessage("0")}), Done)
	if _, err := s.Get(first.Status().ID); znode.CodeOf(err) != znode.CodeNoSuchJob {
		t.Errorf("one that was over long ago: %v", err)
	}

	first = start(t, s, &entrance{}, Plan{Kind: "count", Params: json.RawMessage("1")})
	await(t, first, Done)
	for range maxKeptHolder + 1 {
		await(t, start(t, s, &entrance{}, Plan{Kind: "count", Params: json.RawMessage("0")}), Done)
	}
	if _, err := s.Get(first.Status().ID); znode.CodeOf(err) != znode.CodeNoSuchJob {
		t.Errorf("the first: %v", err)
	}
	if _, err := os.Stat(filepath.Join(s.dir, first.Status().ID)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("its folder: %v", err)
	}
	closed(t, s)
}

// TestAJobThatCannotBeKeptStaysPaused checks that a job whose state cannot be saved stays paused
// and can be resumed later.
func TestAJobThatCannotBeKeptStaysPaused(t *testing.T) {
	dir := t.TempDir()
	store := open(t, dir)
	store.Handle("count", func(ctx context.Context, _ *Run) error {
		<-ctx.Done()
		return context.Cause(ctx)
	})
	job := start(t, store, &entrance{}, Plan{Kind: "count", Total: 1, Params: json.RawMessage("1")})
	closed(t, store)

	store = open(t, dir)
	defer closed(t, store)
	store.Handle("count", counting)
	job, err := store.Get(job.Status().ID)
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(dir, job.Status().ID)
	access := &entrance{}
	moved := func() (Accesses, error) { return Accesses{access}, os.Rename(folder, folder+".away") }
	if err := store.Resume(job, moved, audit.Entry{}); znode.CodeOf(err) != znode.CodeJobUnkept {
		t.Errorf("a job that cannot be kept goes on: %v", err)
	}
	if status := job.Status(); status.State != Paused || status.Why == nil || status.Why.Code != znode.CodeJobInterrupted || access.closed.Load() != 1 {
		t.Errorf("it is %+v", status)
	}
	if err := os.Rename(folder+".away", folder); err != nil {
		t.Fatal(err)
	}
	if err := store.Resume(job, func() (Accesses, error) { return Accesses{access}, nil }, audit.Entry{}); err != nil {
		t.Error(err)
	}
	await(t, job, Done)
}

// TestAFullDisk checks that a job can be paused, resumed and cancelled on a full disk, and that its
// state is saved once there is room. No new job can begin, nor one that a restart has interrupted.
func TestAFullDisk(t *testing.T) {
	dir := zktest.SmallDisk(t, "1m")
	if dir == "" {
		return
	}
	interrupted := open(t, dir)
	waits := func(ctx context.Context, _ *Run) error {
		<-ctx.Done()
		return context.Cause(ctx)
	}
	interrupted.Handle("waits", waits)
	before := start(t, interrupted, &entrance{}, Plan{Kind: "waits"}).Status().ID
	closed(t, interrupted)
	store := open(t, dir)
	store.Handle("waits", waits)
	job := start(t, store, &entrance{}, Plan{Kind: "waits"})
	free := zktest.FillDisk(t, dir)

	enter := func() (Accesses, error) { return Accesses{&entrance{}}, nil }
	old, err := store.Get(before)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Resume(old, enter, audit.Entry{}); znode.CodeOf(err) != znode.CodeJobUnkept || old.Status().State != Paused {
		t.Errorf("resumed after a restart: %v, %+v", err, old.Status())
	}
	if _, err := store.Start("", "", Accesses{&entrance{}}, audit.Entry{}, Plan{Kind: "waits"}); znode.CodeOf(err) != znode.CodeJobUnkept {
		t.Errorf("begun: %v", err)
	}
	for _, asked := range []struct {
		do   func() error
		want State
	}{
		{job.Pause, Paused},
		{func() error { return store.Resume(job, enter, audit.Entry{}) }, Running},
		{job.Cancel, Cancelled},
	} {
		if err := asked.do(); err != nil || job.Status().State != asked.want {
			t.Errorf("it is %+v, want %s: %v", job.Status(), asked.want, err)
		}
	}
	free()
	kept := func() bool {
		job.mu.Lock()
		defer job.mu.Unlock()
		return !job.unkept
	}
	for late := time.After(zktest.Patience); !kept(); {
		select {
		case <-late:
			t.Fatal("it is not kept")
		case <-time.After(10 * time.Millisecond):
		}
	}
	closed(t, store)
	again, err := open(t, dir).Get(job.Status().ID)
	if err != nil || again.Status().State != Cancelled {
		t.Errorf("after another restart: %v", err)
	}
}

// TestHalfALineIsTakenOff checks that an incomplete line is cut off both files of a report.
func TestHalfALineIsTakenOff(t *testing.T) {
	dir := t.TempDir()
	failed := []Line{{Path: "/a", Outcome: NotChanged}}
	first := report{dir: dir}
	if _, err := first.add(failed); err != nil {
		t.Fatal(err)
	}
	for _, file := range []*os.File{first.all, first.some} { // the console ends while writing the next line
		if _, err := file.WriteString(`{"pa`); err != nil {
			t.Fatal(err)
		}
	}
	if err := first.close(); err != nil {
		t.Fatal(err)
	}
	job := newJob(Status{}, dir)
	if err := job.lines.recount(func(Line) {}); err != nil {
		t.Fatal(err)
	}
	if _, err := job.lines.add(failed); err != nil {
		t.Fatal(err)
	}
	if got := lines(job); len(got) != 2 || len(job.Problems()) != 2 {
		t.Errorf("the report is %q, the problems are %+v", got, job.Problems())
	}
	if err := job.lines.close(); err != nil {
		t.Fatal(err)
	}
}
