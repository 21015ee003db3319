package audit_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	. "zkweb/auth/audit"
	"zkweb/auth/audit/sqlite"
	"zkweb/zkconn/zktest"
)

// brokenWriter fails or hangs when told to.
type brokenWriter struct {
	logged
	mu    sync.Mutex
	fails bool
	hangs chan struct{}
}

func (w *brokenWriter) Write(line []byte) (int, error) {
	w.mu.Lock()
	fails, hangs := w.fails, w.hangs
	w.mu.Unlock()
	if hangs != nil {
		<-hangs
	}
	if fails {
		part, _ := w.logged.Write(line[:min(3, len(line)-1)])
		return part, errors.New("no room")
	}
	return w.logged.Write(line)
}

func (w *brokenWriter) set(fails bool, hangs chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fails, w.hangs = fails, hangs
}

func quickRetry() Pace {
	pace := UsualPace
	pace.Probe, pace.Behind = 5*time.Millisecond, 5*time.Millisecond
	return pace
}

// numbers returns the sequences of the whole lines of a text, and how many others
// there are, one that does not end among them.
func numbers(text string) (seqs []int64, others int) {
	for line := range strings.Lines(text) {
		var entry Entry
		if json.Unmarshal([]byte(line), &entry) != nil || entry.Hash == "" || !strings.HasSuffix(line, "\n") {
			others++
			continue
		}
		seqs = append(seqs, entry.Seq)
	}
	return seqs, others
}

func TestALogThatFailsHasAllLinesAfterwards(t *testing.T) {
	said := &logged{}
	writer := &brokenWriter{}
	trail := openTrail(t, t.TempDir(), Config{Log: writer, Logger: newLogger(said)}, quickRetry())
	writer.set(true, nil)
	appendAll(t, trail, full(), full(), full())
	zktest.Eventually(t, "the failure is logged", func() bool { return strings.Contains(said.String(), "audit log cannot be written") })
	if trail.Err() != nil {
		t.Errorf("got %v: the trail itself is sound", trail.Err())
	}
	writer.set(false, nil)
	zktest.Eventually(t, "the recovery is logged", func() bool { return strings.Contains(said.String(), `msg="audit log is written again" seq=3`) })
	appendAll(t, trail, full())
	zktest.Eventually(t, "the fourth line is there", func() bool { seqs, _ := numbers(writer.String()); return len(seqs) == 4 })
	if seqs, others := numbers(writer.String()); !slices.Equal(seqs, []int64{1, 2, 3, 4}) || others != 1 {
		t.Errorf("got the lines %d and %d torn ones: %s", seqs, others, writer.String())
	}
	if count := strings.Count(said.String(), "cannot be written"); count != 1 {
		t.Errorf("the failure is logged %d times", count)
	}
}

func TestALogThatHangsDoesNotStopTheTrail(t *testing.T) {
	said := &logged{}
	writer := &brokenWriter{}
	hangs := make(chan struct{})
	writer.set(false, hangs)
	trail := openTrail(t, t.TempDir(), Config{Log: writer, Logger: newLogger(said)}, quickRetry())
	zktest.Eventually(t, "it is logged that the lines do not keep up", func() bool {
		appendAll(t, trail, full())
		return strings.Contains(said.String(), "does not keep up")
	})
	appendAll(t, trail, full(), full())
	if count := strings.Count(said.String(), "does not keep up"); count != 1 {
		t.Errorf("it is logged %d times", count)
	}
	closeTrail(t, trail) // though the log still hangs
	if !strings.Contains(said.String(), "audit log hangs") {
		t.Errorf("the log says %s", said)
	}
	close(hangs)
	zktest.Eventually(t, "the line is written at last", func() bool { return strings.Count(writer.String(), "\n") == 1 })
}

// openLog opens a trail with the file that has its lines, as a console does.
func openLog(t *testing.T, dir, file string, said *logged) *Trail {
	t.Helper()
	lines, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = lines.Close() })
	last, err := ReadLastLine(file)
	if err != nil {
		t.Fatal(err)
	}
	pace := quickRetry()
	pace.Behind = time.Minute // a busy machine is no reader that hangs
	return openTrail(t, dir, Config{Log: lines, Logged: last, Logger: newLogger(said)}, pace)
}

