package dirlock

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestOneAtATime(t *testing.T) {
	dir := t.TempDir()
	first, err := Take(dir, "a.lock")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Take(dir, "a.lock"); !errors.Is(err, ErrInUse) {
		t.Errorf("taking a folder in use: %v, want ErrInUse", err)
	}
	if err := first.Release(); err != nil {
		t.Fatal(err)
	}
	second, err := Take(dir, "a.lock")
	if err != nil {
		t.Fatalf("taking a released folder: %v", err)
	}
	if err := second.Release(); err != nil {
		t.Fatal(err)
	}
}

// TestReleasedWhileAProcessStarts checks that Release works while a child process has copies of
// this process's file descriptors, as each has for a moment after the fork.
func TestReleasedWhileAProcessStarts(t *testing.T) {
	dir := t.TempDir()
	lock, err := Take(dir, "a.lock")
	if err != nil {
		t.Fatal(err)
	}
	childs, err := syscall.Dup(int(lock.file.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = syscall.Close(childs) }()
	if err := lock.Release(); err != nil {
		t.Fatal(err)
	}
	next, err := Take(dir, "a.lock")
	if err != nil {
		t.Fatalf("taking a released folder: %v", err)
	}
	if err := next.Release(); err != nil {
		t.Fatal(err)
	}
}

func TestNoFolder(t *testing.T) {
	if _, err := Take(filepath.Join(t.TempDir(), "none"), "a.lock"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("taking a missing folder: %v, want ErrNotExist", err)
	}
}
