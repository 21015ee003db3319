package main

import (
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const root = "../.." // of the repository

// TestImageProgramIsStatic runs the Dockerfile's build command: the image has
// no C library for the program to load.
func TestImageProgramIsStatic(t *testing.T) {
	t.Parallel()
	dockerfile, err := os.ReadFile(filepath.Join(root, "Dockerfile"))
	must(t, err)
	build := regexp.MustCompile(`(?m)^RUN (CGO_ENABLED=0 go build .*)$`).FindSubmatch(dockerfile)
	if build == nil {
		t.Fatal("the Dockerfile has no build command")
	}
	program := filepath.Join(t.TempDir(), "zkweb")
	shell := exec.Command("sh", "-c", strings.Replace(string(build[1]), "-o /zkweb", "-o "+program, 1))
	shell.Dir = root
	shell.Env = append(os.Environ(), "GOOS=linux")
	if output, err := shell.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	file, err := elf.Open(program)
	must(t, err)
	defer func() { _ = file.Close() }()
	for _, segment := range file.Progs {
		if segment.Type == elf.PT_INTERP || segment.Type == elf.PT_DYNAMIC {
			t.Errorf("the program has a %v segment: it is not static", segment.Type)
		}
	}
	info, err := os.Stat(program)
	must(t, err)
	t.Logf("%d bytes", info.Size())
}
