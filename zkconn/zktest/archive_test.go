package zktest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// cacheIn sets the user's cache to path, on Linux and on macOS.
func cacheIn(t *testing.T, path string) {
	t.Setenv("XDG_CACHE_HOME", path)
	t.Setenv("HOME", path)
}

// TestWithoutAnArchive checks that servers run without an archive if none can be made, and that no
// files are left behind.
func TestWithoutAnArchive(t *testing.T) {
	failing, err := exec.LookPath("false")
	if err != nil {
		t.Fatal(err)
	}
	installation := Installation{Java: failing}
	cache := t.TempDir()
	cacheIn(t, cache)
	if file := archive(installation, "key"); file != "" {
		t.Errorf("a Java that fails made %s", file)
	}
	left, err := filepath.Glob(filepath.Join(cache, "*", "zkweb", "classes", "*"))
	if own, _ := filepath.Glob(filepath.Join(cache, "zkweb", "classes", "*")); err != nil || len(left)+len(own) > 0 {
		t.Errorf("%v is left, %v", append(left, own...), err)
	}
	file := filepath.Join(cache, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	cacheIn(t, file)
	if file := archive(installation, "key"); file != "" {
		t.Errorf("in a cache that is no folder there is %s", file)
	}
}
