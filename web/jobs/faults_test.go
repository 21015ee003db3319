package jobs

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/audit/sqlite"
	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/auth/vault"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/tree/export"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// editor is an Access by a real ZooKeeper session that returns as many guards as it has tickets.
type editor struct {
	*session.Session
	rules   guard.Rules
	tickets atomic.Int64
	reader  atomic.Bool // the person may no longer change anything
}

// Guard implements Access.
func (e *editor) Guard(_ context.Context, entry audit.Entry) (*guard.Guard, error) {
	if e.tickets.Add(-1) < 0 {
		return nil, &znode.Error{Kind: znode.Unavailable, Code: znode.CodePoolFull}
	}
	entry.Cluster, entry.User, entry.Verified = "main", "ed", true
	person := people.Person{User: "ed", Verified: true, Role: people.Editor, Paths: []znode.Path{znode.Root}}
	if e.reader.Load() {
		person.Role = people.Reader
	}
	return guard.New(person, e.rules, e.Session, entry), nil
}

// Still implements Access.
func (e *editor) Still(_ context.Context, was people.Person) error {
	if e.reader.Load() != (was.Role == people.Reader) {
		return &znode.Error{Kind: znode.Unavailable, Code: znode.CodeNotSent}
	}
	return nil
}

// Ready implements Access.
func (e *editor) Ready() error {
	if status, _ := e.Status(); status.State != znode.Connected {
		return &znode.Error{Kind: znode.Unavailable, Code: znode.CodeConnectionLost}
	}
	return nil
}

// Close implements Access.
func (e *editor) Close() {}

// workplace is a server, a proxy in front of it that can be broken, and a folder for jobs.
type workplace struct {
	server *zktest.Server
	proxy  *zktest.Proxy
	judge  *session.Session // connected to the server without the proxy
	editor *editor
	dir    string
	key    vault.Key
	store  *Store
}

