package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
)

// terminalOf is somebody who sits at the terminal that a zkweb runs on.
type terminalOf struct {
	keyboard *os.File
	mu       sync.Mutex
	seen     bytes.Buffer // everything that stood on the screen
	status   int
	exited   chan struct{}
	kill     func(os.Signal) error
}

// runOnTerminal runs zkweb on a pseudo-terminal of its own.
func runOnTerminal(t *testing.T, environment []string, arguments ...string) *terminalOf {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	must(t, err)
	must(t, unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0))
	number, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	must(t, err)
	slave, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	must(t, err)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	command := zkwebCommand(ctx, environment, arguments...)
	command.Stdin, command.Stdout, command.Stderr = slave, slave, slave
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	must(t, command.Start())
	must(t, slave.Close())
	at := &terminalOf{keyboard: master, exited: make(chan struct{}), kill: command.Process.Signal}
	go func() {
		_, _ = io.Copy(at, master) // ends with an error when the last of the other end's holders has gone
		_ = command.Wait()         // its status is in ProcessState
		at.status = command.ProcessState.ExitCode()
		close(at.exited)
	}()
	t.Cleanup(func() {
		cancel()
		<-at.exited
		must(t, master.Close())
	})
	return at
}

func (at *terminalOf) Write(p []byte) (int, error) {
	at.mu.Lock()
	defer at.mu.Unlock()
	return at.seen.Write(p)
}

func (at *terminalOf) screen() string {
	at.mu.Lock()
	defer at.mu.Unlock()
	return strings.ReplaceAll(at.seen.String(), "\r\n", "\n")
}

// answer types a line once the question stands at the end of the screen.
func (at *terminalOf) answer(t *testing.T, question, line string) {
	t.Helper()
	at.awaitScreen(t, question)
	_, err := io.WriteString(at.keyboard, line+"\n")
	must(t, err)
}

func (at *terminalOf) awaitScreen(t *testing.T, end string) {
	t.Helper()
	deadline, tick := time.After(patience), time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !strings.HasSuffix(at.screen(), end) || !at.quiet(end) {
		select {
		case <-deadline:
			t.Fatalf("the screen never ended with %q:\n%s", end, at.screen())
		case <-at.exited:
			t.Fatalf("zkweb ended before it asked %q:\n%s", end, at.screen())
		case <-tick.C:
		}
	}
}

// quiet reports whether the terminal is as the question wants it: what is typed
// is echoed for a user name alone.
func (at *terminalOf) quiet(question string) bool {
	state, err := unix.IoctlGetTermios(int(at.keyboard.Fd()), unix.TCGETS)
	return err == nil && (state.Lflag&unix.ECHO == 0) == !strings.Contains(question, "name")
}

func (at *terminalOf) end(t *testing.T) int {
	t.Helper()
	select {
	case <-at.exited:
	case <-time.After(patience):
		t.Fatalf("zkweb did not end:\n%s", at.screen())
	}
	return at.status
}

func TestUserAsks(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	const (
		name     = "Administrator's user name: "
		password = "Administrator's password: "
		again    = "The same again: "
		newOne   = "New password for alice (at least 8 characters): "
		secret   = "of it: all"
	)
	for _, test := range []struct {
		arguments []string
		answers   [][2]string
		status    int
		screen    string
	}{
		{[]string{"init"}, [][2]string{{name, "boss"}, {password, secret}, {again, "of it: al"}}, 2,
			name + "boss\n" + password + "\n" + again + "\nzkweb: the two are not the same; nothing was changed\n"},
		{[]string{"init"}, [][2]string{{name, "boss"}, {password, secret}, {again, secret}}, 0,
			name + "boss\n" + password + "\n" + again + "\n/zkweb/users is ready; the console takes it with --users-path /zkweb/users\n"},
		{[]string{"add", "alice", "--role", "viewer"}, [][2]string{{name, "boss"}, {password, secret}, {newOne, "down the hole"}, {again, "down the hale"}}, 2,
			name + "boss\n" + password + "\n" + newOne + "\n" + again + "\nzkweb: the two are not the same; nothing was changed\n"},
		{[]string{"add", "alice", "--role", "viewer"}, [][2]string{{name, "boss"}, {password, secret}, {newOne, "hole"}, {again, "hole"}}, 2,
			name + "boss\n" + password + "\n" + newOne + "\n" + again + "\nzkweb: the password is too short: it takes at least 8 characters\n"},
		{[]string{"add", "alice", "--role", "viewer"}, [][2]string{{name, "boss"}, {password, secret}, {newOne, "down the hole"}, {again, "down the hole"}}, 0,
			name + "boss\n" + password + "\n" + newOne + "\n" + again + "\n"},
		{[]string{"list"}, [][2]string{{name, "boss"}, {password, secret}}, 0,
			name + "boss\n" + password + "\nNAME   ROLE    DISABLED  PATHS\nalice  viewer  no        /\n"},
		{[]string{"list"}, [][2]string{{name, "boss"}, {password, "wrong"}}, 1,
			name + "boss\n" + password + "\nzkweb: ZooKeeper does not take this user and password for an administrator of /zkweb/users.\n"},
	} {
		at := runOnTerminal(t, nil, append([]string{"user"}, append(test.arguments, "--cluster", "main="+server.Addr())...)...)
		for _, answer := range test.answers {
			at.answer(t, answer[0], answer[1])
		}
		if status := at.end(t); status != test.status || at.screen() != test.screen {
			t.Errorf("%q: exit status %d, want %d; the screen\n%s\nwant\n%s", test.arguments, status, test.status, at.screen(), test.screen)
		}
	}
	if got := kazooAs(t, server, "boss:"+secret, "/zkweb/users/alice"); !strings.Contains(got, session.DigestID("alice", "down the hole")+" 1") {
		t.Errorf("kazoo reads %s", got)
	}
}

// TestUserInterrupted at each question: zkweb ends at once, and the echo comes back.
func TestUserInterrupted(t *testing.T) {
	const name, password = "Administrator's user name: ", "Administrator's password: "
	for _, answers := range [][][2]string{nil, {{name, "boss"}}} {
		at := runOnTerminal(t, []string{"ZKWEB_NEW_PASSWORD=down the hole"}, "user", "passwd", "alice")
		for _, answer := range answers {
			at.answer(t, answer[0], answer[1])
		}
		at.awaitScreen(t, []string{name, password}[len(answers)])
		must(t, at.kill(os.Interrupt))
		if status := at.end(t); status != 1 || !strings.HasSuffix(at.screen(), "zkweb: interrupted; nothing was changed\n") {
			t.Errorf("after %d answers: exit status %d, the screen\n%s", len(answers), status, at.screen())
		}
		if !at.quiet("name") {
			t.Errorf("after %d answers, the terminal does not echo any more", len(answers))
		}
	}
}

func TestUserWithNobodyToAsk(t *testing.T) {
	for _, test := range []struct {
		environment []string
		says        string
	}{
		{nil, "zkweb: there is no terminal to ask on; set ZKWEB_ADMIN_CREDENTIALS instead\n"},
		{[]string{"ZKWEB_ADMIN_CREDENTIALS=boss:x"}, "zkweb: there is no terminal to ask on; set ZKWEB_NEW_PASSWORD instead\n"},
	} {
		if got := runZkweb(t, test.environment, "user", "passwd", "alice"); got != (result{2, "", test.says}) {
			t.Errorf("%+v, want exit status 2 and %q", got, test.says)
		}
	}
}
