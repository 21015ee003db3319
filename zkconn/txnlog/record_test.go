package txnlog_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/go-zookeeper/zk"

	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/zktest"
)

var record = flag.Bool("record", false, "make testdata anew: the files of a server of each release")

// What a server of the newest release has written is read by what was made for it; with
// -record that becomes the golden files, of all releases.
func TestRealServer(t *testing.T) {
	releases := zktest.Releases[len(zktest.Releases)-1:]
	if *record {
		releases = zktest.Releases
	}
	for _, release := range releases {
		t.Run(release, func(t *testing.T) {
			dir := filepath.Join(serverWithHistory(t, release), "data", "version-2")
			checkHistory(t, dir, release)
			if *record {
				keepGolden(t, dir, filepath.Join("testdata", release))
			}
		})
	}
}

// What a server of the newest release has written of its reconfigurations is read by what
// was made for it; with -record that becomes the golden files, of all releases that have them.
func TestRealReconfigurations(t *testing.T) {
	releases := zktest.Releases[len(zktest.Releases)-1:]
	if *record {
		releases = reconfiguring()
	}
	for _, release := range releases {
		t.Run(release, func(t *testing.T) {
			dir := filepath.Join(reconfigured(t, release), "data", "version-2")
			checkReconfigurations(t, dir, release)
			if *record {
				keepGolden(t, dir, filepath.Join("testdata", "reconfig", release))
			}
		})
	}
}

// reconfigured returns the folder of the one server of an ensemble to which another was added, and
// from which it was removed again.
func reconfigured(t *testing.T, release string) string {
	t.Helper()
	installation, err := zktest.FindRelease(release)
	must(t, err)
	server := zktest.RunEnsemble(t, 1, zktest.Config{
		Installation: installation, ZooCfg: []string{"reconfigEnabled=true", "standaloneEnabled=false"},
		JavaProperties: map[string]string{"zookeeper.skipACL": "yes", "zookeeper.snapCount": "20"},
	}).Servers[0]
	keeper := client(t, server.Addr())
	all := zk.WorldACL(zk.PermAll)
	_, err = keeper.Create("/a", nil, 0, all)
	must(t, err)
	_, err = keeper.IncrementalReconfig([]string{"server.9=127.0.0.1:1:2:observer;127.0.0.1:3"}, nil, -1)
	must(t, err)
	if _, err = keeper.IncrementalReconfig(nil, []string{"9"}, 77); err == nil {
		t.Error("a reconfiguration of another version was made")
	}
	for i := range 30 {
		_, err = keeper.Set("/a", fmt.Appendf(nil, "value %d", i), int32(i))
		must(t, err)
	}
	_, err = keeper.IncrementalReconfig(nil, []string{"9"}, -1)
	must(t, err)
	_, err = keeper.Set("/a", []byte("the last"), 30)
	must(t, err)
	server.Stop()
	return server.Dir()
}

// serverWithHistory returns the folder of a server that has had transactions of all types,
// rolled its log over, and been restarted.
func serverWithHistory(t *testing.T, release string) string {
	t.Helper()
	compression := map[string]string{"3.8.4": "gz", "3.9.3": "snappy"}[release]
	server := zktest.RunRelease(t, release, zktest.Config{JavaProperties: map[string]string{
		"zookeeper.extendedTypesEnabled": "true", "zookeeper.snapCount": "60",
		"znode.container.checkIntervalMs": "100", "zookeeper.snapshot.compression.method": compression,
	}})
	makeHistory(t, server.Addr(), release >= "3.5")
	must(t, server.Restart()) // which writes a snapshot of all
	server.Stop()
	return server.Dir()
}

