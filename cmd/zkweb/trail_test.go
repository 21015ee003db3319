package main

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	_ "modernc.org/sqlite"

	"zkweb/auth/audit"
	"zkweb/zkconn/zkserver"
	"zkweb/zkconn/zktest"
)

// trailOf reads the JSON lines of a trail.
func trailOf(t *testing.T, file string) []audit.Entry {
	t.Helper()
	content, err := os.ReadFile(file)
	must(t, err)
	var entries []audit.Entry
	for line := range strings.Lines(string(content)) {
		var entry audit.Entry
		must(t, json.Unmarshal([]byte(line), &entry))
		entries = append(entries, entry)
	}
	return entries
}

// TestTrailOfAConsole: its start with its settings, its end, and verify beside
// it and afterwards.
func TestTrailOfAConsole(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	dir := t.TempDir()
	data, lines := filepath.Join(dir, "data"), filepath.Join(dir, "audit.jsonl")
	console, address := serveZkweb(t, nil, "--cluster", "main="+server.Addr(), "--data-dir", data, "--audit-log", lines, "--require-reason", "--mask", "*pin*")
	client := signIn(t, address, "main", "alice", "wonderland")
	if status, _ := get(t, client, address+"/c/main/tree/"); status != http.StatusOK {
		t.Fatalf("the root gives %d", status)
	}
	beside := regexp.MustCompile(`^3 entries, from 1 to 3; the last one's hash is [0-9a-f]{64}\n$`)
	zktest.Eventually(t, "a look is written soon after", func() bool {
		verified := runZkweb(t, nil, "audit", "verify", "--data-dir", data)
		if verified.status != 0 {
			t.Fatalf("verify beside the console: %+v", verified)
		}
		return beside.MatchString(verified.stdout)
	})
	another := runZkweb(t, nil, "serve", "--listen", "127.0.0.1:0", "--data-dir", data)
	if another.status != exitFailed || !strings.Contains(another.stderr, "Another console uses the data directory "+data) || strings.Count(another.stderr, "\n") != 1 {
		t.Errorf("a second console on the same directory: %+v", another)
	}
	if status, took := console.end(t, syscall.SIGTERM); status != 0 || took > endTime {
		t.Errorf("exit status %d after %v", status, took)
	}
	after := runZkweb(t, []string{"ZKWEB_DATA_DIR=" + data}, "audit", "verify")
	if after.status != 0 || !strings.HasPrefix(after.stdout, "4 entries, from 1 to 4; ") {
		t.Errorf("verify afterwards: %+v", after)
	}

	entries := trailOf(t, lines)
	var events []string
	for _, entry := range entries {
		events = append(events, string(entry.Event)+" "+string(entry.Outcome))
	}
	if got := strings.Join(events, ", "); got != "console.start ok, sign_in ok, node.read ok, console.stop ok" {
		t.Fatalf("the trail is %s", got)
	}
	for name, want := range map[string]string{"data-dir": data, "require-reason": "true", "mask": "*pin*", "audit-reads": "true", "allow-writes": "false", "cluster": "main=" + server.Addr()} {
		if got := entries[0].Settings[name]; got != want {
			t.Errorf("the start says --%s is %q, want %q", name, got, want)
		}
	}
	if key := entries[0].Settings[audit.KeySetting]; len(key) != 32 {
		t.Errorf("the start says that the key of hashes is %q", key)
	}
	head := fmt.Sprintf("%d:%s", entries[1].Seq, entries[1].Hash)
	if got := runZkweb(t, nil, "audit", "verify", "--data-dir", data, "--head", head); got.status != 0 {
		t.Errorf("verify with a head from the lines: %+v", got)
	}
	wrong := runZkweb(t, nil, "audit", "verify", "--data-dir", data, "--head", fmt.Sprintf("2:%064d", 0))
	if wrong.status != exitFailed || !strings.Contains(wrong.stderr, "entry 2 ") {
		t.Errorf("verify with another head: %+v", wrong)
	}
	edit(t, data, `UPDATE entries SET user = 'mallory' WHERE seq = 2`)
	bad := runZkweb(t, nil, "audit", "verify", "--data-dir", data)
	if bad.status != exitFailed || bad.stdout != "" || !strings.Contains(bad.stderr, "entry 2 ") || strings.Count(bad.stderr, "\n") != 1 {
		t.Errorf("verify of an edited trail: %+v", bad)
	}
	for _, none := range []string{dir, filepath.Join(dir, "none")} {
		if got := runZkweb(t, nil, "audit", "verify", "--data-dir", none); got.status != exitFailed || !strings.Contains(got.stderr, "There is no audit trail in "+none) {
			t.Errorf("verify of no trail: %+v", got)
		}
	}
}