func openSession(t *testing.T, address string) *session.Session {
	t.Helper()
	where, err := cluster.Parse("main=" + address)
	if err != nil {
		t.Fatal(err)
	}
	credentials, err := session.Digest("ed", "p")
	if err != nil {
		t.Fatal(err)
	}
	s := session.Open(where, credentials, session.Options{SessionTimeout: zktest.SessionTimeout})
	t.Cleanup(s.Close)
	if err := s.AwaitConnected(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func newWorkplace(t *testing.T, server ...zktest.Config) *workplace {
	t.Helper()
	w := &workplace{server: zktest.Run(t, server...), dir: t.TempDir(), key: testKey(t, 1)}
	w.proxy = zktest.RunProxy(t, w.server.Addr())
	w.judge = openSession(t, w.server.Addr())
	trail, err := sqlite.Open(t.TempDir(), audit.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	kept, err := vault.Open(t.TempDir(), w.key, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := trail.Close(context.Background()); err != nil {
			t.Error(err)
		}
		if err := kept.Close(); err != nil {
			t.Error(err)
		}
	})
	rules := guard.Rules{AllowWrites: true, Trail: trail, Previous: kept.Shelf("previous", vault.Bounds{MaxAge: time.Hour, MaxBytes: 1 << 30})}
	w.editor = &editor{Session: openSession(t, w.proxy.Addr()), rules: rules.WithDefaults()}
	w.reopen(t)
	t.Cleanup(func() { closed(t, w.store) })
	return w
}

// reopen opens the folder again, as the next console does.
func (w *workplace) reopen(t *testing.T) {
	t.Helper()
	w.store = open(t, w.dir)
	w.store.SealWith(w.key)
}

// stops waits until a job's tickets are used up.
func (w *workplace) stops(t *testing.T, job *Job) {
	t.Helper()
	for late := time.After(zktest.Patience); ; {
		status, changed := job.Watch()
		if status.State == Paused && status.Why != nil && status.Why.Code == znode.CodePoolFull {
			return
		}
		select {
		case <-changed:
		case <-late:
			t.Fatalf("it is %+v", status)
		}
	}
}

// killed restarts the console as if it had been killed after the last unreported changes were made
// but before they were reported. It returns the job, which continues. On a busy machine a batch may
// have used two tickets, so fewer changes may be made than expected; at least one line of the
// report is kept.
func (w *workplace) killed(t *testing.T, job *Job, unreported int) *Job {
	t.Helper()
	closed(t, w.store)
	file := filepath.Join(w.dir, job.Status().ID, "report.jsonl")
	report, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(report, []byte("\n"))
	if unreported = min(unreported, len(lines)-2); unreported < 1 {
		t.Fatalf("its report has %d lines", len(lines)-1)
	}
	report = append(bytes.Join(lines[:len(lines)-1-unreported], nil), `{"path":"/cut`...)
	if err := os.WriteFile(file, report, 0o600); err != nil {
		t.Fatal(err)
	}
	w.reopen(t)
	w.editor.tickets.Store(1 << 40)
	again, err := w.store.Get(job.Status().ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.store.Resume(again, func() (Accesses, error) { return Accesses{w.editor}, nil }, audit.Entry{}); err != nil {
		t.Fatal(err)
	}
	return again
}

func (w *workplace) path(t *testing.T, text string) znode.Path {
	t.Helper()
	path, err := znode.ParsePath(text)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// connected waits until the judge is connected again after a restart of the server.
func (w *workplace) connected(t *testing.T) {
	t.Helper()
	if err := w.judge.AwaitConnected(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// counts checks the number of a znode's children, and how many were ever created and deleted below
// it, as counted by ZooKeeper.
func (w *workplace) counts(t *testing.T, path string, children, changes int32) {
	t.Helper()
	w.connected(t)
	stat, err := w.judge.Exists(t.Context(), w.path(t, path))
	if err != nil || stat.NumChildren != children || stat.Cversion != changes {
		t.Errorf("%s has %d children after %d changes, %v, want %d after %d", path, stat.NumChildren, stat.Cversion, err, children, changes)
	}
}

// steps returns the file of an import that creates a znode and n znodes below it.
func (w *workplace) steps(t *testing.T, n int) *Secret {
	t.Helper()
	acl := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}
	steps := []export.Step{{At: w.path(t, "/new"), Does: export.Create, NewACL: acl}}
	for i := range n {
		steps = append(steps, export.Step{At: w.path(t, fmt.Sprintf("/new/n%05d", i)), Does: export.Create, NewACL: acl, Node: export.Node{Data: []byte{byte(i)}}})
	}
	return asFile(t, steps)
}

// asFile returns the Secret of an import of steps.
func asFile(t *testing.T, steps []export.Step) *Secret {
	t.Helper()
	var file bytes.Buffer
	if err := export.WriteSteps(&file, steps); err != nil {
		t.Fatal(err)
	}
	return &Secret{Params: json.RawMessage("{}"), File: bytes.NewReader(file.Bytes()), Size: int64(file.Len())}
}

// TestAnImportAndItsUndoSurviveFaults restarts ZooKeeper, drops answers and kills the console.
// ZooKeeper's own count of created and deleted znodes shows that nothing was done twice or left
// out.
func TestAnImportAndItsUndoSurviveFaults(t *testing.T) {
	t.Parallel()
	const n = 3000
	w := newWorkplace(t)
	w.editor.tickets.Store(3)
	job := start(t, w.store, w.editor, Plan{Kind: KindImport, Cluster: "main", Path: "/new", Total: n + 1, Secret: w.steps(t, n)})
	w.stops(t, job)
	w.server.Kill()
	if err := w.server.Restart(); err != nil {
		t.Fatal(err)
	}
	job = w.killed(t, job, importBatch) // a batch is made but not reported
	w.proxy.CutAfter(2000)              // an answer is lost
	status := await(t, job, Done)
	if status.Done != n+1 || status.Failed != 0 {
		t.Errorf("%+v", status)
	}
	w.counts(t, "/new", n, n)
	tells(t, job, Changed, n+1)

	w.editor.tickets.Store(4)
	undo := start(t, w.store, w.editor, Plan{Kind: KindUndo, Cluster: "main", Path: "/new", Params: undoParams(t, status)})
	w.stops(t, undo)
	w.server.Kill()
	if err := w.server.Restart(); err != nil {
		t.Fatal(err)
	}
	undo = w.killed(t, undo, importBatch)
	w.proxy.CutAfter(2000)
	status = await(t, undo, Done)
	if status.Done != n+1 || status.Failed != 0 {
		t.Errorf("%+v %+v", status, undo.Problems())
	}
	tells(t, undo, Changed, n+1)
	w.connected(t)
	if _, err := w.judge.Exists(t.Context(), w.path(t, "/new")); znode.KindOf(err) != znode.NotFound {
		t.Errorf("it is still there: %v", err)
	}
}

// TestAnImportAndItsUndoAtAServerThatTakesLess uses a server that does not accept a whole batch in
// one request.
func TestAnImportAndItsUndoAtAServerThatTakesLess(t *testing.T) {
	t.Parallel()
	const n = 600
	w := newWorkplace(t, zktest.Config{JavaProperties: map[string]string{"jute.maxbuffer": "4096"}})
	w.editor.tickets.Store(1 << 40)
	job := start(t, w.store, w.editor, Plan{Kind: KindImport, Cluster: "main", Path: "/new", Total: n + 1, Secret: w.steps(t, n)})
	status := await(t, job, Done)
	w.counts(t, "/new", n, n)
	tells(t, job, Changed, n+1)
	undo := start(t, w.store, w.editor, Plan{Kind: KindUndo, Cluster: "main", Path: "/new", Params: undoParams(t, status)})
	await(t, undo, Done)
	tells(t, undo, Changed, n+1)
}

// TestAnImportMeetsWhatOthersHaveMade checks an import whose znodes have changed since its plan. A
// znode that already is as planned is no problem, whether others made it or an earlier attempt
// whose answer was lost; null differs from empty data; and a deleted znode is reported as gone.
func TestAnImportMeetsWhatOthersHaveMade(t *testing.T) {
	t.Parallel()
	w := newWorkplace(t)
	w.editor.tickets.Store(1 << 40)
	acl, set := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}, []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll &^ znode.PermDelete}}
	there := map[string][]byte{"/empty": {}, "/other": []byte("other"), "/same": []byte("same"), "/set": nil}
	for name, data := range there {
		if _, err := znode.Create(t.Context(), w.judge, w.path(t, name), data, acl, znode.ModePersistent); err != nil {
			t.Fatal(err)
		}
	}
	planned, err := w.judge.Exists(t.Context(), w.path(t, "/set"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.judge.Apply(t.Context(), znode.Op{Kind: znode.OpSetACL, Path: w.path(t, "/set"), ACL: set, Version: planned.Aversion}); err != nil {
		t.Fatal(err)
	}
	create := func(name string, data []byte) export.Step {
		return export.Step{At: w.path(t, name), Does: export.Create, NewACL: acl, Node: export.Node{Data: data}}
	}
	job := start(t, w.store, w.editor, Plan{Kind: KindImport, Cluster: "main", Path: "/", Total: 6, Secret: asFile(t, []export.Step{
		create("/empty", nil), create("/other", []byte("mine")), create("/same", []byte("same")),
		{At: w.path(t, "/gone"), Does: export.Change, Now: znode.Stat{Version: 3, Mzxid: planned.Mzxid}, Node: export.Node{Data: []byte("x")}},
		{At: w.path(t, "/set"), Does: export.Same, SetsACL: true, Now: planned, Node: export.Node{ACL: set}},
		create("/new", nil),
	})})
	await(t, job, Done)
	want := []string{"/empty " + string(NotChanged), "/other " + string(NotChanged), "/same " + string(Same), "/gone " + string(Gone), "/set " + string(Changed), "/new " + string(Changed)}
	if got := lines(job); !slices.Equal(got, want) {
		t.Errorf("the report is %q, want %q", got, want)
	}
}

// tells checks that a job's report has exactly one line with this outcome for each of that many
// znodes, and that no begun change is unreported.
func tells(t *testing.T, job *Job, outcome Outcome, znodes int) {
	t.Helper()
	paths := map[string]bool{}
	for line := range job.Lines {
		if line.Outcome == outcome {
			paths[line.Path] = true
		}
	}
	if all := len(lines(job)); len(paths) != znodes || all != znodes {
		t.Errorf("the report has %d lines, and tells of %d znodes that they are %s, want %d", all, len(paths), outcome, znodes)
	}
	job.begun.mu.Lock()
	defer job.begun.mu.Unlock()
	if len(job.begun.open) > 0 {
		t.Errorf("%d changes are still noted as begun", len(job.begun.open))
	}
}

// fill creates the znodes that steps has.
func (w *workplace) fill(t *testing.T, n int) {
	t.Helper()
	acl := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}
	ops := []znode.Op{{Kind: znode.OpCreate, Path: w.path(t, "/new"), ACL: acl}}
	for i := range n {
		ops = append(ops, znode.Op{Kind: znode.OpCreate, Path: w.path(t, fmt.Sprintf("/new/n%05d", i)), ACL: acl, Data: []byte{byte(i)}})
	}
	for batch := range slices.Chunk(ops, 1000) {
		if _, err := w.judge.Apply(t.Context(), batch...); err != nil {
			t.Fatal(err)
		}
	}
}

// TestADeletionAndAMoveTellOfAllAfterAKill checks that changes that were made but not reported
// before a kill are reported by the next console.
func TestADeletionAndAMoveTellOfAllAfterAKill(t *testing.T) {
	t.Parallel()
	const n = 3000
	w := newWorkplace(t)
	w.fill(t, n)
	w.editor.tickets.Store(1 + 3 + 2) // a guard for reading, the batches of copies, and a look at them
	params := json.RawMessage(`{"to":"/moved"}`)
	move := start(t, w.store, w.editor, Plan{Kind: KindMove, Cluster: "main", Path: "/new", Total: 2 * (n + 1), Params: params})
	w.stops(t, move)
	move = w.killed(t, move, 700)
	if status := await(t, move, Done); status.Done != 2*(n+1) || status.Failed != 0 {
		t.Errorf("%+v", status)
	}
	copies, deletions := map[string]bool{}, map[string]bool{}
	for line := range move.Lines {
		switch line.Outcome {
		case Copied:
			copies[line.Path] = true
		case Changed:
			deletions[line.Path] = true
		}
	}
	if len(copies) != n+1 || len(deletions) != n+1 || len(move.begun.open) > 0 {
		t.Errorf("%d copied, %d deleted, %d begun", len(copies), len(deletions), len(move.begun.open))
	}
	w.counts(t, "/moved", n, n)

	params, err := json.Marshal(DeleteParams{Paths: []string{"/moved"}})
	if err != nil {
		t.Fatal(err)
	}
	w.editor.tickets.Store(4)
	job := start(t, w.store, w.editor, Plan{Kind: KindDelete, Cluster: "main", Path: "/moved", Total: n + 1, Params: params})
	w.stops(t, job)
	job = w.killed(t, job, 700)
	if status := await(t, job, Done); status.Done != n+1 || status.Failed != 0 {
		t.Errorf("%+v", status)
	}
	tells(t, job, Changed, n+1)
}

func undoParams(t *testing.T, status Status) json.RawMessage {
	t.Helper()
	params, err := json.Marshal(UndoParams{Job: status.ID, From: status.Started, To: status.Ended})
	if err != nil {
		t.Fatal(err)
	}
	return params
}

// TestACLsTellOfAllAfterAKill checks the same for a job that sets ACLs, and for the job that undoes
// it.
func TestACLsTellOfAllAfterAKill(t *testing.T) {
	t.Parallel()
	const n = 1000
	w := newWorkplace(t)
	w.fill(t, n)
	acl := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}, {Scheme: "ip", ID: "127.0.0.9", Perms: znode.PermRead}}
	params, err := json.Marshal(ACLParams{Path: "/new", Mode: "replace", ACL: acl})
	if err != nil {
		t.Fatal(err)
	}
	w.editor.tickets.Store(2 + 3) // guards for beginning and reading, and the batches
	job := start(t, w.store, w.editor, Plan{Kind: KindACL, Cluster: "main", Path: "/new", Params: params})
	w.stops(t, job)
	job = w.killed(t, job, 300)
	w.proxy.CutAfter(2000) // an answer is lost
	if status := await(t, job, Done); status.Done != n+1 || status.Failed != 0 {
		t.Errorf("%+v %+v", status, job.Problems())
	}
	tells(t, job, Changed, n+1)
	for _, path := range []string{"/new", "/new/n00000", "/new/n00999"} {
		now, stat, err := w.judge.GetACLs(t.Context(), w.path(t, path))
		if err != nil || stat.Aversion != 1 || !slices.Equal(now, acl) {
			t.Errorf("%s has %v after %d changes, %v", path, now, stat.Aversion, err)
		}
	}

	w.editor.tickets.Store(1 + 3) // a guard for reading the trail, and the batches
	undo := start(t, w.store, w.editor, Plan{Kind: KindUndo, Cluster: "main", Path: "/new", Params: undoParams(t, job.Status())})
	w.stops(t, undo)
	undo = w.killed(t, undo, 150)
	w.proxy.CutAfter(2000)
	if status := await(t, undo, Done); status.Done != n+1 || status.Failed != 0 {
		t.Errorf("%+v %+v", status, undo.Problems())
	}
	tells(t, undo, Changed, n+1)
	for _, path := range []string{"/new", "/new/n00000", "/new/n00999"} {
		now, stat, err := w.judge.GetACLs(t.Context(), w.path(t, path))
		if err != nil || stat.Aversion != 2 || !slices.Equal(now, acl[:1]) {
			t.Errorf("%s has %v after %d changes, %v", path, now, stat.Aversion, err)
		}
	}
}

// TestWhatWasChangedTwiceIsToldOnce checks the report of undoing an import that wrote data and
// ACLs, which undoes two changes of each znode.
func TestWhatWasChangedTwiceIsToldOnce(t *testing.T) {
	t.Parallel()
	const n = 20
	w := newWorkplace(t)
	w.fill(t, n)
	w.editor.tickets.Store(1 << 40)
	acl := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}, {Scheme: "ip", ID: "127.0.0.9", Perms: znode.PermRead}}
	var steps []export.Step
	for i := range n {
		at := w.path(t, fmt.Sprintf("/new/n%05d", i))
		now, err := w.judge.Exists(t.Context(), at)
		if err != nil {
			t.Fatal(err)
		}
		steps = append(steps, export.Step{At: at, Does: export.Change, SetsACL: true, Node: export.Node{Data: []byte("new"), ACL: acl}, Now: now})
	}
	var file bytes.Buffer
	if err := export.WriteSteps(&file, steps); err != nil {
		t.Fatal(err)
	}
	secret := &Secret{Params: json.RawMessage("{}"), File: bytes.NewReader(file.Bytes()), Size: int64(file.Len())}
	job := start(t, w.store, w.editor, Plan{Kind: KindImport, Cluster: "main", Path: "/new", Total: n, Secret: secret})
	status := await(t, job, Done)
	tells(t, job, Changed, n)

	undo := start(t, w.store, w.editor, Plan{Kind: KindUndo, Cluster: "main", Path: "/new", Params: undoParams(t, status)})
	await(t, undo, Done)
	tells(t, undo, Changed, n)
	for i, step := range steps {
		data, stat, err := w.judge.Get(t.Context(), step.At)
		if err != nil || !bytes.Equal(data, []byte{byte(i)}) || stat.Version != 2 || stat.Aversion != 2 {
			t.Errorf("%s has %q, %+v, %v", step.At, data, stat, err)
		}
	}
}

