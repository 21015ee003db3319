package zkserver

import (
	"os"
	"path/filepath"
	"testing"
)

// TestArchive writes one, which a server that may not start without it takes.
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
