package zktest

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"testing"
	"time"
)

//go:embed kazoo_client.py
var kazooClientScript string

// KazooClient is a kazoo client that runs in a process of its own.
type KazooClient struct {
	command    *exec.Cmd
	exited     chan struct{}
	input      io.Closer
	complaints *bytes.Buffer // only read it after Stop
}

// RunKazoo starts a kazoo client for the duration of a test. Credentials have the form
// user:password. Once connected, the client creates an ephemeral znode at the path ephemeral.
// RunKazoo calls tell with each new state of the client, from one goroutine; tell must not block.
func RunKazoo(t testing.TB, hosts string, timeout time.Duration, credentials, ephemeral string, tell func(state string)) *KazooClient {
	t.Helper()
	command := exec.Command(debianPython, "-c", kazooClientScript, hosts, fmt.Sprint(timeout.Seconds()), credentials, ephemeral)
	client := &KazooClient{command: command, exited: make(chan struct{}), complaints: &bytes.Buffer{}}
	command.Stdout, command.Stderr = &lines{tell: tell}, client.complaints
	input, err := command.StdinPipe()
	if err == nil {
		client.input = input
		err = command.Start()
	}
	if err != nil {
		t.Fatalf("kazoo: %v (it takes Debian's python3-kazoo)", err)
	}
	go func() {
		_ = command.Wait() // the complaints tell how it ended
		close(client.exited)
	}()
	t.Cleanup(func() { client.Stop(t) })
	return client
}

// Stop ends the client properly and returns after its last state was told. The test fails if the
// client does not end.
func (k *KazooClient) Stop(t testing.TB) {
	t.Helper()
	_ = k.input.Close() // a second Stop closes it again
	select {
	case <-k.exited:
	case <-time.After(kazooTimeout):
		_ = k.command.Process.Kill() // it may have ended just now
		<-k.exited
		t.Fatal("kazoo did not end:\n" + k.complaints.String())
	}
}

// lines is a writer that calls tell with each complete line.
type lines struct {
	tell func(string)
	rest string
}

func (l *lines) Write(p []byte) (int, error) {
	l.rest += string(p)
	for {
		line, rest, whole := strings.Cut(l.rest, "\n")
		if !whole {
			return len(p), nil
		}
		l.rest = rest
		l.tell(line)
	}
}
