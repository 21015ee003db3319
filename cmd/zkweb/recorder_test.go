package main

import (
	"context"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/go-zookeeper/zk"

	"zkweb/zkconn/history"
	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// What lies in servers' folders from before is recorded, and again nothing.
func TestRecorderImport(t *testing.T) {
	t.Parallel()
	for _, release := range []string{"3.4.14", "3.9.3"} {
		dir, from := filepath.Join(t.TempDir(), "state"), "../../zkconn/txnlog/testdata/"+release
		first := runZkweb(t, nil, "recorder", "import", from, "--state-dir", dir)
		if first.status != 0 || !strings.HasPrefix(first.stdout, "recorded from 0x0 to 0x7") {
			t.Fatalf("%s: %+v", release, first)
		}
		again := runZkweb(t, nil, "recorder", "import", from, "--state-dir", dir)
		if again.status != 0 {
			t.Fatalf("%s again: %+v", release, again)
		}
		verified, err := history.Verify(t.Context(), dir, history.Key{})
		must(t, err)
		weakest := txnlog.ProofSeen
		if release >= "3.6" {
			weakest = txnlog.ProofDigest
		}
		if said := runZkweb(t, nil, "history", "verify", "--state-dir", dir); said.status != 0 || strings.Contains(said.stdout, "digests of ZooKeeper") != (release >= "3.6") {
			t.Errorf("%s: %+v", release, said)
		}
		if complete := completeness(t, dir); !complete.Whole() || complete.Weakest() != weakest || verified.Transactions != verified.Last {
			t.Errorf("%s: %+v, %+v", release, verified, complete)
		}
	}
}

// A folder that turns up later fills the gaps of a history: it is then what it would have
// been from the beginning, but for what was forgotten.
func TestImportFillsGaps(t *testing.T) {
	t.Parallel()
	const golden = "../../zkconn/txnlog/testdata/3.9.3"
	whole := filepath.Join(t.TempDir(), "whole")
	if said := runZkweb(t, nil, "recorder", "import", golden, "--state-dir", whole); said.status != 0 {
		t.Fatalf("%+v", said)
	}
	logs := without(t, golden, "snapshot.*")
	for name, test := range map[string]struct {
		missing []string
		late    string // where all of it is
	}{
		"purged":               {[]string{"log.2e", "snapshot.63.snappy"}, golden},
		"synced by a snapshot": {[]string{"log.2e"}, golden},
		"with logs alone":      {[]string{"log.2e", "snapshot.63.snappy"}, logs},
	} {
		dir, lacking := filepath.Join(t.TempDir(), "state"), without(t, golden, test.missing...)
		if said := runZkweb(t, nil, "recorder", "import", lacking, "--state-dir", dir); said.status != 0 {
			t.Fatalf("%s: %+v", name, said)
		}
		if gaps := completeness(t, dir).Gaps; len(gaps) != 1 {
			t.Fatalf("%s: gaps %v", name, gaps)
		}
		forgotten := "/m"
		if said := runZkweb(t, nil, "history", "forget", forgotten, "--state-dir", dir); said.status != 0 {
			t.Fatalf("%s: %+v", name, said)
		}
		again := runZkweb(t, nil, "recorder", "import", lacking, "--state-dir", dir)
		if again.status != 0 || strings.Contains(again.stdout, "missing") {
			t.Errorf("%s, with nothing more: %+v", name, again)
		}
		filled := runZkweb(t, nil, "recorder", "import", test.late, "--state-dir", dir)
		if filled.status != 0 || !strings.Contains(filled.stdout, "transactions were found that were missing") {
			t.Errorf("%s: %+v", name, filled)
		}
		if complete := completeness(t, dir); !complete.Whole() {
			t.Errorf("%s: %+v", name, complete)
		}
		if said := runZkweb(t, nil, "history", "verify", "--state-dir", dir); said.status != 0 || strings.Contains(said.stdout, "missing") {
			t.Errorf("%s: %+v", name, said)
		}
		if got, want := changesOf(t, dir, forgotten), changesOf(t, whole, forgotten); got != want {
			t.Errorf("%s: the changes are\n%snot\n%s", name, got, want)
		}
	}
}

// The gaps of a history that has left out data are filled, and that stays left out.
func TestImportWhereDataWasSkipped(t *testing.T) {
	t.Parallel()
	const golden = "../../zkconn/txnlog/testdata/3.9.3"
	dir, lacking := filepath.Join(t.TempDir(), "state"), without(t, golden, "log.2e", "snapshot.7c.snappy")
	must(t, os.Truncate(filepath.Join(lacking, "log.64"), 600))
	before := runZkweb(t, nil, "recorder", "import", lacking, "--state-dir", dir, "--history-skip", "/m")
	if before.status != 0 || strings.Contains(before.stdout, "to 0x7c") {
		t.Fatalf("%+v", before)
	}
	after := runZkweb(t, nil, "recorder", "import", golden, "--state-dir", dir, "--history-skip", "/m")
	if after.status != 0 || !strings.Contains(after.stdout, "to 0x7c") || !strings.Contains(after.stdout, "transactions were found that were missing") {
		t.Errorf("%+v", after)
	}
	if complete := completeness(t, dir); !complete.Whole() {
		t.Errorf("%+v", complete)
	}
	if said := runZkweb(t, nil, "history", "verify", "--state-dir", dir); said.status != 0 {
		t.Errorf("%+v", said)
	}
}

// without returns a copy of a folder without the files of some patterns.
func without(t *testing.T, dir string, patterns ...string) string {
	t.Helper()
	to := t.TempDir()
	must(t, os.CopyFS(to, os.DirFS(dir)))
	for _, pattern := range patterns {
		files, err := filepath.Glob(filepath.Join(to, pattern))
		must(t, err)
		for _, file := range files {
			must(t, os.Remove(file))
		}
	}
	return to
}

// changesOf returns what a history has of all changes but those of one path, with data.
func changesOf(t *testing.T, dir, but string) string {
	t.Helper()
	store, err := history.Open(dir, history.Key{})
	must(t, err)
	defer func() { must(t, store.Close()) }()
	text := &changesText{but: but}
	_, _, err = store.Replay(t.Context(), 0, false, text)
	must(t, err)
	return text.String()
}

type changesText struct {
	strings.Builder
	but string
}

func (c *changesText) Begin(_ context.Context, zxid, _ int64, _ iter.Seq2[history.Node, error]) error {
	fmt.Fprintf(c, "from %#x\n", zxid)
	return nil
}

func (c *changesText) Append(_ context.Context, all []txnlog.Transaction, _ string, _ txnlog.Proof) error {
	for _, each := range all {
		each.Ops = slices.DeleteFunc(each.Ops, func(op txnlog.Op) bool { return op.Path == c.but })
		for i := range each.Ops {
			if len(each.Ops[i].Paths) == 0 {
				each.Ops[i].Paths = nil
			}
		}
		fmt.Fprintf(c, "%#x %d %x %v %d %+v\n", each.Zxid, each.Time, each.Session, each.Type, each.Err, each.Ops)
	}
	return nil
}

func (c *changesText) Gap(_ context.Context, gap txnlog.Gap) error {
	fmt.Fprintf(c, "%+v\n", gap)
	return nil
}

func (c *changesText) Identify(context.Context, int64, history.Client) (bool, error) {
	return true, nil
}

func TestRecorderRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	logs, link := filepath.Join(dir, "logs"), filepath.Join(dir, "link")
	must(t, os.MkdirAll(filepath.Join(logs, "version-2"), 0o700))
	must(t, os.Symlink(logs, link))
	for name, test := range map[string]struct {
		arguments []string
		says      string
	}{
		"no state":            {[]string{"--log-dir", logs}, "--state-dir"},
		"no logs":             {[]string{"--state-dir", dir}, "--log-dir"},
		"logs that are not":   {[]string{"--state-dir", dir, "--log-dir", dir + "/none"}, "none"},
		"state in the logs":   {[]string{"--log-dir", logs, "--state-dir", logs + "/version-2/state"}, "writes nothing there"},
		"state behind a link": {[]string{"--log-dir", logs, "--state-dir", link + "/state"}, "writes nothing there"},
		"state in the data":   {[]string{"--log-dir", dir + "," + logs, "--state-dir", logs}, "writes nothing there"},
		"two servers in one":  {[]string{"--log-dir", logs, "--state-dir", dir, "--server", "a:1,b:2"}, "not one server"},
		"a pattern":           {[]string{"--log-dir", logs, "--state-dir", dir, "--history-skip", "[a"}, "--history-skip"},
		"nobody is asked who": {[]string{"--log-dir", logs, "--state-dir", dir + "/state", "--listen", "127.0.0.1:0"}, "--token-file"},
		"skipped and handed":  {[]string{"--log-dir", logs, "--state-dir", dir + "/state", "--listen", "127.0.0.1:0", "--history-skip", "/a"}, "--history-skip"},
		"taken from nobody":   {[]string{"--take", "--state-dir", dir + "/state"}, "--listen"},
		"taken and recorded":  {[]string{"--take", "--listen", "127.0.0.1:0", "--log-dir", logs, "--state-dir", dir + "/state"}, "--log-dir"},
		"skipped and pushed":  {[]string{"--log-dir", logs, "--state-dir", dir + "/state", "--push", "https://a", "--history-skip", "/a"}, "--history-skip"},
		"from plain HTTP":     {[]string{"--from", "http://a", "--state-dir", dir + "/state"}, "--from"},
		"from here and there": {[]string{"--from", "https://a", "--log-dir", logs, "--state-dir", dir + "/state"}, "--log-dir"},
		"a chroot":            {[]string{"--watch", "a:1/b", "--state-dir", dir + "/state"}, "--watch-path"},
		"a path of nothing":   {[]string{"--watch-path", "/a", "--log-dir", logs, "--state-dir", dir + "/state"}, "--watch HOST:PORT"},
		"watched and read":    {[]string{"--watch", "a:1", "--log-dir", logs, "--state-dir", dir + "/state"}, "--log-dir"},
		"watched and asked":   {[]string{"--watch", "a:1", "--server", "a:1", "--state-dir", dir + "/state"}, "--server"},
		"watched and told":    {[]string{"--watch", "a:1", "--server-log", logs + "/none", "--state-dir", dir + "/state"}, "--server-log"},
		"a secret for all":    {[]string{"--watch", "a:1", "--watch-credentials", "recorder_test.go", "--state-dir", dir + "/state"}, "--watch-credentials"},
		"a key for all":       {[]string{"--log-dir", logs, "--state-dir", dir + "/state", "--history-key", "recorder_test.go"}, "--history-key"},
	} {
		if got := runZkweb(t, nil, append([]string{"recorder"}, test.arguments...)...); got.status != exitUsage || !strings.Contains(got.stderr, test.says) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestSkippedPaths(t *testing.T) {
	s := &recorderSettings{}
	for _, pattern := range []string{"/secrets/*/**", "/app/*/password"} {
		must(t, s.addSkip(pattern))
	}
	for path, want := range map[string]bool{
		"/app/a/password": true, "/app/password": false, "/app/a/password/b": false, "/": false,
		"/secrets": false, "/secrets/a": false, "/secrets/a/b": true, "/secrets/a/b/c/d": true, "/other/a/b": false,
	} {
		if got := s.skips(path); got != want {
			t.Errorf("%s is skipped: %t, want %t", path, got, want)
		}
	}
}

// A recorder that is killed goes on where its history ends; what was done meanwhile is in
// the server's files.
func TestRecorderBesideAServer(t *testing.T) {
	t.Parallel()
	server := zktest.RunNew(t)
	dir, data := filepath.Join(t.TempDir(), "state"), filepath.Join(server.Dir(), "data")
	begin := func() *running {
		r := startZkweb(t, standardError, nil, "recorder", "--log-dir", data, "--server", server.Addr(), "--state-dir", dir)
		r.await(t, "msg=recording")
		return r
	}
	client, _, err := zk.Connect([]string{server.Addr()}, 30*time.Second, zk.WithLogInfo(false))
	must(t, err)
	defer client.Close()
	first := begin()
	_, err = client.Create("/watched", []byte("0"), 0, zk.WorldACL(zk.PermAll))
	must(t, err)
	awaitVersion(t, dir, 0)
	first.end(t, syscall.SIGKILL)
	for version := range int32(3) {
		_, err = client.Set("/watched", fmt.Append(nil, version+1), version)
		must(t, err)
	}
	second := begin()
	awaitVersion(t, dir, 3)
	if status, _ := second.end(t, syscall.SIGTERM); status != 0 {
		t.Errorf("the recorder ended with %d", status)
	}
	if complete := completeness(t, dir); !complete.Whole() || complete.Weakest() != txnlog.ProofDigest {
		t.Errorf("%+v", complete)
	}
}

// A recorder that is started while its disk is full waits; what is old is removed, and what
// is there is read and says why nothing new is.
func TestRecorderStartsOnAFullDisk(t *testing.T) {
	disk := zktest.SmallDisk(t, "24m")
	if disk == "" {
		return
	}
	const golden = "../../zkconn/txnlog/testdata/3.9.3"
	dir := filepath.Join(disk, "state")
	if said := runZkweb(t, nil, "recorder", "import", without(t, golden, "log.64", "snapshot.7c.snappy"), "--state-dir", dir); said.status != 0 {
		t.Fatalf("%+v", said)
	}
	old := oldHistory(t, filepath.Join(disk, "old"))
	zktest.FillDisk(t, disk)
	if dropped, err := old.dropOld(t.Context(), history.Retention{MaxAge: time.Hour}); err != nil || dropped != 2 {
		t.Errorf("on a full disk %d old segments were dropped, %v, want 2", dropped, err)
	}
	free := zktest.FillDisk(t, disk)
	store, err := history.Open(dir, history.Key{})
	must(t, err)
	defer func() { must(t, store.Close()) }()
	r := startZkweb(t, standardError, nil, "recorder", "--log-dir", golden, "--state-dir", dir)
	r.await(t, "recording waits")
	if complete, err := store.Complete(t.Context(), 0, 0); err != nil || !complete.Full || !complete.Whole() {
		t.Errorf("on a full disk: %+v, %v", complete, err)
	}
	free()
	r.await(t, "msg=recording ")
	if status, _ := r.end(t, syscall.SIGTERM); status != 0 {
		t.Errorf("the recorder ended with %d", status)
	}
	if complete, err := store.Complete(t.Context(), 0, 0); err != nil || complete.Full || !complete.Whole() {
		t.Errorf("%+v, %v", complete, err)
	}
}

// oldHistory returns a store of three segments, whose transactions are of 1970.
func oldHistory(t *testing.T, dir string) *recorderStore {
	t.Helper()
	old := &recorderStore{dir: dir, options: history.Options{SegmentTransactions: 2}}
	must(t, old.Begin(t.Context(), 0, 1, nodes(txnlog.NewTree(true))))
	for zxid := range int64(6) {
		closing := txnlog.Transaction{Zxid: zxid + 1, Time: zxid + 1, Session: 1, Type: txnlog.TypeCloseSession}
		must(t, old.Append(t.Context(), []txnlog.Transaction{closing}, "test", txnlog.ProofSeen))
	}
	must(t, old.Close())
	return &recorderStore{dir: dir, options: old.options}
}

// Who cannot write into the folder, and has read it while no recorder was at work, sees what one
// writes that comes later.
func TestHistoryOfAReadOnlyFolder(t *testing.T) {
	disk := zktest.SmallDisk(t, "8m")
	if disk == "" {
		return
	}
	const golden = "../../zkconn/txnlog/testdata/3.9.3"
	dir, view := filepath.Join(disk, "state"), filepath.Join(disk, "view")
	if said := runZkweb(t, nil, "recorder", "import", without(t, golden, "log.64", "snapshot.7c.snappy"), "--state-dir", dir); said.status != 0 {
		t.Fatalf("%+v", said)
	}
	must(t, os.Mkdir(view, 0o700))
	must(t, syscall.Mount(dir, view, "", syscall.MS_BIND, ""))
	must(t, syscall.Mount("", view, "", syscall.MS_BIND|syscall.MS_REMOUNT|syscall.MS_RDONLY, ""))
	store, err := history.Open(view, history.Key{})
	must(t, err)
	defer func() { must(t, store.Close()) }()
	last := func() int64 {
		zxid, _, err := store.Last(t.Context())
		must(t, err)
		return zxid
	}
	before := last()
	r := startZkweb(t, standardError, nil, "recorder", "--log-dir", golden, "--state-dir", dir)
	r.await(t, "msg=recording")
	zktest.Eventually(t, "what is recorded is seen", func() bool { return last() > before })
	if status, _ := r.end(t, syscall.SIGTERM); status != 0 {
		t.Errorf("the recorder ended with %d", status)
	}
	if last() <= before {
		t.Error("once the recorder has ended its history is as before")
	}
}

func completeness(t *testing.T, dir string) history.Complete {
	t.Helper()
	store, err := history.Open(dir, history.Key{})
	must(t, err)
	defer func() { must(t, store.Close()) }()
	complete, err := store.Complete(t.Context(), 0, 0)
	must(t, err)
	return complete
}

// awaitVersion waits until the history has a version of /watched.
func awaitVersion(t *testing.T, dir string, version int32) {
	t.Helper()
	store, err := history.Open(dir, history.Key{})
	must(t, err)
	defer func() { must(t, store.Close()) }()
	watched, err := znode.ParsePath("/watched")
	must(t, err)
	zktest.Eventually(t, fmt.Sprintf("version %d of /watched is recorded", version), func() bool {
		versions, err := store.Versions(t.Context(), watched, 0, 1)
		must(t, err)
		return len(versions) > 0 && versions[0].Version >= version
	})
}

// With a client port alone, what its credentials may read is recorded.
func TestRecorderWatches(t *testing.T) {
	t.Parallel()
	server := zktest.RunNew(t)
	dir := filepath.Join(t.TempDir(), "state")
	secret := filepath.Join(t.TempDir(), "secret")
	must(t, os.WriteFile(secret, []byte("alice:secret\n"), 0o600))
	client, _, err := zk.Connect([]string{server.Addr()}, 30*time.Second, zk.WithLogInfo(false))
	must(t, err)
	defer client.Close()
	must(t, client.AddAuth("digest", []byte("alice:secret")))
	_, err = client.Create("/watched", []byte("0"), 0, zk.AuthACL(zk.PermAll))
	must(t, err)
	watching := startZkweb(t, standardError, nil, "recorder", "--watch", server.Addr(), "--watch-path", "/watched", "--watch-credentials", secret, "--state-dir", dir)
	watching.await(t, "msg=watching")
	_, err = client.Set("/watched", []byte("1"), 0)
	must(t, err)
	awaitVersion(t, dir, 1)
	if status, _ := watching.end(t, syscall.SIGTERM); status != 0 {
		t.Errorf("the recorder ended with %d", status)
	}
	if complete := completeness(t, dir); complete.Weakest() != txnlog.ProofWatched || len(complete.Gaps) != 0 {
		t.Errorf("%+v", complete)
	}
	if said := runZkweb(t, nil, "history", "verify", "--state-dir", dir); said.status != 0 || !strings.Contains(said.stdout, `spans with the proof "watched": 1.`) {
		t.Errorf("%+v", said)
	}
}

// A history is handed to another recorder, to whoever has the token alone.
func TestRecorderHandsOver(t *testing.T) {
	t.Parallel()
	server := zktest.RunNew(t)
	dir := t.TempDir()
	from, to := filepath.Join(dir, "from"), filepath.Join(dir, "to")
	cert, key := writeCertificate(t, dir, "localhost", time.Now())
	token, other := filepath.Join(dir, "token"), filepath.Join(dir, "other")
	must(t, os.WriteFile(token, []byte(strings.Repeat("a", 32)+"\n"), 0o600))
	must(t, os.WriteFile(other, []byte(strings.Repeat("b", 32)), 0o600))
	first := startZkweb(t, standardError, nil, "recorder", "--log-dir", filepath.Join(server.Dir(), "data"), "--server", server.Addr(), "--state-dir", from,
		"--listen", "127.0.0.1:0", "--tls-cert", cert, "--tls-key", key, "--token-file", token)
	_, url, _ := strings.Cut(first.await(t, "handing the history over"), "url=")
	url = strings.Replace(url, "127.0.0.1", "localhost", 1)

	stranger := startZkweb(t, standardError, nil, "recorder", "--from", url, "--ca", cert, "--token-file", other, "--state-dir", filepath.Join(dir, "stranger"))
	stranger.await(t, "401")
	startZkweb(t, standardError, nil, "recorder", "--from", url, "--ca", cert, "--token-file", token, "--state-dir", to)
	client, _, err := zk.Connect([]string{server.Addr()}, 30*time.Second, zk.WithLogInfo(false))
	must(t, err)
	defer client.Close()
	_, err = client.Create("/watched", []byte("0"), 0, zk.WorldACL(zk.PermAll))
	must(t, err)
	_, err = client.Set("/watched", []byte("1"), 0)
	must(t, err)
	awaitVersion(t, to, 1)
	if complete := completeness(t, to); !complete.Whole() || complete.Weakest() != txnlog.ProofDigest {
		t.Errorf("%+v", complete)
	}
}

// A server's audit log tells who made a change, and its own log and its list of
// connections from where.
func TestRecorderHearsWho(t *testing.T) {
	t.Parallel()
	server := zktest.RunNew(t, zktest.Config{ZooCfg: []string{"audit.enable=true", "4lw.commands.whitelist=*"}})
	data, log := filepath.Join(server.Dir(), "data"), filepath.Join(server.Dir(), "zookeeper.log")
	client, _, err := zk.Connect([]string{server.Addr()}, 30*time.Second, zk.WithLogInfo(false))
	must(t, err)
	t.Cleanup(client.Close)
	must(t, client.AddAuth("digest", []byte("alice:secret")))
	_, err = client.Create("/watched", []byte("0"), 0, zk.WorldACL(zk.PermAll))
	must(t, err)
	for name, test := range map[string]struct {
		arguments []string
		want      history.Client
	}{
		"audit log":   {[]string{"--audit-log", log}, history.Client{Who: "alice", Address: "127.0.0.1", Sure: "audit"}},
		"own log":     {[]string{"--server-log", log}, history.Client{Address: "127.0.0.1", Sure: "address"}},
		"connections": {[]string{"--server", server.Addr()}, history.Client{Address: "127.0.0.1", Sure: "address"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "state")
			startZkweb(t, standardError, nil, append([]string{"recorder", "--log-dir", data, "--state-dir", dir}, test.arguments...)...).await(t, "msg=recording")
			awaitVersion(t, dir, 0)
			store, err := history.Open(dir, history.Key{})
			must(t, err)
			defer func() { must(t, store.Close()) }()
			watched, err := znode.ParsePath("/watched")
			must(t, err)
			zktest.Eventually(t, fmt.Sprintf("it is known to be made by %+v", test.want), func() bool {
				versions, err := store.Versions(t.Context(), watched, 0, 1)
				must(t, err)
				return versions[0].By == test.want
			})
		})
	}
}