func makeHistory(t *testing.T, address string, modern bool) {
	t.Helper()
	keeper, leaver := client(t, address), client(t, address)
	all := zk.WorldACL(zk.PermAll)
	try := func(_ any, err error) { t.Helper(); must(t, err) }
	fail := func(_ any, err error) {
		t.Helper()
		if err == nil {
			t.Error("what was to fail did not")
		}
	}
	try(keeper.Create("/a", nil, 0, all))
	try(keeper.Create("/a/empty", []byte{}, 0, all))
	try(keeper.Create("/a/ü-漢", []byte("ünï"), 0, all))
	try(keeper.Create("/a/seq-", []byte("s"), zk.FlagSequence, all))
	try(keeper.Set("/a", bytes.Repeat([]byte{0, 0xff}, 700), 0))
	must(t, keeper.AddAuth("digest", []byte("alice:secret")))
	try(keeper.SetACL("/a/empty", append(zk.AuthACL(zk.PermAll), zk.WorldACL(zk.PermRead)...), 0))
	fail(keeper.Set("/a", nil, 0))
	fail(keeper.Create("/missing/b", nil, 0, all))
	try(keeper.Multi(
		&zk.CreateRequest{Path: "/m", Data: []byte("1"), Acl: all},
		&zk.CheckVersionRequest{Path: "/a", Version: 1},
		&zk.SetDataRequest{Path: "/m", Data: []byte("2"), Version: 0},
		&zk.DeleteRequest{Path: "/a/seq-0000000002", Version: -1},
	))
	fail(keeper.Multi(
		&zk.CreateRequest{Path: "/a/m1", Data: []byte("never"), Acl: all},
		&zk.CheckVersionRequest{Path: "/a", Version: 77},
		&zk.SetDataRequest{Path: "/m", Data: []byte("never"), Version: -1},
	))
	if modern {
		try(keeper.CreateContainer("/box", []byte("c"), zk.FlagContainer, all))
		try(keeper.Create("/box/in", nil, 0, all))
		must(t, keeper.Delete("/box/in", -1))
		try(keeper.CreateTTL("/brief", []byte("t"), zk.FlagTTL, all, time.Millisecond))
		await(t, func() bool { return isGone(t, keeper, "/box") && isGone(t, keeper, "/brief") })
		try(keeper.CreateTTL("/long", nil, zk.FlagTTL, all, time.Hour))
	}
	for i := range 3 {
		try(leaver.Create(fmt.Sprintf("/a/e%d", i), []byte("mine"), zk.FlagEphemeral, all))
	}
	try(keeper.Create("/stays", nil, zk.FlagEphemeral, all))
	leaver.Close()
	await(t, func() bool { return isGone(t, keeper, "/a/e0") })
	for i := range 100 {
		try(keeper.Set("/m", fmt.Appendf(nil, "value %d", i), int32(i+1)))
	}
}

func client(t *testing.T, address string) *zk.Conn {
	t.Helper()
	client, _, err := zk.Connect([]string{address}, 30*time.Second, zk.WithLogInfo(false))
	must(t, err)
	t.Cleanup(client.Close)
	return client
}

func isGone(t *testing.T, client *zk.Conn, path string) bool {
	t.Helper()
	there, _, err := client.Exists(path)
	must(t, err)
	return !there
}

func await(t *testing.T, done func() bool) {
	t.Helper()
	zktest.Eventually(t, "it comes", done)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// keepGolden copies the files without the zeros that a log is filled up with; the logs
// alone would not tell that these are the end.
func keepGolden(t *testing.T, from, to string) {
	t.Helper()
	must(t, os.RemoveAll(to))
	must(t, os.MkdirAll(to, 0o755))
	logs, snapshots := files(t, from)
	for _, file := range slices.Concat(logs, snapshots) {
		data, err := os.ReadFile(file.Path)
		must(t, err)
		if slices.Contains(logs, file) {
			data = append(bytes.TrimRight(data, "\x00"), make([]byte, 20)...)
		}
		must(t, os.WriteFile(filepath.Join(to, filepath.Base(file.Path)), data, 0o644))
	}
}

func files(t *testing.T, dir string) (logs, snapshots []txnlog.File) {
	t.Helper()
	logs, err := txnlog.Logs(dir)
	must(t, err)
	snapshots, err = txnlog.Snapshots(dir)
	must(t, err)
	if len(logs) == 0 || len(snapshots) == 0 {
		t.Fatal(errors.New("no logs or no snapshots in " + dir))
	}
	return logs, snapshots
}
