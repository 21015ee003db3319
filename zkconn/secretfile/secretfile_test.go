package secretfile_test

import (
	"bytes"
	"encoding/base64"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"zkweb/zkconn/secretfile"
)

func written(t *testing.T, text string, mode fs.FileMode) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(name, mode); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestWhoMayReadASecretFile(t *testing.T) {
	for mode, refused := range map[fs.FileMode]bool{
		0o600: false, 0o400: false,
		0o440: false, 0o640: false, // as container platforms mount secrets
		0o620: true, 0o610: true, 0o604: true, 0o602: true, 0o601: true, 0o644: true,
	} {
		text, err := secretfile.Read(written(t, "hunter2\n", mode))
		if (err != nil) != refused {
			t.Errorf("%v: %v, want refused: %t", mode, err, refused)
		}
		if err == nil && string(text) != "hunter2\n" {
			t.Errorf("%v: %q", mode, text)
		}
	}
	if _, err := secretfile.Read(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a missing file was read")
	}
}

func TestALargeFileIsCutShort(t *testing.T) {
	text, err := secretfile.Read(written(t, strings.Repeat("k", 1<<20), 0o600))
	if err != nil || len(text) != 64<<10 {
		t.Errorf("%d bytes, %v", len(text), err)
	}
}

func TestAPipeThatNobodyWritesToHoldsNothing(t *testing.T) {
	name := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(name, 0o600); err != nil {
		t.Fatal(err)
	}
	if text, err := secretfile.Read(name); err != nil || len(text) > 0 {
		t.Errorf("%q, %v", text, err)
	}
}

func TestReadKey(t *testing.T) {
	key := bytes.Repeat([]byte{7}, secretfile.KeyBytes)
	text := base64.StdEncoding.EncodeToString(key)
	got, err := secretfile.ReadKey(written(t, text+"\n", 0o600))
	if err != nil || !bytes.Equal(got, key) {
		t.Errorf("%x, %v", got, err)
	}
	for name, file := range map[string]string{
		"open to all":      written(t, text, 0o604),
		"no key":           written(t, "hunter2", 0o600),
		"a key in no code": written(t, strings.Repeat("k", secretfile.KeyBytes), 0o600),
		"too short a key":  written(t, base64.StdEncoding.EncodeToString(key[1:]), 0o600),
	} {
		if _, err := secretfile.ReadKey(file); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