func readAll(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// TestTheLinesOfAFileGoOn where the file ends, whatever it lacks.
func TestTheLinesOfAFileGoOn(t *testing.T) {
	for _, of := range []struct {
		name   string
		change func(lines []string) string // of the five that the file has
		want   []int64                     // after a sixth
		others int
		said   string
	}{
		{"nothing happened", func(lines []string) string { return strings.Join(lines, "") }, []int64{1, 2, 3, 4, 5, 6}, 0, ""},
		{"lines are missing", func(lines []string) string { return strings.Join(lines[:2], "") }, []int64{1, 2, 3, 4, 5, 6}, 0, ""},
		{"the last is torn", func(lines []string) string { return strings.Join(lines[:2], "") + lines[2][:20] }, []int64{1, 2, 3, 4, 5, 6}, 1, ""},
		{"the last lacks its end", func(lines []string) string { return strings.TrimSuffix(strings.Join(lines, ""), "\n") }, []int64{1, 2, 3, 4, 5, 5, 6}, 0, ""},
		{"one torn before", func(lines []string) string { return lines[0] + lines[1][:20] + "\n" }, []int64{1, 2, 3, 4, 5, 6}, 1, ""},
		{"one torn, and no other", func(lines []string) string { return lines[0][:20] }, []int64{6}, 1, ""},
		{"empty", func([]string) string { return "" }, []int64{6}, 0, ""},
		{"another trail's", func([]string) string { return `{"seq":2,"hash":"` + strings.Repeat("0", 64) + "\"}\n" }, []int64{2, 6, 7}, 0, "is not in the audit trail"},
		{"a longer trail's", func([]string) string { return `{"seq":9,"hash":"` + strings.Repeat("0", 64) + "\"}\n" }, []int64{9, 6, 7}, 0, "is not in the audit trail"},
	} {
		t.Run(of.name, func(t *testing.T) {
			dir, file, said := t.TempDir(), filepath.Join(t.TempDir(), "audit.jsonl"), &logged{}
			trail := openLog(t, dir, file, said)
			for range 5 {
				appendAll(t, trail, full())
			}
			closeTrail(t, trail)
			if seqs, others := numbers(readAll(t, file)); !slices.Equal(seqs, []int64{1, 2, 3, 4, 5}) || others != 0 {
				t.Fatalf("got the lines %d and %d others at first", seqs, others)
			}
			if err := os.WriteFile(file, []byte(of.change(strings.SplitAfter(readAll(t, file), "\n"))), 0o600); err != nil {
				t.Fatal(err)
			}
			trail = openLog(t, dir, file, said)
			appendAll(t, trail, full())
			closeTrail(t, trail)
			seqs, others := numbers(readAll(t, file))
			if !slices.Equal(seqs, of.want) || others != of.others {
				t.Errorf("got the lines %d and %d others, want %d and %d: %s", seqs, others, of.want, of.others, readAll(t, file))
			}
			if !strings.Contains(said.String(), of.said) || of.said == "" && strings.Contains(said.String(), "audit log") {
				t.Errorf("the log says %s", said)
			}
		})
	}
}

// TestEveryEntryHasItsLineAfterAKill: those that were appended and had no line
// when the console was killed get it from the next.
func TestEveryEntryHasItsLineAfterAKill(t *testing.T) {
	if dir := os.Getenv(childVariable); dir != "" {
		trail := openLog(t, dir, filepath.Join(dir, "audit.jsonl"), &logged{})
		var appending sync.WaitGroup
		for range 8 {
			appending.Go(func() {
				for appendTo(trail, context.Background(), full()) == nil {
				}
			})
		}
		appending.Wait()
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "audit.jsonl")
	trail := openLog(t, dir, file, &logged{})
	appendAll(t, trail, full())
	closeTrail(t, trail)
	for range 3 {
		killAt(t, file, int64(len(readAll(t, file))+40_000), dir)
	}
	trail = openLog(t, dir, file, &logged{})
	appendAll(t, trail, full())
	closeTrail(t, trail)
	verified, err := sqlite.Verify(t.Context(), dir)
	if err != nil || verified.Entries < 100 {
		t.Fatalf("got %+v, %v", verified, err)
	}
	seqs, others := numbers(readAll(t, file))
	for i, seq := range seqs {
		if seq != int64(i+1) {
			t.Fatalf("line %d has the sequence %d", i+1, seq)
		}
	}
	if int64(len(seqs)) != verified.Entries || others > 3 {
		t.Errorf("got %d lines of %d entries, and %d others", len(seqs), verified.Entries, others)
	}
}

// TestLinesThatRetentionRemoved before they could be written are counted in the
// log, and the lines go on with the oldest entry that is there.
func TestLinesThatRetentionRemoved(t *testing.T) {
	dir, file, said := t.TempDir(), filepath.Join(t.TempDir(), "audit.jsonl"), &logged{}
	trail := openLog(t, dir, file, said)
	appendAll(t, trail, full(), full())
	closeTrail(t, trail)
	trail = openTrail(t, dir, Config{MaxBytes: 1}, UsualPace)
	appendAtOnce(t, trail, looks(RemoveBatch))
	zktest.Eventually(t, "looks are removed", func() bool {
		verified, err := sqlite.Verify(t.Context(), dir)
		return err == nil && verified.Removed > RemoveBatch-RemoveLeast
	})
	closeTrail(t, trail)

	trail = openLog(t, dir, file, said)
	closeTrail(t, trail)
	seqs, others := numbers(readAll(t, file))
	missing := int64(0)
	for line := range strings.Lines(said.String()) {
		if _, count, found := strings.Cut(line, "missing_entries="); found {
			var of int64
			if _, err := fmt.Sscanf(count, "%d", &of); err != nil {
				t.Error(err)
			}
			missing += of
		}
	}
	if len(seqs) < 3 || !slices.Equal(seqs[:2], []int64{1, 2}) || !slices.IsSorted(seqs) || others != 0 || missing < RemoveBatch-RemoveLeast || missing+int64(len(seqs)) != seqs[len(seqs)-1] {
		t.Errorf("got the lines %d and %d others, %d are missing: %s", seqs, others, missing, said)
	}
}

func TestALogThatIsCopiedAndTruncated(t *testing.T) {
	file := filepath.Join(t.TempDir(), "audit.jsonl")
	trail := openLog(t, t.TempDir(), file, &logged{})
	appendAll(t, trail, full(), full())
	zktest.Eventually(t, "two lines are there", func() bool { return strings.Count(readAll(t, file), "\n") == 2 })
	if err := os.Truncate(file, 0); err != nil {
		t.Fatal(err)
	}
	appendAll(t, trail, full())
	closeTrail(t, trail)
	if seqs, others := numbers(readAll(t, file)); !slices.Equal(seqs, []int64{3}) || others != 0 {
		t.Errorf("got the lines %d and %d others: %s", seqs, others, readAll(t, file))
	}
}

// TestALineShowsWhatItSays: characters that turn the direction of text are escaped,
// and come back as they were.
func TestALineShowsWhatItSays(t *testing.T) {
	const path = "/a\u202etxt.exe\u200b\U000e0001"
	lines := &logged{}
	dir := t.TempDir()
	trail := openTrail(t, dir, Config{Log: lines}, UsualPace)
	appendAll(t, trail, Entry{Event: NodeSet, Outcome: OK, Path: path})
	if got := all(t, trail)[0].Path; got != path {
		t.Errorf("got %q", got)
	}
	closeTrail(t, trail)
	if !strings.Contains(lines.String(), `"path":"/a\u202etxt.exe\u200b\udb40\udc01"`) {
		t.Errorf("got %q", lines)
	}
	if _, err := sqlite.Verify(t.Context(), dir); err != nil {
		t.Error(err)
	}
}

func TestReadLastLine(t *testing.T) {
	const line = `{"seq":7,"hash":"aa","user":"alice"}` + "\n"
	seven := Head{7, "aa"}
	for _, of := range []struct {
		name, content string
		want          LastLine
	}{
		{"empty", "", LastLine{}},
		{"a line", line, LastLine{Head: seven}},
		{"two", `{"seq":6,"hash":"bb"}` + "\n" + line, LastLine{Head: seven}},
		{"part of another", line + `{"seq":8`, LastLine{seven, true}},
		{"one that was torn", line + `{"seq":8` + "\n", LastLine{Head: seven}},
		{"others", line + "\n[]\n8\n{}\n" + `{"seq":8,"hash":5}` + "\n", LastLine{Head: seven}},
		{"part alone", `{"seq":8`, LastLine{Torn: true}},
		{"an end alone", "\n", LastLine{}},
		{"much before", strings.Repeat("x", TailBytes) + "\n" + line, LastLine{Head: seven}},
		{"too much after", line + strings.Repeat("x", TailBytes), LastLine{Torn: true}},
	} {
		t.Run(of.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "audit.jsonl")
			if err := os.WriteFile(file, []byte(of.content), 0o600); err != nil {
				t.Fatal(err)
			}
			if got, err := ReadLastLine(file); err != nil || got != of.want {
				t.Errorf("got %+v, %v; want %+v", got, err, of.want)
			}
		})
	}
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := ReadLastLine(pipe); err != nil || got != (LastLine{}) {
		t.Errorf("a pipe: got %+v, %v", got, err)
	}
	if _, err := ReadLastLine(pipe + ".none"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: got %v", err)
	}
}

// killAt appends in another process until the file of the lines is that long,
// and kills it.
func killAt(t *testing.T, file string, size int64, dir string) {
	t.Helper()
	child := again(t.Context(), t, os.Args[0], dir)
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	zktest.Eventually(t, "the child writes lines", func() bool {
		info, err := os.Stat(file)
		return err == nil && info.Size() > size
	})
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := child.Wait(); err == nil || child.ProcessState.Exited() {
		t.Fatalf("the child ended by itself: %v", err)
	}
}
