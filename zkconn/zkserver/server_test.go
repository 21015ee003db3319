package zkserver_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"zkweb/zkconn/zkserver"
	"zkweb/zkconn/zktest"
)

// mode waits for the server's answer, which may be late on a busy machine.
func mode(t *testing.T, server *zkserver.Server) (mode string) {
	t.Helper()
	var err error
	zktest.Until(t, func() bool {
		mode, err = server.Mode()
		return err == nil
	}, func() string { return err.Error() })
	return mode
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refuses checks that the server does not answer.
func refuses(t *testing.T, server *zkserver.Server) {
	t.Helper()
	if mode, err := server.Mode(); err == nil {
		t.Fatalf("the server answers: mode %q", mode)
	}
}

func TestServerLife(t *testing.T) {
	server := zktest.Run(t)
	address := server.Addr()
	if got := mode(t, server); got != "standalone" {
		t.Fatalf("mode %q, want standalone", got)
	}

	must(t, server.Pause())
	refuses(t, server)
	must(t, server.Continue())
	mode(t, server)

	server.Kill()
	refuses(t, server)
	if pid := server.Pid(); pid != 0 {
		t.Errorf("pid %d after Kill, want 0", pid)
	}
	must(t, server.Restart())
	mode(t, server)

	server.Stop()
	refuses(t, server)
	must(t, server.Restart())
	if server.Addr() != address {
		t.Errorf("address %s after Restart, want %s", server.Addr(), address)
	}
}

func TestRestartKeepsDataAndWipeRemovesIt(t *testing.T) {
	server := zktest.Run(t)
	exists := func() string {
		return zktest.Kazoo(t, `
import sys
from kazoo.client import KazooClient
zk = KazooClient(sys.argv[1])
zk.start()
print(zk.exists("/kept") is not None)
zk.ensure_path("/kept")
zk.stop()
`, server.Addr())
	}
	for _, step := range []struct {
		name string
		do   func() error
		want string
	}{
		{"new", func() error { return nil }, "False\n"},
		{"killed and restarted", func() error { server.Kill(); return server.Restart() }, "True\n"},
		{"stopped and restarted", server.Restart, "True\n"},
		{"killed as it begins a log", func() error {
			server.Kill()
			if err := os.WriteFile(filepath.Join(server.Dir(), "data", "version-2", "log.fff"), nil, 0o600); err != nil {
				return err
			}
			return server.Restart()
		}, "True\n"},
		{"wiped", server.Wipe, "False\n"},
	} {
		must(t, step.do())
		if got := exists(); got != step.want {
			t.Errorf("%s: /kept exists: %q, want %q", step.name, got, step.want)
		}
	}
}

func TestStopEndsAPausedServer(t *testing.T) {
	server := zktest.Run(t)
	must(t, server.Pause())
	server.Stop()
	if pid := server.Pid(); pid != 0 {
		t.Errorf("pid %d after Stop, want 0", pid)
	}
}

func TestCloseRemovesTheFolder(t *testing.T) {
	server, err := zkserver.Start(zkserver.Config{})
	must(t, err)
	if _, err := os.Stat(filepath.Join(server.Dir(), "zookeeper.log")); err != nil {
		t.Error(err)
	}
	must(t, server.Close())
	if _, err := os.Stat(server.Dir()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder after Close: %v, want it gone", err)
	}
}

func TestConfigReachesTheServer(t *testing.T) {
	server := zktest.Run(t, zkserver.Config{
		ZooCfg:         []string{"maxClientCnxns=7", "4lw.commands.whitelist=srvr,conf"},
		JavaProperties: map[string]string{"jute.maxbuffer": "4096"},
	})
	answers := zktest.Kazoo(t, `
import sys
from kazoo.client import KazooClient
from kazoo.exceptions import ConnectionLoss
zk = KazooClient(sys.argv[1])
zk.start()
print(zk.command(b"conf"))
zk.create("/small", b"x" * 3000)
try:
    zk.create("/large", b"x" * 5000)
except ConnectionLoss:
    print("large refused")
zk.stop()
`, server.Addr())
	for _, want := range []string{"maxClientCnxns=7\n", "tickTime=500\n", "minSessionTimeout=1000\n", "large refused\n"} {
		if !strings.Contains(answers, want) {
			t.Errorf("the answers hold no %q:\n%s", want, answers)
		}
	}
}

func TestStartQuotesTheLog(t *testing.T) {
	server, err := zkserver.Start(zkserver.Config{ZooCfg: []string{"clientPort=none"}})
	if err == nil {
		must(t, server.Close())
		t.Fatal("a server with a broken zoo.cfg started")
	}
	if want := "For input string: \"none\""; !strings.Contains(err.Error(), want) {
		t.Errorf("the error does not quote the log's %q:\n%v", want, err)
	}
}

// TestStartOfARelease runs Debian's jar from a folder that looks like an unpacked release.
func TestStartOfARelease(t *testing.T) {
	release := t.TempDir()
	must(t, os.Mkdir(filepath.Join(release, "lib"), 0o700))
	must(t, os.Symlink("/usr/share/java/zookeeper.jar", filepath.Join(release, "lib", "zookeeper-3.8.0.jar")))
	t.Setenv("ZOOKEEPER_HOME", release)
	if got := mode(t, zktest.Run(t)); got != "standalone" {
		t.Errorf("mode %q, want standalone", got)
	}
}
