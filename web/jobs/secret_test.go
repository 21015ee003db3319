package jobs

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"zkweb/auth/audit"
	"zkweb/auth/vault"
	"zkweb/zkconn/znode"
)

func testKey(t *testing.T, secret byte) vault.Key {
	t.Helper()
	file := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(file, []byte(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{secret}, 32))), 0o600); err != nil {
		t.Fatal(err)
	}
	key, err := vault.ReadKey(file)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// told returns a Secret whose Close adds to closed.
func told(closed *int) *Secret {
	const file = "hunter2 is in the file"
	return &Secret{Params: json.RawMessage(`"hunter2"`), File: strings.NewReader(file), Size: int64(len(file)), Close: func() { *closed++ }}
}

// reading reports its parameters and file, then waits for the end of the console or of enough.
func reading(enough <-chan struct{}) Work {
	return func(ctx context.Context, run *Run) error {
		var params string
		if err := run.Params(&params); err != nil {
			return err
		}
		file, err := run.File()
		if err != nil {
			return err
		}
		text, err := io.ReadAll(file)
		if err = errors.Join(err, file.Close()); err != nil {
			return err
		}
		if err := run.Report(ctx, Line{Path: "/" + params + ": " + string(text), Outcome: Changed}); err != nil {
			return err
		}
		select {
		case <-enough:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// filesOf returns the names and contents of a job's files.
func filesOf(t *testing.T, dir string) (names []string, content string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if file.Name() == "report.jsonl" {
			continue // reading itself wrote the secret there
		}
		text, err := os.ReadFile(filepath.Join(dir, file.Name()))
		if err != nil {
			t.Fatal(err)
		}
		names, content = append(names, file.Name()), content+string(text)
	}
	return names, content
}

// TestASecretIsKeptSealed checks that a secret stays sealed, also for the next console, until the
// job is over.
func TestASecretIsKeptSealed(t *testing.T) {
	dir, closes, enough := t.TempDir(), 0, make(chan struct{})
	first := open(t, dir)
	first.SealWith(testKey(t, 1))
	first.Handle("reads", reading(nil))
	job := start(t, first, &entrance{}, Plan{Kind: "reads", Secret: told(&closes)})
	for status, changed := job.Watch(); status.Done == 0; status, changed = job.Watch() {
		<-changed
	}
	names, content := filesOf(t, job.lines.dir)
	if strings.Contains(content, "hunter2") || !slices.Contains(names, sealedParams) || !slices.Contains(names, sealedFile) || closes != 1 {
		t.Errorf("its folder has %q, closed %d times: %s", names, closes, content)
	}
	closed(t, first)

	other := open(t, dir)
	other.SealWith(testKey(t, 2))
	other.Handle("reads", reading(enough))
	again := resumed(t, other, job.Status().ID)
	for status, changed := again.Watch(); status.Why == nil; status, changed = again.Watch() {
		<-changed
	}
	if status := again.Status(); status.State != Paused || status.Why.Code != znode.CodeJobSealed {
		t.Errorf("with another key it is %+v", status)
	}
	closed(t, other)

	second := open(t, dir)
	second.SealWith(testKey(t, 1))
	second.Handle("reads", reading(enough))
	again = resumed(t, second, job.Status().ID)
	close(enough)
	await(t, again, Done)
	if got, want := lines(again), []string{"/hunter2: hunter2 is in the file done", "/hunter2: hunter2 is in the file done"}; !slices.Equal(got, want) {
		t.Errorf("the report is %q", got)
	}
	if names, _ := filesOf(t, again.lines.dir); slices.Contains(names, sealedParams) || slices.Contains(names, sealedFile) {
		t.Errorf("when it is over its folder has %q", names)
	}
	closed(t, second)
}

func resumed(t *testing.T, s *Store, id string) *Job {
	t.Helper()
	job, err := s.Get(id)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Resume(job, func() (Accesses, error) { return Accesses{&entrance{}}, nil }, audit.Entry{}); err != nil {
		t.Fatal(err)
	}
	return job
}

// TestWithoutAKeyASecretIsForgotten checks that the job does not survive the console, and that its
// status says so.
func TestWithoutAKeyASecretIsForgotten(t *testing.T) {
	dir, closes, enough := t.TempDir(), 0, make(chan struct{})
	first := open(t, dir)
	first.Handle("reads", reading(enough))
	job := start(t, first, &entrance{}, Plan{Kind: "reads", Secret: told(&closes)})
	close(enough)
	await(t, job, Done)
	if names, content := filesOf(t, job.lines.dir); strings.Contains(content, "hunter2") {
		t.Errorf("its folder has %q: %s", names, content)
	}
	first.Handle("reads", reading(nil))
	lost := start(t, first, &entrance{}, Plan{Kind: "reads", Secret: told(&closes)})
	closed(t, first)
	if closes != 1 {
		t.Errorf("closed %d times", closes)
	}
	second := open(t, dir)
	again, err := second.Get(lost.Status().ID)
	if err != nil {
		t.Fatal(err)
	}
	if status := again.Status(); status.State != Failed || status.Why.Code != znode.CodeJobForgotten {
		t.Errorf("after a restart it is %+v", status)
	}
	closed(t, second)
}
