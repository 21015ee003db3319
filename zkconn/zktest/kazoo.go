package zktest

import (
	"bytes"
	"context"
	"os/exec"
	"testing"
)

const (
	// Debian installs python3-kazoo only for its own Python.
	debianPython = "/usr/bin/python3"
	kazooTimeout = Patience
)

// Kazoo runs a Python script that uses kazoo, with the arguments in sys.argv[1:], and returns its
// output. The test fails if the script fails, or if Python or kazoo is missing.
func Kazoo(t testing.TB, script string, arguments ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), kazooTimeout)
	defer cancel()
	command := exec.CommandContext(ctx, debianPython, append([]string{"-c", script}, arguments...)...)
	var output, complaints bytes.Buffer
	command.Stdout, command.Stderr = &output, &complaints
	if err := command.Run(); err != nil {
		t.Fatalf("kazoo: %v (it takes Debian's python3-kazoo)\n%s", err, complaints.Bytes())
	}
	return output.String()
}
