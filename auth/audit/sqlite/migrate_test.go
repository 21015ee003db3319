package sqlite

import (
	"compress/gzip"
	"database/sql"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"zkweb/auth/audit"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// headOfV1 is the head of testdata/v1.db.gz, which a console wrote before there were migrations. It
// contains six entries, after three that retention removed.
const headOfV1 = "9129b280e6c642c3248e4f2c90c72efa9c4206ec14aacee084557c4fcc7f1f6e"

// firstTrail unpacks the trail with the first schema into a directory.
func firstTrail(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	packed, err := os.Open("testdata/v1.db.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	reader, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	database, err := io.ReadAll(reader)
	if err := errors.Join(err, os.WriteFile(filepath.Join(dir, databaseFile), database, 0o600)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestATrailOfTheFirstSchema checks that such a trail can be verified before and after migration,
// and that its entries are read as they were written.
func TestATrailOfTheFirstSchema(t *testing.T) {
	dir := firstTrail(t)
	logged := audit.Head{Seq: 9, Hash: headOfV1}
	want := audit.Verified{Entries: 6, Removed: 3, First: 4, Head: logged}
	if got, err := Verify(t.Context(), dir, logged); err != nil || got != want {
		t.Fatalf("before: got %+v, %v; want %+v", got, err, want)
	}
	trail, err := Open(dir, audit.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	if trail.Head() != logged {
		t.Errorf("the head is %+v", trail.Head())
	}
	page, err := trail.Query(t.Context(), audit.Filter{Outcome: audit.Denied})
	if err != nil || len(page.Entries) != 1 || page.Entries[0].Error != "You may not read this znode's data." || page.Entries[0].Path != "/a\u202eb" {
		t.Errorf("got %+v, %v", page, err)
	}
	if _, err := trail.Append(t.Context(), audit.Entry{Event: audit.ConsoleStop, Outcome: audit.OK}); err != nil {
		t.Fatal(err)
	}
	if err := trail.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	got, err := Verify(t.Context(), dir, logged)
	if err != nil || got.Removed != 3 || got.First != 4 || got.Entries < 7 {
		t.Errorf("after: got %+v, %v", got, err)
	}
}

// TestAMigrationThatFails checks that a failed migration leaves the trail as it was.
func TestAMigrationThatFails(t *testing.T) {
	dir := firstTrail(t)
	change(t, dir, "CREATE TABLE removed (first)")
	if _, err := Open(dir, audit.Config{Logger: slog.New(slog.DiscardHandler)}); err == nil || !strings.Contains(err.Error(), "trail_foreign") {
		t.Errorf("got %v", err)
	}
	change(t, dir, "DROP TABLE removed")
	if got, err := Verify(t.Context(), dir); err != nil || got.Entries != 6 {
		t.Errorf("got %+v, %v", got, err)
	}
}

func change(t *testing.T, dir, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, databaseFile))
	if err == nil {
		_, err = db.Exec(statement)
		err = errors.Join(err, db.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}
