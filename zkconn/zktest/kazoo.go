package zktest

import (
	"bytes"
	"context"
	"os/exec"
	"testing"
)

const (
	// Debian's python3-kazoo is installed for Debian's own Python only.
	debianPython = "/usr/bin/python3"
	kazooTimeout = Patience
)

// Kazoo runs a Python script with the kazoo client and returns what it printed.
// The arguments are its sys.argv[1:]. The test fails when the script does, or
// when Python or kazoo are missing.
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
