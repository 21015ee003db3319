package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/zktest"
)

var demoLine = regexp.MustCompile(`^zkweb demo: (http://127\.0\.0\.1:\d+)/ · sign in as alice / wonderland, or “Continue without credentials” · Ctrl-C ends it$`)

// aDemo is a demo that runs, with a folder of its own for throw-away data.
type aDemo struct {
	*running
	temporary string
	address   string
}

func startDemo(t *testing.T) aDemo {
	t.Helper()
	temporary := t.TempDir()
	demo := startZkweb(t, standardOutput, []string{"TMPDIR=" + temporary}, "demo")
	line := demo.await(t, "")
	match := demoLine.FindStringSubmatch(line)
	if match == nil {
		t.Fatalf("the demo says %q, want a line like %s", line, demoLine)
	}
	return aDemo{demo, temporary, match[1]}
}

// leftBehind returns the files in the demo's folder.
func (d aDemo) leftBehind(t *testing.T) []string {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(d.temporary, "*"))
	must(t, err)
	return left
}

// serverPid returns the process id of the demo's ZooKeeper, found by its parent.
func (d aDemo) serverPid(t *testing.T) int {
	t.Helper()
	parent := d.command.Process.Pid
	pattern := fmt.Sprintf("/proc/%d/task/*/children", parent)
	lists, err := filepath.Glob(pattern)
	must(t, err)
	for _, list := range lists {
		children, err := os.ReadFile(list)
		must(t, err)
		var pid int
		if _, err := fmt.Sscan(string(children), &pid); err == nil {
			return pid
		}
	}
	t.Fatalf("process %d has no child", parent)
	return 0
}

func TestTwoDemosLeaveNothingBehind(t *testing.T) {
	t.Parallel()
	first, second := startDemo(t), startDemo(t)
	if first.address == second.address {
		t.Fatalf("both demos are at %s", first.address)
	}
	for _, test := range []struct {
		demo   aDemo
		signal syscall.Signal
	}{{first, syscall.SIGINT}, {second, syscall.SIGTERM}} {
		demo := test.demo
		client := signIn(t, demo.address, "demo", "", "")
		if status, _ := get(t, client, demo.address+"/c/demo/tree/"); status != http.StatusOK {
			t.Errorf("the tree's page gives %d, want 200", status)
		}
		response, err := client.PostForm(demo.address+"/c/demo/create/", url.Values{"name": {"made"}, "data": {"here"}})
		must(t, err)
		must(t, response.Body.Close())
		if _, page := get(t, client, demo.address+"/audit"); !strings.Contains(page, `href="/undo/`) {
			t.Errorf("a change gives %s, and nothing offers to take it back", response.Status)
		}
		zktest.Eventually(t, "the demo's ZooKeeper tells of its sessions", func() bool {
			_, page := get(t, client, demo.address+"/c/demo/sessions")
			return strings.Contains(page, `href="/c/demo/sessions/0x`)
		})
		pid := demo.serverPid(t)
		status, took := demo.end(t, test.signal)
		if status != 0 || took > endTime {
			t.Errorf("%v: exit status %d after %v, want 0 within %v", test.signal, status, took, endTime)
		}
		if line, more := <-demo.lines; more {
			t.Errorf("a second line on standard output: %q", line)
		}
		if left := demo.leftBehind(t); len(left) > 0 {
			t.Errorf("left behind: %q", left)
		}
		if err := syscall.Kill(pid, 0); !errors.Is(err, syscall.ESRCH) {
			t.Errorf("the demo's ZooKeeper, process %d: %v, want it gone", pid, err)
		}
	}
}

func TestDemoEndsItsZooKeeperWhenKilled(t *testing.T) {
	t.Parallel()
	demo := startDemo(t)
	pid := demo.serverPid(t)
	demo.end(t, syscall.SIGKILL)
	zktest.Eventually(t, fmt.Sprintf("the demo's ZooKeeper, process %d, has ended", pid), func() bool { return !alive(pid) })
}

// alive reports whether a process runs; a zombie does not.
func alive(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && !strings.Contains(string(stat), ") Z ")
}

func TestDemoWithoutZooKeeper(t *testing.T) {
	empty := t.TempDir()
	for _, environment := range [][]string{{"JAVA_HOME=" + empty}, {"ZOOKEEPER_HOME=" + empty}} {
		got := runZkweb(t, environment, "demo")
		if got.status != exitFailed || got.stdout != "" || strings.Count(got.stderr, "\n") != 1 {
			t.Errorf("%s: %+v, want exit status %d and one line", environment, got, exitFailed)
		}
		for _, want := range []string{empty, "apt-get install", "brew install", "ZOOKEEPER_HOME", "docker compose up"} {
			if !strings.Contains(got.stderr, want) {
				t.Errorf("%s: %q does not name %q", environment, got.stderr, want)
			}
		}
	}
}

// TestSampleAsKazooReadsIt holds the sample tree to what the demo is to show.
func TestSampleAsKazooReadsIt(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	cluster := cluster.Cluster{Name: "demo", Servers: []string{server.Addr()}}
	loaded, err := loadSample(t.Context(), cluster, slog.New(slog.DiscardHandler))
	must(t, err)
	t.Cleanup(loaded.close)
	got := zktest.Kazoo(t, `
import gzip, json, sys
import xml.dom.minidom
from kazoo.client import KazooClient
from kazoo.exceptions import NoAuthError

zk = KazooClient(sys.argv[1])
zk.start()
json.loads(zk.get("/config/checkout/features.json")[0])
xml.dom.minidom.parseString(zk.get("/config/checkout/beans.xml")[0])
print("devices", len(zk.get_children("/devices")))
print("report", zk.exists("/data/report.log").dataLength)
print("empty", zk.exists("/data/empty").dataLength)
print("gzip", json.loads(gzip.decompress(zk.get("/data/report.json.gz")[0]))["rows"])
print("binary", zk.get("/data/binary")[0] == bytes(range(256)) * 4)
print("chinese", zk.get_children("/配置中心/订单服务") != [])
print("emoji", "🐼" in zk.get("/配置中心/欢迎语")[0].decode())
print("names", " ".join(c for c in "% ?#+" if any(c in name for name in zk.get_children("/names"))))
for lock in ["nightly-report", "stock-import"]:
    contenders = zk.get_children("/locks/" + lock)
    owners = {zk.exists("/locks/%s/%s" % (lock, name)).ephemeralOwner for name in contenders}
    print(lock, len(contenders), len(owners), 0 in owners)
print("kazoo sees", zk.Lock("/locks/nightly-report").contenders())
print("ephemeral", zk.exists("/brokers/ids/1").ephemeralOwner != 0)

def reads(path):
    try:
        zk.get(path)
        return True
    except NoAuthError:
        return False

private = "/secrets/alice/api-token"
print("without credentials", reads("/secrets/alice"), reads(private), reads("/secrets/read-only"))
zk.add_auth("digest", "alice:wonderland")
print("as alice", reads("/secrets/alice"), reads(private), reads("/secrets/read-only"))
zk.stop()
`, server.Addr())
	want := `devices 5000
report 307200
empty 0
gzip 1284
binary True
chinese True
emoji True
names %   ? # +
nightly-report 3 3 False
stock-import 2 2 False
kazoo sees ['worker-1.example.com', 'worker-2.example.com', 'worker-3.example.com']
ephemeral True
without credentials False False True
as alice True True True
`
	if got != want {
		t.Errorf("kazoo reads:\n%s\nwant:\n%s", got, want)
	}
}
