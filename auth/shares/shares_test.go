package shares_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"zkweb/auth"
	"zkweb/auth/shares"
	"zkweb/zkconn/znode"
)

func open(t *testing.T, file string) *shares.Store {
	t.Helper()
	store, err := shares.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// link makes a link of a holder's that lasts for a time.
func link(store *shares.Store, holder string, lasts time.Duration) (string, shares.Share, error) {
	side := shares.Side{Cluster: "main", Path: "/a", Holder: holder}
	return store.Make(shares.Share{Sides: []shares.Side{side}, Owner: holder, Until: time.Now().Add(lasts)}, make([]*auth.Outlasting, 1))
}

// TestALinkIsOverInTime: it opens until its time, and never after, also in a console that
// was started between. What opens it stands in no file.
func TestALinkIsOverInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "links")
		store := open(t, file)
		token, made, err := link(store, "alice", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(file)
		if err != nil || strings.Contains(string(text), token) || !strings.Contains(string(text), made.Hash) {
			t.Errorf("the file holds %s, %v", text, err)
		}
		time.Sleep(time.Hour - time.Second)
		for name, store := range map[string]*shares.Store{"the same": store, "the next": open(t, file)} {
			if found, _, err := store.Find(token); err != nil || found.ID != made.ID {
				t.Errorf("%s console finds %+v, %v", name, found, err)
			}
		}
		if _, _, err := store.Find(made.Hash); znode.KindOf(err) != znode.NotFound {
			t.Errorf("the hash in the place of the token: %v", err)
		}
		time.Sleep(time.Second)
		for name, store := range map[string]*shares.Store{"the same": store, "the next": open(t, file)} {
			if _, _, err := store.Find(token); znode.KindOf(err) != znode.NotFound || len(store.All()) != 0 {
				t.Errorf("%s console, once it is over: %v, of %v", name, err, store.All())
			}
		}
	})
}

// TestARevokedLinkStaysRevoked also in a console that is started after.
func TestARevokedLinkStaysRevoked(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "links")
	store := open(t, file)
	token, made, err := link(store, "alice", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Revoke(made.ID); err != nil {
		t.Fatal(err)
	}
	for _, store := range []*shares.Store{store, open(t, file)} {
		if _, _, err := store.Find(token); znode.KindOf(err) != znode.NotFound {
			t.Errorf("after it was revoked: %v", err)
		}
	}
	if err := store.Revoke(made.ID); znode.KindOf(err) != znode.NotFound {
		t.Errorf("revoked twice: %v", err)
	}
}

// TestALinkThatIsOverWaitsForNobody: it is not looked for again at each request.
func TestALinkThatIsOverWaitsForNobody(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "links")
	_, made, err := link(open(t, file), "alice", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	started := open(t, file)
	if started.Asleep() != 1 {
		t.Errorf("%d sides wait in a console that was started after", started.Asleep())
	}
	if err := started.Revoke(made.ID); err != nil || started.Asleep() != 0 {
		t.Errorf("once it is revoked, %v: %d sides wait", err, started.Asleep())
	}
}

// TestARevokedLinkIsOverAtOnce, also where that cannot be kept yet, as on a full disk.
func TestARevokedLinkIsOverAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "links")
		store := open(t, file)
		token, made, err := link(store, "alice", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(file+".new", 0o700); err != nil {
			t.Fatal(err)
		}
		if _, _, err := link(store, "alice", time.Hour); znode.CodeOf(err) != znode.CodeShareUnkept {
			t.Errorf("one more: %v", err)
		}
		if err := store.Revoke(made.ID); znode.CodeOf(err) != znode.CodeShareEndUnkept {
			t.Errorf("revoked: %v", err)
		}
		if _, _, err := store.Find(token); znode.KindOf(err) != znode.NotFound {
			t.Errorf("after it was revoked: %v", err)
		}
		time.Sleep(time.Minute)
		if err := os.Remove(file + ".new"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if again := open(t, file).All(); len(again) != 0 {
			t.Errorf("a console that is started once there is room has %+v", again)
		}
	})
}

// TestLinksAreBounded: one person has fifty, which leave room for others and for new
// ones once they are over.
func TestLinksAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := open(t, filepath.Join(t.TempDir(), "links"))
		for range 50 {
			if _, _, err := link(store, "alice", time.Hour); err != nil {
				t.Fatal(err)
			}
		}
		if _, _, err := link(store, "alice", time.Hour); znode.CodeOf(err) != znode.CodeSharesFull {
			t.Errorf("the 51st of one person: %v", err)
		}
		if _, _, err := link(store, "bob", time.Hour); err != nil {
			t.Errorf("another's first: %v", err)
		}
		time.Sleep(time.Hour)
		if _, _, err := link(store, "alice", time.Hour); err != nil || len(store.All()) != 1 {
			t.Errorf("once they are over: %v, of %d", err, len(store.All()))
		}
	})
}

// TestWhatIsNoFileOfLinksIsRefused, and so is a link of nothing.
func TestWhatIsNoFileOfLinksIsRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"{", `{"a":1}`, `[{"id":"x","hash":"y","sides":[]}]`} {
		file := filepath.Join(t.TempDir(), "links")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := shares.Open(file); err == nil || !strings.Contains(err.Error(), file) {
			t.Errorf("%s: %v", text, err)
		}
	}
	file := filepath.Join(t.TempDir(), "links")
	if err := os.WriteFile(file, []byte("[]"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(file, 16<<20+1); err != nil {
		t.Fatal(err)
	}
	if _, err := shares.Open(file); err == nil || !strings.Contains(err.Error(), "too long") {
		t.Errorf("a file that is too long: %v", err)
	}
}
