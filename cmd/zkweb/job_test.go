package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// job is what a console says of one.
type job struct {
	State       string
	Why         *struct{ Code string }
	Done, Total int
	Failed      int
}

// drain reads the lines of a console that logs more than anybody looks at.
func (r *running) drain() {
	for range r.lines {
	}
}

// awaitJob waits until a job is as is says.
func (w *writing) awaitJob(t *testing.T, id, what string, is func(job) bool) job {
	t.Helper()
	for late := time.After(patience); ; {
		var now job
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.address+"/jobs/"+id, nil)
		must(t, err)
		request.Header.Set("Accept", "application/json")
		response, err := w.client.Do(request)
		must(t, err)
		err = json.NewDecoder(response.Body).Decode(&now)
		must(t, errors.Join(err, response.Body.Close()))
		if is(now) {
			return now
		}
		select {
		case <-late:
			t.Fatalf("the job is %+v, and never %s", now, what)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// TestAMoveSurvivesWhatHappens: the console is killed in the middle, ZooKeeper is, and
// the disk is full for a while. In the end all is at the new place, once, and the record
// is whole.
func TestAMoveSurvivesWhatHappens(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	proxy := zktest.RunProxy(t, server.Addr())
	w := serveWriting(t, proxy.Addr())
	go w.console.drain()
	at, err := cluster.Parse("main=" + server.Addr())
	must(t, err)
	client := session.Open(at, session.Anonymous(), session.Options{SessionTimeout: zktest.SessionTimeout})
	t.Cleanup(client.Close)
	const families, children = 6, 399
	open := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}
	create := func(ops []znode.Op, path string) []znode.Op {
		parsed, err := znode.ParsePath(path)
		must(t, err)
		return append(ops, znode.Op{Kind: znode.OpCreate, Path: parsed, Data: []byte(path), ACL: open})
	}
	for i := range families {
		family := fmt.Sprintf("/a/%d", i)
		ops := create(nil, family)
		for j := range children {
			ops = create(ops, fmt.Sprintf("%s/%d", family, j))
		}
		_, err := client.Apply(t.Context(), ops...)
		must(t, err)
	}
	const all = 1 + families*(1+children)

	proxy.Delay(30 * time.Millisecond) // so that there is a middle
	status, body := w.post(t, "/c/main/move/a", url.Values{"to": {"/b"}})
	var begun struct{ Job string }
	must(t, json.Unmarshal([]byte(body), &begun))
	if status != http.StatusAccepted {
		t.Fatalf("%d %s", status, body)
	}
	w.awaitJob(t, begun.Job, "in the middle of the copy", func(j job) bool { return j.Done > 0 && j.Done < all })
	must(t, w.console.command.Process.Kill())
	<-w.console.exited

	w.console, w.address = serveZkweb(t, nil, "--cluster", "main="+proxy.Addr(), "--data-dir", w.data, "--allow-writes", "--default-role", "editor")
	go w.console.drain()
	w.client = signIn(t, w.address, "main", "alice", "wonderland")
	w.awaitJob(t, begun.Job, "interrupted", func(j job) bool {
		return j.State == "paused" && j.Why != nil && j.Why.Code == string(znode.CodeJobInterrupted)
	})
	resume := func() {
		t.Helper()
		if status, body := w.post(t, "/jobs/"+begun.Job+"/resume", nil); status != http.StatusOK {
			t.Fatalf("resumed: %d %s", status, body)
		}
	}
	resume()
	w.awaitJob(t, begun.Job, "in the middle of the deletion", func(j job) bool { return j.Done > all+1 })
	limit(t, w.console, "0:unlimited")
	w.awaitJob(t, begun.Job, "waiting for the disk", func(j job) bool { return j.State == "paused" && j.Why != nil })
	server.Kill()
	limit(t, w.console, "unlimited:unlimited")
	must(t, server.Restart())

	done := w.awaitJob(t, begun.Job, "over", func(j job) bool { return j.State != "running" && j.State != "paused" })
	if done.State != "done" || done.Failed != 0 {
		t.Errorf("it is %+v", done)
	}
	checkMoved(t, client, families, children)
	if _, report := get(t, w.client, w.address+"/jobs/"+begun.Job+"/report"); strings.Contains(report, `"failed"`) || strings.Contains(report, `"left"`) {
		t.Errorf("the report is %.1000s", report)
	}
	w.console.end(t, syscall.SIGTERM)
	if got := runZkweb(t, nil, "audit", "verify", "--data-dir", w.data); got.status != 0 {
		t.Errorf("verify: %+v", got)
	}
}

func checkMoved(t *testing.T, client *session.Session, families, children int) {
	t.Helper()
	must(t, client.AwaitConnected(t.Context()))
	from, err := znode.ParsePath("/a")
	must(t, err)
	if _, err := client.Exists(t.Context(), from); znode.KindOf(err) != znode.NotFound {
		t.Errorf("the original: %v", err)
	}
	for i := range families {
		var reads []znode.Read
		for j := range children {
			path, err := znode.ParsePath(fmt.Sprintf("/b/%d/%d", i, j))
			must(t, err)
			reads = append(reads, znode.Read{Path: path, Kind: znode.ReadData})
		}
		for j, result := range client.ReadMany(t.Context(), reads) {
			if want := fmt.Sprintf("/a/%d/%d", i, j); result.Err != nil || string(result.Data) != want {
				t.Errorf("%s holds %q, %v, want %q", reads[j].Path, result.Data, result.Err, want)
			}
		}
	}
}