// TestAJobChangesNothingOnceARoleIsTakenAway checks that the report has what the job did until
// then.
func TestAJobChangesNothingOnceARoleIsTakenAway(t *testing.T) {
	t.Parallel()
	const n = 3000
	w := newWorkplace(t)
	w.fill(t, n)
	acls, err := json.Marshal(ACLParams{Path: "/new", Mode: "add", ACL: []znode.ACL{{Scheme: "ip", ID: "127.0.0.9", Perms: znode.PermRead}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, plan := range []Plan{
		{Kind: KindACL, Params: acls},
		{Kind: KindDelete, Params: json.RawMessage(`{"paths":["/new"]}`)},
	} {
		plan.Cluster, plan.Path = "main", "/new"
		w.editor.reader.Store(false)
		w.editor.tickets.Store(4)
		job := start(t, w.store, w.editor, plan)
		w.stops(t, job)
		w.editor.reader.Store(true)
		w.editor.tickets.Store(1 << 40)
		if status := await(t, job, Failed); status.Why == nil || status.Why.Code != znode.CodeRoleForbids {
			t.Errorf("%s: it ended with %+v", plan.Kind, status.Why)
		}
		told := 0
		for line := range job.Lines {
			if line.Outcome == Changed {
				told++
			}
		}
		changed := n - len(w.unchanged(t, plan.Kind))
		if told == 0 || told != changed {
			t.Errorf("%s: its report tells of %d changes, and %d were made", plan.Kind, told, changed)
		}
	}
}

// TestARoleIsAskedAgainWhenABatchIsSent checks that a role that is taken away while a batch is
// prepared ends the job before the batch is sent.
func TestARoleIsAskedAgainWhenABatchIsSent(t *testing.T) {
	t.Parallel()
	w := newWorkplace(t)
	w.fill(t, 1)
	one := znode.Op{Kind: znode.OpDelete, Path: w.path(t, "/new/n00000"), Version: 0}
	taken := func(context.Context) error {
		w.editor.reader.Store(true)
		return nil
	}
	for name, apply := range map[string]func(*Run, context.Context) error{
		"in turn": func(run *Run, ctx context.Context) error {
			_, err := run.ApplyInTurn(ctx, taken, one)
			return err
		},
		"each in turn": func(run *Run, ctx context.Context) error {
			_, err := run.ApplyEachInTurn(ctx, taken, nil, []znode.Op{one})
			return err
		},
		"alone": func(run *Run, ctx context.Context) error {
			return run.With(ctx, func(ctx context.Context, g *guard.Guard) error {
				_ = taken(ctx)
				_, err := g.Apply(ctx, one)
				return err
			})
		},
	} {
		w.editor.reader.Store(false)
		w.editor.tickets.Store(1 << 40)
		w.store.Handle("one", func(ctx context.Context, run *Run) error { return apply(run, ctx) })
		job := start(t, w.store, w.editor, Plan{Kind: "one", Cluster: "main", Path: "/new"})
		if status := await(t, job, Failed); status.Why.Code != znode.CodeRoleForbids {
			t.Errorf("%s: it ended with %+v", name, status.Why)
		}
		if _, err := w.judge.Exists(t.Context(), one.Path); err != nil {
			t.Errorf("%s: it was deleted: %v", name, err)
		}
	}
}

// unchanged returns the children of /new that a job of this kind has left as they were.
func (w *workplace) unchanged(t *testing.T, kind string) (left []string) {
	t.Helper()
	names, _, err := w.judge.GetChildren(t.Context(), w.path(t, "/new"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		stat, err := w.judge.Exists(t.Context(), w.path(t, "/new/"+name))
		if err != nil {
			t.Fatal(err)
		}
		if kind == KindDelete || stat.Aversion == 0 {
			left = append(left, name)
		}
	}
	return left
}