// TestVerifySaysWhatRetentionRemoved, and nothing when it removed nothing.
func TestVerifySaysWhatRetentionRemoved(t *testing.T) {
	for count, want := range map[int64]string{0: "", 1: "1 was removed by retention; ", 4: "4 were removed by retention; "} {
		if got := removed(count); got != want {
			t.Errorf("%d: got %q, want %q", count, got, want)
		}
	}
}

// TestVerifyNamesAnIndex that leaves entries out.
func TestVerifyNamesAnIndex(t *testing.T) {
	data := t.TempDir()
	console, _ := serveZkweb(t, nil, "--data-dir", data)
	console.end(t, syscall.SIGTERM)
	edit(t, data, `PRAGMA writable_schema = ON; DROP INDEX by_user; CREATE INDEX by_user ON entries (user) WHERE seq > 1;
		UPDATE sqlite_schema SET sql = 'CREATE INDEX by_user ON entries (user)' WHERE name = 'by_user'`)
	got := runZkweb(t, nil, "audit", "verify", "--data-dir", data)
	if got.status != exitFailed || got.stdout != "" || strings.Count(got.stderr, "\n") != 1 || !strings.Contains(got.stderr, "by_user") {
		t.Errorf("%+v", got)
	}
}

// edit changes the database as somebody with an SQL shell would.
func edit(t *testing.T, dir, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "audit.db"))
	must(t, err)
	_, err = db.Exec(statement)
	must(t, err)
	must(t, db.Close())
}

// TestAuditLogOnStandardOutput leaves the log on standard error.
func TestAuditLogOnStandardOutput(t *testing.T) {
	console := startZkweb(t, standardOutput, nil, "serve", "--listen", "127.0.0.1:0", "--data-dir", t.TempDir(), "--audit-log", "-")
	var entry audit.Entry
	must(t, json.Unmarshal([]byte(console.await(t, "console.start")), &entry))
	if entry.Seq != 1 || entry.Event != audit.ConsoleStart || entry.Outcome != audit.OK {
		t.Errorf("%+v", entry)
	}
	console.end(t, syscall.SIGTERM)
	must(t, json.Unmarshal([]byte(console.await(t, "console.stop")), &entry))
}

// TestAuditLogGoesOn: what a console could not write before it ended, the next
// one writes.
func TestAuditLogGoesOn(t *testing.T) {
	dir := t.TempDir()
	lines := filepath.Join(dir, "audit.jsonl")
	run := func() {
		console, _ := serveZkweb(t, nil, "--data-dir", dir, "--audit-log", lines)
		console.end(t, syscall.SIGTERM)
	}
	run()
	first := trailOf(t, lines)
	content, err := os.ReadFile(lines)
	must(t, err)
	cut := strings.Index(string(content), "\n") + 1
	must(t, os.Truncate(lines, int64(cut+10)))
	run()
	content, err = os.ReadFile(lines)
	must(t, err)
	if torn, rest, _ := strings.Cut(string(content[cut:]), "\n"); len(torn) != 10 {
		t.Errorf("the line that was cut short is %q", torn)
	} else {
		must(t, os.WriteFile(lines, append(content[:cut:cut], rest...), 0o600))
	}
	entries := trailOf(t, lines)
	if len(first) != 2 || len(entries) != 4 {
		t.Fatalf("got %d lines, then %d", len(first), len(entries))
	}
	for i, entry := range entries {
		if entry.Seq != int64(i+1) || i < len(first) && entry.Hash != first[i].Hash {
			t.Errorf("line %d has the entry %+v", i+1, entry)
		}
	}
}

// TestNobodyReadsStandardOutput: the console outlives who read its lines.
func TestNobodyReadsStandardOutput(t *testing.T) {
	port, err := zkserver.FreePort()
	must(t, err)
	listen := fmt.Sprintf("127.0.0.1:%d", port)
	reader, writer, err := os.Pipe()
	must(t, err)
	console := zkwebCommand(t.Context(), nil, "serve", "--listen", listen, "--data-dir", t.TempDir(), "--audit-log", "-")
	console.Stdout = writer
	must(t, reader.Close())
	must(t, console.Start())
	must(t, writer.Close())
	zktest.Eventually(t, "the console is there", func() bool { return runZkweb(t, nil, "health", "--listen", listen).status == 0 })
	must(t, console.Process.Signal(syscall.SIGTERM))
	if err := console.Wait(); err != nil {
		t.Errorf("the console ended with %v", err)
	}
}

// writing is a console that may be written to, with one znode, /a.
type writing struct {
	console *running
	address string
	data    string
	client  *http.Client
}

