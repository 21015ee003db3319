package jobs

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
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

// editor is an Access by a real ZooKeeper session, for as many batches as it has tickets.
type editor struct {
	*session.Session
	rules   guard.Rules
	tickets atomic.Int64
}

// Guard implements Access.
func (e *editor) Guard(_ context.Context, entry audit.Entry) (*guard.Guard, error) {
	if e.tickets.Add(-1) < 0 {
		return nil, &znode.Error{Kind: znode.Unavailable, Code: znode.CodePoolFull}
	}
	entry.Cluster, entry.User, entry.Verified = "main", "ed", true
	person := people.Person{User: "ed", Verified: true, Role: people.Editor, Paths: []znode.Path{znode.Root}}
	return guard.New(person, e.rules, e.Session, entry), nil
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

// workplace is a server, a way to it that can be broken, and a folder of jobs.
type workplace struct {
	server *zktest.Server
	proxy  *zktest.Proxy
	judge  *session.Session // not by the proxy
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
	s := session.Open(where, credentials, session.Options{SessionTimeout: 4 * time.Second})
	t.Cleanup(s.Close)
	if err := s.AwaitConnected(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func newWorkplace(t *testing.T) *workplace {
	t.Helper()
	w := &workplace{server: zktest.Run(t), dir: t.TempDir(), key: testKey(t, 1)}
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

// reopen is the next console over the same folder.
func (w *workplace) reopen(t *testing.T) {
	t.Helper()
	w.store = open(t, w.dir)
	w.store.SealWith(w.key)
}

// stops waits until a job's tickets are used up.
func (w *workplace) stops(t *testing.T, job *Job) {
	t.Helper()
	for late := time.After(20 * time.Second); ; {
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

// killed ends the console as a kill does that comes when a batch is made and its report
// is not written, and lets the next one go on.
func (w *workplace) killed(t *testing.T, job *Job, unreported int) *Job {
	t.Helper()
	closed(t, w.store)
	file := filepath.Join(w.dir, job.Status().ID, "report.jsonl")
	report, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(report, []byte("\n"))
	if len(lines) <= unreported {
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

// counts checks how many children a znode has, and how many were ever created and deleted
// below it, as ZooKeeper itself counts.
func (w *workplace) counts(t *testing.T, path string, children, changes int32) {
	t.Helper()
	stat, err := w.judge.Exists(t.Context(), w.path(t, path))
	if err != nil || stat.NumChildren != children || stat.Cversion != changes {
		t.Errorf("%s has %d children after %d changes, %v, want %d after %d", path, stat.NumChildren, stat.Cversion, err, children, changes)
	}
}

// steps is the file of an import that creates so many znodes below a new one.
func (w *workplace) steps(t *testing.T, n int) *Secret {
	t.Helper()
	acl := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}
	steps := []export.Step{{At: w.path(t, "/new"), Does: export.Create, NewACL: acl}}
	for i := range n {
		steps = append(steps, export.Step{At: w.path(t, fmt.Sprintf("/new/n%05d", i)), Does: export.Create, NewACL: acl, Node: export.Node{Data: []byte{byte(i)}}})
	}
	var file bytes.Buffer
	if err := export.WriteSteps(&file, steps); err != nil {
		t.Fatal(err)
	}
	return &Secret{Params: json.RawMessage("{}"), File: bytes.NewReader(file.Bytes()), Size: int64(file.Len())}
}

// TestAnImportAndItsUndoSurviveFaults: a ZooKeeper that is restarted, answers that are
// lost, and a console that is killed. ZooKeeper's own count of what was created and
// deleted says that nothing was done twice, and nothing left out.
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
	job = w.killed(t, job, importBatch) // a batch is made that no report tells of
	w.proxy.CutAfter(2000)              // and an answer is lost
	status := await(t, job, Done)
	if status.Done != n+1 || status.Failed != 0 {
		t.Errorf("%+v", status)
	}
	w.counts(t, "/new", n, n)

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
	if _, err := w.judge.Exists(t.Context(), w.path(t, "/new")); znode.KindOf(err) != znode.NotFound {
		t.Errorf("it is still there: %v", err)
	}
}

func undoParams(t *testing.T, status Status) json.RawMessage {
	t.Helper()
	params, err := json.Marshal(UndoParams{Job: status.ID, From: status.Started, To: status.Ended})
	if err != nil {
		t.Fatal(err)
	}
	return params
}
