package zkserver

import (
	"os"
	"path/filepath"
	"testing"
)

// TestArchive checks that a server that must start with an archive takes one that WriteArchive
// wrote, and that a server that may start with one starts even if half of it is missing.
func TestArchive(t *testing.T) {
	installation, err := Find()
	if err != nil {
		t.Fatal(err)
	}
	installation.Archive = filepath.Join(t.TempDir(), "classes.jsa")
	if err := installation.WriteArchive(installation.Archive); err != nil {
		t.Fatal(err)
	}
	must := []string{"-Xshare:on"}
	server, err := Start(Config{Installation: installation, java: must})
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Close(); err != nil {
		t.Fatal(err)
	}
	halve(t, installation.Archive)
	if server, err = Start(Config{Installation: installation}); err != nil {
		t.Fatalf("with half an archive: %v", err)
	}
	if err := server.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(installation.Archive); err != nil {
		t.Fatal(err)
	}
	if server, err := Start(Config{Installation: installation, java: must}); err == nil {
		t.Error("a server started without the archive that it must have")
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	}
}

// halve truncates an archive as if Java were killed while writing it: Java writes the header last.
func halve(t *testing.T, archive string) {
	t.Helper()
	whole, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	clear(whole[:4<<10])
	if err := os.WriteFile(archive, whole[:len(whole)/2], 0o600); err != nil {
		t.Fatal(err)
	}
}
