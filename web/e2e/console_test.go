package e2e

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"zkweb/zkconn/zktest"
)

// console is a running zkweb.
type console struct {
	address string // such as "http://127.0.0.1:8080", without a slash at the end
	listen  string // HOST:PORT
	command *exec.Cmd
	exited  chan struct{}
	log     bytes.Buffer // complete once the process has exited
}

// goBuild builds zkweb like the tests, with or without the race detector. With it the journeys take
// a fifth longer, about as long as compiling everything again without it.
func goBuild(program string) ([]byte, error) {
	arguments := append([]string{"build", "-ldflags=-s -w", "-o", program}, raceFlags...)
	return exec.Command("go", append(arguments, "../../cmd/zkweb")...).CombinedOutput()
}

// launch starts "zkweb serve" and returns once it listens. The caller must call end.
func launch(listen string, arguments ...string) (*console, error) {
	arguments = append([]string{"serve", "--listen", listen, "--sign-in-limit", "0"}, arguments...)
	c := &console{command: exec.Command(program, arguments...), exited: make(chan struct{})}
	// With the race detector, a program otherwise waits a second before it exits.
	c.command.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0")
	output, err := c.command.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := c.command.Start(); err != nil {
		return nil, err
	}
	listening := make(chan string, 1)
	go c.follow(output, listening)
	select {
	case c.address = <-listening:
		c.listen = strings.TrimPrefix(c.address, "http://")
		return c, nil
	case <-c.exited:
		return nil, fmt.Errorf("zkweb ended:\n%s", &c.log)
	case <-time.After(waitLimit):
		_ = c.command.Process.Kill() // it may have exited
		return nil, errors.New("zkweb does not listen")
	}
}

// follow keeps the log, and sends the address once the log contains it.
func (c *console) follow(output io.Reader, listening chan<- string) {
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		fmt.Fprintln(&c.log, lines.Text())
		if _, address, found := strings.Cut(lines.Text(), "msg=listening url="); found {
			listening <- strings.TrimSuffix(address, "/")
		}
	}
	_ = c.command.Wait() // the status is in ProcessState
	close(c.exited)
}

// end stops the console gracefully. It fails if the console exits with an error, as after a data
// race, or if its log contains a secret.
func (c *console) end() error {
	if err := c.command.Process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("zkweb is gone: %w\n%s", err, &c.log)
	}
	select {
	case <-c.exited:
	case <-time.After(waitLimit):
		return errors.Join(errors.New("zkweb does not end"), c.command.Process.Kill())
	}
	if status := c.command.ProcessState.ExitCode(); status != 0 {
		return fmt.Errorf("zkweb ended with status %d:\n%s", status, &c.log)
	}
	for _, secret := range secrets {
		if strings.Contains(c.log.String(), secret) {
			return fmt.Errorf("the console's log contains %q", secret)
		}
	}
	return nil
}

// kill ends the console like a crash.
func (c *console) kill(t *testing.T) {
	t.Helper()
	must(t, c.command.Process.Kill())
	<-c.exited
}

// serve runs a console for the duration of a test.
func serve(t *testing.T, arguments ...string) *console {
	t.Helper()
	return serveAt(t, "127.0.0.1:0", arguments...)
}

func serveAt(t *testing.T, listen string, arguments ...string) *console {
	t.Helper()
	c, err := launch(listen, arguments...)
	must(t, err)
	t.Cleanup(func() {
		select {
		case <-c.exited:
		default:
			must(t, c.end())
		}
	})
	return c
}

// metric returns the value of one of the console's metrics.
func (c *console) metric(t *testing.T, name string) string {
	t.Helper()
	response, err := http.Get(c.address + "/metrics")
	must(t, err)
	defer func() { _ = response.Body.Close() }()
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		if value, found := strings.CutPrefix(lines.Text(), name+" "); found {
			return value
		}
	}
	t.Fatalf("there is no metric %s", name)
	return ""
}

func (c *console) awaitMetric(t *testing.T, name, want string) {
	t.Helper()
	got := ""
	zktest.Until(t, func() bool {
		got = c.metric(t, name)
		return got == want
	}, func() string { return fmt.Sprintf("%s is %s, want %s", name, got, want) })
}