func serveWriting(t *testing.T, server string) *writing {
	t.Helper()
	w := &writing{data: t.TempDir()}
	w.console, w.address = serveZkweb(t, nil, "--cluster", "main="+server, "--data-dir", w.data, "--allow-writes", "--default-role", "editor")
	w.client = signIn(t, w.address, "main", "alice", "wonderland")
	if status, body := w.post(t, "/c/main/create/", url.Values{"name": {"a"}, "data": {"old"}}); status != http.StatusCreated {
		t.Fatalf("creating gives %d: %.300s", status, body)
	}
	return w
}

func (w *writing) post(t *testing.T, target string, form url.Values) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.address+target, strings.NewReader(form.Encode()))
	must(t, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Accept", "application/json")
	response, err := w.client.Do(request)
	must(t, err)
	body, err := io.ReadAll(response.Body)
	must(t, err)
	must(t, response.Body.Close())
	return response.StatusCode, string(body)
}

// TestKilledInMidChange: the change does not reach ZooKeeper, so that the console is killed
// while it is under way. What it was about to do is on record.
func TestKilledInMidChange(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	proxy := zktest.RunProxy(t, server.Addr())
	w := serveWriting(t, proxy.Addr())
	proxy.HoldLarge(4 << 10)
	posted := make(chan struct{})
	go func() {
		defer close(posted)
		response, err := w.client.PostForm(w.address+"/c/main/set/a", url.Values{"data": {strings.Repeat("new", 10_000)}, "version": {"0"}})
		if err == nil {
			_ = response.Body.Close()
		}
	}()
	recorded := func(outcome string) (count int) {
		db, err := sql.Open("sqlite", "file:"+filepath.Join(w.data, "audit.db")+"?mode=ro")
		must(t, err)
		defer func() { must(t, db.Close()) }()
		must(t, db.QueryRow(`SELECT count(*) FROM entries WHERE event = 'node.set' AND outcome = ?`, outcome).Scan(&count))
		return count
	}
	zktest.Eventually(t, "there is an intent", func() bool { return recorded("intent") > 0 })
	must(t, w.console.command.Process.Kill())
	<-w.console.exited
	<-posted
	if got := runZkweb(t, nil, "audit", "verify", "--data-dir", w.data); got.status != 0 {
		t.Errorf("verify after the kill: %+v", got)
	}
	if intents, done := recorded("intent"), recorded("ok"); intents != 1 || done != 0 {
		t.Errorf("%d intents and %d outcomes are on record, want the intent alone", intents, done)
	}
	next, _ := serveZkweb(t, nil, "--data-dir", w.data)
	next.end(t, syscall.SIGTERM)
	if unknown := recorded("unknown"); unknown != 1 {
		t.Errorf("the next start records %d outcomes, want that the one is unknown", unknown)
	}
	if got := runZkweb(t, nil, "audit", "verify", "--data-dir", w.data); got.status != 0 {
		t.Errorf("verify after another start: %+v", got)
	}
}

// TestFullDiskUnderTheTrail limits the size of the files that the console may
// write, which is as a full disk to SQLite and holds for root as well.
func TestFullDiskUnderTheTrail(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	w := serveWriting(t, server.Addr())
	limit(t, w.console, "0:unlimited")
	status, body := w.post(t, "/c/main/set/a", url.Values{"data": {"new"}, "version": {"0"}})
	if status != http.StatusServiceUnavailable || !strings.Contains(body, `"kind":"unavailable"`) || !strings.Contains(body, "The audit trail cannot be written") {
		t.Errorf("a change on a full disk gives %d: %s", status, body)
	}
	status, body = get(t, w.client, w.address+"/c/main/tree/a")
	if status != http.StatusOK || !strings.Contains(body, "The audit trail cannot be written") || !strings.Contains(body, "old") {
		t.Errorf("the page on a full disk gives %d; its banner is there: %t", status, strings.Contains(body, "The audit trail cannot be written"))
	}
	if got := zktest.Kazoo(t, `
import sys
from kazoo.client import KazooClient
client = KazooClient(sys.argv[1])
client.start()
data, stat = client.get("/a")
print(data.decode(), stat.version)
client.stop()
`, server.Addr()); got != "old 0\n" {
		t.Errorf("kazoo reads %q", got)
	}
	limit(t, w.console, "unlimited:unlimited")
	if status, body = w.post(t, "/c/main/set/a", url.Values{"data": {"new"}, "version": {"0"}}); status != http.StatusOK {
		t.Errorf("when there is room again: %d %s", status, body)
	}
	if got := runZkweb(t, nil, "audit", "verify", "--data-dir", w.data); got.status != 0 {
		t.Errorf("verify: %+v", got)
	}
}

func limit(t *testing.T, console *running, size string) {
	t.Helper()
	output, err := exec.CommandContext(t.Context(), "prlimit", "--pid", fmt.Sprint(console.command.Process.Pid), "--fsize="+size).CombinedOutput()
	if err != nil {
		t.Fatalf("prlimit: %v: %s", err, output)
	}
}
