package zkserver_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"zkweb/zkconn/zkserver"
	"zkweb/zkconn/zktest"
)

// parentVariable makes the test binary start a server and wait to be killed.
const parentVariable = "ZKSERVER_PARENT"

func TestMain(m *testing.M) {
	if os.Getenv(parentVariable) == "" {
		os.Exit(m.Run())
	}
	server, err := zkserver.Start(zkserver.Config{})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(server.Pid(), server.Dir())
	select {}
}

func TestServerDiesWithAKilledParent(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	parent := exec.Command(os.Args[0])
	parent.Env = append(os.Environ(), parentVariable+"=1")
	parent.Stderr = os.Stderr
	output, err := parent.StdoutPipe()
	must(t, err)
	must(t, parent.Start())
	line, err := bufio.NewReader(output).ReadString('\n')
	must(t, err)
	var pid int
	var dir string
	_, err = fmt.Sscan(line, &pid, &dir)
	must(t, err)

	must(t, parent.Process.Kill())
	_ = parent.Wait() // the error says that it was killed
	awaitGone(t, pid)

	must(t, zkserver.RemoveStale())
	if _, err := os.Stat(dir); err != nil {
		t.Fatalf("RemoveStale took a folder made less than a minute ago: %v", err)
	}
	makeOld(t, dir)
	must(t, zkserver.RemoveStale())
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the dead server's folder after RemoveStale: %v, want it gone", err)
	}
}

func TestRemoveStaleLeavesTheLivingAlone(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	server := zktest.Run(t)
	makeOld(t, server.Dir())
	must(t, zkserver.RemoveStale())
	if _, err := os.Stat(filepath.Join(server.Dir(), "zoo.cfg")); err != nil {
		t.Errorf("RemoveStale took the folder of a living server: %v", err)
	}
}

func makeOld(t *testing.T, dir string) {
	t.Helper()
	old := time.Now().Add(-time.Hour)
	must(t, os.Chtimes(dir, old, old))
}

func awaitGone(t *testing.T, pid int) {
	t.Helper()
	zktest.Eventually(t, fmt.Sprintf("process %d is gone", pid), func() bool {
		state, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		return err != nil || syscall.Kill(pid, 0) != nil || isZombie(state)
	})
}

// isZombie reports whether /proc/PID/stat is that of a dead child that was not reaped.
func isZombie(stat []byte) bool {
	_, rest, _ := bytes.Cut(stat, []byte(") "))
	return bytes.HasPrefix(rest, []byte("Z"))
}
