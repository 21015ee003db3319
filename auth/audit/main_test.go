package audit_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"slices"
	"sync"
	"testing"

	"go.uber.org/goleak"

	. "zkweb/auth/audit"
	"zkweb/auth/audit/sqlite"
	"zkweb/zkconn/znode"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// logged is a log that a test reads while it is written.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(line)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }

// openTrail opens a trail that the test closes, or that the end of the test does.
func openTrail(t *testing.T, dir string, config Config, pace Pace) *Trail {
	t.Helper()
	if config.Logger == nil {
		config.Logger = discard()
	}
	store, err := sqlite.OpenStore(dir)
	if err != nil {
		t.Fatal(err)
	}
	config.Store = store
	if config.Key, err = ReadKey(dir); err != nil {
		t.Fatal(errors.Join(err, store.Close()))
	}
	trail, err := OpenAt(config, pace)
	if err != nil {
		t.Fatal(errors.Join(err, store.Close()))
	}
	t.Cleanup(func() { closeTrail(t, trail) })
	return trail
}

func closeTrail(t *testing.T, trail *Trail) {
	t.Helper()
	if err := trail.Close(context.Background()); err != nil {
		t.Error(err)
	}
}

// appendTo appends an entry whose sequence does not matter.
func appendTo(trail *Trail, ctx context.Context, entry Entry) error {
	_, err := trail.Append(ctx, entry)
	return err
}

func appendAll(t *testing.T, trail *Trail, entries ...Entry) {
	t.Helper()
	for _, entry := range entries {
		if _, err := trail.Append(t.Context(), entry); err != nil {
			t.Fatal(err)
		}
	}
}

// appendAtOnce appends many entries from as many goroutines, in any order.
func appendAtOnce(t *testing.T, trail *Trail, entries []Entry) {
	t.Helper()
	var appending sync.WaitGroup
	for _, entry := range entries {
		appending.Go(func() {
			if _, err := trail.Append(t.Context(), entry); err != nil {
				t.Error(err)
			}
		})
	}
	appending.Wait()
}

// appendTen begins a trail of ten entries and closes it.
func appendTen(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	trail := openTrail(t, dir, Config{}, UsualPace)
	for i := range 10 {
		appendAll(t, trail, Entry{Event: NodeSet, Outcome: Intent, User: "alice", Cluster: "main", Path: fmt.Sprintf("/a/%d", i)})
	}
	closeTrail(t, trail)
	return dir
}

// all returns the entries of a trail, oldest first.
func all(t *testing.T, trail *Trail) []Entry {
	t.Helper()
	trail.Flush(t.Context())
	var entries []Entry
	for entry, err := range trail.Entries(t.Context(), Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		entries = append(entries, entry)
	}
	slices.Reverse(entries)
	return entries
}

func checkUnavailable(t *testing.T, err error) {
	t.Helper()
	if znode.KindOf(err) != znode.Unavailable {
		t.Fatalf("got the error %v, want one of kind unavailable", err)
	}
}

func checkCode(t *testing.T, err error, want znode.Code) {
	t.Helper()
	if known, ok := errors.AsType[*znode.Error](err); !ok || known.Code != want {
		t.Errorf("got the error %v, want %s", err, want)
	}
}

// childVariable names the directory that a test run again as a process of its
// own works in.
const childVariable = "ZKWEB_AUDIT_CHILD"

// again is this test, alone, in another process.
func again(ctx context.Context, t *testing.T, binary, dir string) *exec.Cmd {
	command := exec.CommandContext(ctx, binary, "-test.run=^"+t.Name()+"$", "-test.v")
	command.Env = append(os.Environ(), childVariable+"="+dir)
	return command
}
