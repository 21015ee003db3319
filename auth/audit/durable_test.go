package audit_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	. "zkweb/auth/audit"
	"zkweb/auth/audit/sqlite"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

func TestEveryAcknowledgedEntrySurvivesAKill(t *testing.T) {
	if dir := os.Getenv(childVariable); dir != "" {
		appendForEver(t, dir)
	}
	dir := t.TempDir()
	child := again(t.Context(), t, os.Args[0], dir)
	output, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	acknowledged := map[string]bool{}
	lines := bufio.NewScanner(output)
	for lines.Scan() { // to the end: what the child still said before it died counts
		if id, ok := strings.CutPrefix(lines.Text(), "acknowledged "); ok {
			acknowledged[id] = true
		}
		if len(acknowledged) == 500 {
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := child.Wait(); err == nil || child.ProcessState.Exited() {
		t.Fatalf("the child ended by itself: %v", err)
	}

	before, err := sqlite.Verify(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	trail := openTrail(t, dir, Config{}, UsualPace)
	found := map[string]int{}
	for _, entry := range all(t, trail) {
		found[entry.RequestID]++
	}
	for id := range acknowledged {
		if found[id] != 1 {
			t.Errorf("%s was acknowledged and is there %d times", id, found[id])
		}
	}
	if len(acknowledged) < 500 || before.Entries < 500 {
		t.Errorf("%d entries were acknowledged, %d are there: too few to show anything", len(acknowledged), before.Entries)
	}
	appendAll(t, trail, Entry{Event: ConsoleStart, Outcome: OK})
	if after, err := sqlite.Verify(t.Context(), dir); err != nil || after.Entries != before.Entries+1 {
		t.Errorf("after one more: %+v, %v; before: %+v", after, err, before)
	}
}

// appendForEver appends from eight goroutines and says what is acknowledged,
// until it is killed.
func appendForEver(t *testing.T, dir string) {
	trail := openTrail(t, dir, Config{}, UsualPace)
	var appending sync.WaitGroup
	for person := range 8 {
		appending.Go(func() {
			for i := 0; ; i++ {
				id := fmt.Sprintf("%d-%d", person, i)
				if _, err := trail.Append(context.Background(), Entry{Event: NodeSet, Outcome: OK, RequestID: id}); err != nil {
					t.Error(err)
					return
				}
				if _, err := io.WriteString(os.Stdout, "acknowledged "+id+"\n"); err != nil {
					return
				}
			}
		})
	}
	appending.Wait()
}

// TestAFullDisk limits the size of the files a process may write
// (RLIMIT_FSIZE), which holds for root as well, so it does so in a child.
func TestAFullDisk(t *testing.T) {
	if dir := os.Getenv(childVariable); dir != "" {
		fillTheDisk(t, dir)
		return
	}
	dir := t.TempDir()
	if output, err := again(t.Context(), t, os.Args[0], dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	verified, err := sqlite.Verify(t.Context(), dir)
	if err != nil || verified.Entries != 4 {
		t.Errorf("got %+v, %v; want the entries from before and after, the gap, and what happened meanwhile", verified, err)
	}
}

func fillTheDisk(t *testing.T, dir string) {
	log := &logged{}
	pace := UsualPace
	pace.Probe = 5 * time.Millisecond
	trail := openTrail(t, dir, Config{Logger: newLogger(log)}, pace)
	appendAll(t, trail, Entry{Event: NodeSet, Outcome: Intent, RequestID: "before"})

	var unlimited syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &unlimited); err != nil {
		t.Fatal(err)
	}
	full := unlimited
	full.Cur = 1
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &full); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		checkUnavailable(t, appendTo(trail, t.Context(), Entry{Event: NodeSet, Outcome: Intent, RequestID: "refused"}))
		checkUnavailable(t, trail.Err())
	}
	checkUnavailable(t, appendTo(trail, t.Context(), Entry{Event: NodeSet, Outcome: OK, RequestID: "happened"}))
	if page, err := trail.Query(t.Context(), Filter{}); err != nil || len(page.Entries) != 1 {
		t.Errorf("a full disk can be read: got %+v, %v", page, err)
	}

	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &unlimited); err != nil {
		t.Fatal(err)
	}
	zktest.Eventually(t, "the trail recovers by itself", func() bool { return trail.Err() == nil })
	appendAll(t, trail, Entry{Event: NodeSet, Outcome: Intent, RequestID: "after"})
	entries := all(t, trail)
	if len(entries) != 4 || entries[0].RequestID != "before" || entries[2].RequestID != "happened" || entries[2].Outcome != OK || entries[3].RequestID != "after" ||
		entries[1].Event != AuditGap || entries[1].Outcome != Failed || entries[1].Args["entries"] != "3" {
		t.Errorf("got %+v", entries)
	}
	if text := log.String(); strings.Count(text, `msg="audit trail cannot be written"`) != 1 || !strings.Contains(text, "missing_entries=3") {
		t.Errorf("it is logged once that the trail cannot be written, and once that it is: %s", text)
	}
}

func TestAMovedDatabaseIsNotWritten(t *testing.T) {
	dir := t.TempDir()
	trail := openTrail(t, dir, Config{}, UsualPace)
	appendAll(t, trail, Entry{Event: ConsoleStart, Outcome: OK})
	file := filepath.Join(dir, "audit.db")
	if err := os.Rename(file, file+".away"); err != nil {
		t.Fatal(err)
	}
	checkUnavailable(t, appendTo(trail, t.Context(), Entry{Event: NodeSet, Outcome: Intent}))
	if err := os.Rename(file+".away", file); err != nil {
		t.Fatal(err)
	}
	appendAll(t, trail, Entry{Event: NodeSet, Outcome: Intent})
}

// TestADirectoryThatCannotBeWritten runs as somebody who may only read, which
// root never is.
func TestADirectoryThatCannotBeWritten(t *testing.T) {
	if dir := os.Getenv(childVariable); dir != "" {
		readOnly(t, dir)
		return
	}
	trail := appendTen(t)
	dir, err := os.MkdirTemp("", "zkweb-audit-") // t.TempDir is closed to others
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(os.Chmod(dir, 0o755), os.RemoveAll(dir)); err != nil {
			t.Error(err)
		}
	})
	copyFile(t, filepath.Join(trail, "audit.db"), filepath.Join(dir, "audit.db"), 0o444)
	binary := filepath.Join(dir, "audit.test")
	copyFile(t, os.Args[0], binary, 0o555)
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	child := again(t.Context(), t, binary, dir)
	child.Dir = dir
	if os.Getuid() == 0 {
		child.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	if output, err := child.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
}

func readOnly(t *testing.T, dir string) {
	for _, closed := range []string{dir, filepath.Join(dir, "new")} {
		trail, err := sqlite.Open(closed, Config{Logger: discard()})
		if trail != nil || znode.KindOf(err) != znode.Unavailable || !strings.Contains(err.Error(), closed) {
			t.Errorf("%s: got %v", closed, err)
		}
	}
	if verified, err := sqlite.Verify(t.Context(), dir); err != nil || verified.Entries != 10 {
		t.Errorf("a trail that can only be read is verified all the same: got %+v, %v", verified, err)
	}
}

func copyFile(t *testing.T, from, to string, mode os.FileMode) {
	t.Helper()
	content, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, content, mode); err != nil {
		t.Fatal(err)
	}
}
