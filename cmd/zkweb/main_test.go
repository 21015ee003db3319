package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"zkweb/cmd/zkweb/settings"
	"zkweb/zkconn/zktest"
)

// mainVariable makes the test binary be zkweb.
const mainVariable = "TEST_RUN_ZKWEB"

const patience = zktest.Patience

func TestMain(m *testing.M) {
	if os.Getenv(mainVariable) != "" {
		main()
		return
	}
	heedHangups()
	os.Exit(zktest.Shared{M: m}.Run())
}

// heedHangups makes the programs that tests start end on SIGHUP, even where the
// tests were started to ignore it.
func heedHangups() { signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP) }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func zkwebCommand(ctx context.Context, environment []string, arguments ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, os.Args[0], arguments...)
	// The race detector makes a program wait a second before it ends.
	command.Env = append(os.Environ(), mainVariable+"=1", "GORACE=atexit_sleep_ms=0")
	command.Env = append(command.Env, environment...)
	return command
}

// result is what a run of zkweb left.
type result struct {
	status int
	stdout string
	stderr string
}

// runZkweb runs zkweb to its end.
func runZkweb(t *testing.T, environment []string, arguments ...string) result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	command := zkwebCommand(ctx, environment, arguments...)
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	err := command.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) || ctx.Err() != nil {
		t.Fatalf("zkweb %q: %v, %v\n%s", arguments, err, ctx.Err(), stderr.Bytes())
	}
	return result{command.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// running is a zkweb that runs.
type running struct {
	command *exec.Cmd
	lines   chan string // of its standard output or standard error
	exited  chan struct{}
}

// output is one of a program's two.
type output int

const (
	standardOutput output = iota
	standardError
)

// startZkweb starts zkweb and follows the lines of one of its outputs.
func startZkweb(t *testing.T, follow output, environment []string, arguments ...string) *running {
	t.Helper()
	r := &running{command: zkwebCommand(context.Background(), environment, arguments...), lines: make(chan string, 1000), exited: make(chan struct{})}
	r.command.Stderr = os.Stderr
	pipe := r.command.StdoutPipe
	if follow == standardError {
		r.command.Stderr = nil
		pipe = r.command.StderrPipe
	}
	output, err := pipe()
	must(t, err)
	must(t, r.command.Start())
	go r.follow(output)
	t.Cleanup(func() {
		_ = r.command.Process.Kill() // it may have ended
		<-r.exited
	})
	return r
}

func (r *running) follow(output io.Reader) {
	scanner := bufio.NewScanner(output)
	for scanner.Scan() {
		r.lines <- scanner.Text()
	}
	close(r.lines)
	_ = r.command.Wait() // its status is in ProcessState
	close(r.exited)
}

// await returns the first line that contains text.
func (r *running) await(t *testing.T, text string) string {
	t.Helper()
	deadline := time.After(patience)
	for {
		select {
		case line, ok := <-r.lines:
			if !ok {
				t.Fatalf("zkweb ended without a line with %q", text)
			}
			if strings.Contains(line, text) {
				return line
			}
		case <-deadline:
			t.Fatalf("no line with %q", text)
		}
	}
}

// end sends a signal and returns the exit status and how long the end took.
func (r *running) end(t *testing.T, signal syscall.Signal) (status int, took time.Duration) {
	t.Helper()
	begin := time.Now()
	must(t, r.command.Process.Signal(signal))
	select {
	case <-r.exited:
	case <-time.After(patience):
		t.Fatalf("zkweb did not end on %v", signal)
	}
	return r.command.ProcessState.ExitCode(), time.Since(begin)
}

// serveZkweb starts "zkweb serve" on a free port and returns its URL, without a
// slash at the end.
func serveZkweb(t *testing.T, environment []string, arguments ...string) (*running, string) {
	t.Helper()
	r := startZkweb(t, standardError, environment, append([]string{"serve", "--listen", "127.0.0.1:0"}, arguments...)...)
	_, url, _ := strings.Cut(r.await(t, "msg=listening"), "url=")
	return r, strings.TrimSuffix(url, "/")
}

// readSettings reads the settings of serve from arguments and the environment.
func readSettings(arguments []string) (*consoleSettings, error) {
	console := new(consoleSettings)
	given, err := settings.Command{Name: "serve", Settings: console.list(), Whole: true}.Read(arguments)
	if err != nil {
		return nil, usageError{err}
	}
	console.values = given.Values
	return console, nil
}
