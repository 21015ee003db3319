package sqlite

import (
	"database/sql"
	"errors"
	"path/filepath"
	"testing"

	"zkweb/zkconn/znode"
)

func TestALockedDatabaseIsCalledThat(t *testing.T) {
	store, err := OpenStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	other, err := sql.Open("sqlite", filepath.Join(store.dir, databaseFile)) // without a busy timeout
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close() }()
	lock, err := store.writer.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = lock.Rollback() }()
	_, err = other.Exec("BEGIN IMMEDIATE")
	if said, ok := errors.AsType[*znode.Error](writeError(err)); !ok || said.Code != znode.CodeTrailLocked {
		t.Errorf("%v is told as %v", err, said)
	}
}
