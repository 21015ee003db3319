package vault

import (
	"bytes"
	"encoding/base64"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"zkweb/zkconn/znode"

	"zkweb/zkconn/secretfile"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var roomy = Bounds{MaxAge: time.Hour, MaxBytes: 1 << 20}

func keyFile(t *testing.T, fill byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "key")
	text := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{fill}, secretfile.KeyBytes)) + "\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func openVault(t *testing.T, dir string, fill byte) *Vault {
	t.Helper()
	key, err := ReadKey(keyFile(t, fill))
	if err != nil {
		t.Fatal(err)
	}
	v, err := Open(dir, key, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func closeVault(t *testing.T, v *Vault) {
	t.Helper()
	if err := v.Close(); err != nil {
		t.Error(err)
	}
}

func put(t *testing.T, s *Shelf, id, value string) {
	t.Helper()
	if err := s.Put(t.Context(), id, []byte(value)); err != nil {
		t.Fatal(err)
	}
}

// checkGet compares what is kept; "" is nothing.
func checkGet(t *testing.T, s *Shelf, id, want string) {
	t.Helper()
	value, err := s.Get(t.Context(), id)
	if string(value) != want || want == "" && znode.CodeOf(err) != znode.CodeKeptNoLonger || want != "" && err != nil {
		t.Errorf("under %s there is %q and %v, want %q", id, value, err, want)
	}
}

// TestWhatIsKeptComesBack after a restart, and by nothing but its key.
func TestWhatIsKeptComesBack(t *testing.T) {
	const value = "hunter2-is-no-password"
	dir := t.TempDir()
	v := openVault(t, dir, 1)
	put(t, v.Shelf("previous", roomy), "a", value)
	closeVault(t, v)
	for _, name := range []string{"vault.db", "vault.db-wal"} {
		if bytes, err := os.ReadFile(filepath.Join(dir, name)); err == nil && strings.Contains(string(bytes), value) {
			t.Errorf("%s holds the value as it is", name)
		}
	}
	if info, err := os.Stat(filepath.Join(dir, "vault.db")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the database has %v, %v", info.Mode(), err)
	}

	v = openVault(t, dir, 1)
	checkGet(t, v.Shelf("previous", roomy), "a", value)
	checkGet(t, v.Shelf("other", roomy), "a", "")
	if _, err := v.db.Exec("INSERT INTO sealed SELECT shelf, 'b', time, value FROM sealed"); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Shelf("previous", roomy).Get(t.Context(), "b"); znode.CodeOf(err) != znode.CodeVaultKey {
		t.Errorf("what was moved to another id gives %v", err)
	}
	closeVault(t, v)

	v = openVault(t, dir, 2)
	if _, err := v.Shelf("previous", roomy).Get(t.Context(), "a"); znode.CodeOf(err) != znode.CodeVaultKey {
		t.Errorf("with another key: %v", err)
	}
	closeVault(t, v)
}

func TestTheOldestGoesFirst(t *testing.T) {
	dir := t.TempDir()
	v := openVault(t, dir, 1)
	defer closeVault(t, v)
	other := v.Shelf("other", roomy)
	put(t, other, "old", "stays")
	s := v.Shelf("previous", Bounds{MaxAge: time.Hour, MaxBytes: 1000})
	for i, id := range []string{"a", "b", "c"} {
		put(t, s, id, strings.Repeat(id, 400))
		if _, err := v.db.Exec("UPDATE sealed SET time = time - ? WHERE id = ?", 100-i, id); err != nil { // they came in this order
			t.Fatal(err)
		}
	}
	checkGet(t, s, "a", "")
	checkGet(t, s, "b", strings.Repeat("b", 400))
	checkGet(t, s, "c", strings.Repeat("c", 400))
	checkGet(t, other, "old", "stays")
	if err := s.Put(t.Context(), "d", make([]byte, 1001)); znode.KindOf(err) != znode.TooLarge {
		t.Errorf("more than there is room for: %v", err)
	}
	checkGet(t, s, "c", strings.Repeat("c", 400))
}

// TestWhatIsTooOldIsGone from the files, too.
func TestWhatIsTooOldIsGone(t *testing.T) {
	dir := t.TempDir()
	v := openVault(t, dir, 1)
	defer closeVault(t, v)
	s := v.Shelf("previous", roomy)
	put(t, s, "old", "value")
	put(t, s, "new", "value")
	var sealed []byte
	if err := v.db.QueryRow("UPDATE sealed SET time = time - 3600001 WHERE id = 'old' RETURNING value").Scan(&sealed); err != nil {
		t.Fatal(err)
	}
	checkGet(t, s, "old", "")
	v.tidy()
	checkGet(t, s, "new", "value")
	for _, name := range []string{"vault.db", "vault.db-wal"} {
		if content, err := os.ReadFile(filepath.Join(dir, name)); err != nil || bytes.Contains(content, sealed) {
			t.Errorf("%s still holds it, sealed, or %v", name, err)
		}
	}
	var used, counted int64
	if err := v.db.QueryRow("SELECT bytes, (SELECT sum(length(value)) FROM sealed) FROM shelves").Scan(&used, &counted); err != nil || used != counted {
		t.Errorf("%d bytes are counted, %d are there, %v", used, counted, err)
	}
}

func TestAForeignDatabaseIsRefused(t *testing.T) {
	dir := t.TempDir()
	v := openVault(t, dir, 1)
	if _, err := v.db.Exec("PRAGMA application_id = 1"); err != nil {
		t.Fatal(err)
	}
	closeVault(t, v)
	if v, err := Open(dir, v.key, slog.New(slog.DiscardHandler)); err == nil {
		closeVault(t, v)
		t.Error("it was opened")
	}
}

// TestAValueIsReplacedAndRemoved, and what there is can be listed, after a restart too.
func TestAValueIsReplacedAndRemoved(t *testing.T) {
	dir := t.TempDir()
	v := openVault(t, dir, 1)
	s := v.Shelf("things", roomy)
	for _, id := range []string{"a", "b", "c"} {
		if err := s.Put(t.Context(), id, []byte("first "+id)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Replace(t.Context(), "b", []byte("second")); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.Remove(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Replace(t.Context(), "a", []byte("again")); znode.KindOf(err) != znode.NotFound {
		t.Errorf("replaced what is not there: %v", err)
	}
	closeVault(t, v)
	v = openVault(t, dir, 1)
	defer closeVault(t, v)
	s = v.Shelf("things", roomy)
	if ids, err := s.IDs(t.Context()); err != nil || len(ids) != 2 || ids[0] != "b" || ids[1] != "c" {
		t.Errorf("%q, %v", ids, err)
	}
	if value, err := s.Get(t.Context(), "b"); err != nil || string(value) != "second" {
		t.Errorf("%q, %v", value, err)
	}
	var counted, there int64
	err := v.db.QueryRow("SELECT (SELECT bytes FROM shelves WHERE shelf = 'things'), (SELECT sum(length(value)) FROM sealed)").Scan(&counted, &there)
	if err != nil || counted != there {
		t.Errorf("%d bytes are counted of %d, %v", counted, there, err)
	}
}
