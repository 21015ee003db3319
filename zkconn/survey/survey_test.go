package survey_test

import (
	"errors"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/health"
	"zkweb/zkconn/pool"
	"zkweb/zkconn/quota"
	"zkweb/zkconn/session"
	"zkweb/zkconn/survey"
	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/txnlog/txnlogtest"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestQuotasAndCountersOfAServer checks that a quota that is nearly used and a sequence counter
// that is nearly at its end are found on a real server, and that the findings end when they are not
// any more.
func TestQuotasAndCountersOfAServer(t *testing.T) {
	t.Parallel()
	server := zktest.RunNew(t)
	c, err := cluster.Parse("main=" + server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	sessions := pool.New(pool.Options{Session: session.Options{SessionTimeout: zktest.SessionTimeout, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))}})
	t.Cleanup(sessions.Close)
	poller := health.New([]cluster.Cluster{c}, health.Options{})
	surveyor := survey.Survey{Pool: sessions, Health: poller}
	client := connect(t, c)
	create(t, client, "/queue", "/queue/n-0000000000", "/app", "/app/part", "/roomy")
	setQuota(t, client, "/app", quota.Limits{Count: quota.None, Bytes: 1000, HardCount: 2, HardBytes: quota.None})
	setQuota(t, client, "/roomy", quota.Limits{Count: 100, Bytes: quota.None, HardCount: quota.None, HardBytes: quota.None})
	client.Close()
	server.Stop()
	raiseCounter(t, filepath.Join(server.Dir(), "data", "version-2"), "/queue/n-0000000000", znode.MaxSequence-3)
	if err := server.Restart(); err != nil {
		t.Fatal(err)
	}

	client = connect(t, c)
	t.Cleanup(client.Close)
	stat, err := client.Exists(t.Context(), parse(t, "/queue"))
	if err != nil || stat.Sequence() != znode.MaxSequence-3 {
		t.Fatalf("the counter is at %d, %v", stat.Sequence(), err)
	}
	made, err := znode.Create(t.Context(), client, parse(t, "/queue/n-"), nil, open, znode.ModeSequential)
	if err != nil || made.Path.Name() != "n-2147483644" {
		t.Errorf("the server created %v, %v", made, err)
	}
	poller.NoteSequence("main", "/queue", stat.Sequence()) // as a page that shows it does
	look := func(want ...string) {
		t.Helper()
		if err := surveyor.Look(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		poller.Look(t.Context(), "main")
		var found []string
		for _, f := range poller.Findings("main") {
			if f.Path != "" {
				found = append(found, strings.Join([]string{f.Key(), f.Args["of"], f.Args["used"], f.Args["limit"], f.Args["next"], f.Args["children"], f.Args["bytes"]}, " "))
			}
		}
		if !slices.Equal(found, want) {
			t.Errorf("the findings are %q, want %q", found, want)
		}
	}
	poller.NoteList("main", "/app", health.List{Bytes: 1_000_000, Children: 1})
	poller.NoteList("main", "/queue", health.List{Bytes: 450_000, Children: 1})
	poller.NoteList("main", "/queue", health.List{Bytes: 900_000, Children: 2})
	look("quota_near /app count 2 2   ", "sequence_near_end /queue    2147483645  ", "children_large /app     1 1000000", "children_large /queue     2 900000")
	for _, path := range []string{"/queue/n-2147483644", "/queue/n-0000000000", "/queue", "/app/part"} {
		if err := znode.Delete(t.Context(), client, parse(t, path), znode.AnyVersion); err != nil {
			t.Fatal(err)
		}
	}
	look()
	if users := sessions.Users("main"); len(users) != 0 {
		t.Errorf("between two looks %d sessions are open", len(users))
	}
}

// TestASlowLinkIsNoReasonNotToKnow checks that even over a slow link one look has time for all
// counters and lists that are kept.
func TestASlowLinkIsNoReasonNotToKnow(t *testing.T) {
	t.Parallel()
	link := zktest.RunProxy(t, zktest.Run(t).Addr())
	c, err := cluster.Parse("main=" + link.Addr())
	if err != nil {
		t.Fatal(err)
	}
	sessions := pool.New(pool.Options{Session: session.Options{SessionTimeout: 10 * time.Second, Logger: slog.New(slog.DiscardHandler)}})
	t.Cleanup(sessions.Close)
	poller := health.New([]cluster.Cluster{c}, health.Options{})
	held, err := sessions.Hold(c, session.Anonymous())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(held.Release)
	client, err := held.Session()
	if err == nil {
		err = client.AwaitConnected(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	link.Delay(20 * time.Millisecond) // one after the other, all would take longer than a look
	looks := &survey.Survey{Pool: sessions, Health: poller}
	zktest.Eventually(t, "one look has time for all", func() bool {
		for i := range 100 {
			poller.NoteSequence("main", "/gone-"+strconv.Itoa(i), znode.MaxSequence)
			poller.NoteList("main", "/gone-"+strconv.Itoa(i), health.List{Bytes: 1_000_000, Children: 1})
		}
		return looks.Look(t.Context(), c) == nil && len(poller.Sequences("main"))+len(poller.Lists("main")) == 0
	})
}

// TestNothingIsLookedAtWithoutZooKeeper checks that Look returns ZooKeeper's error, and that what
// was known stays.
func TestNothingIsLookedAtWithoutZooKeeper(t *testing.T) {
	t.Parallel()
	c := cluster.Cluster{Name: "main", Servers: []string{"127.0.0.1:1"}, Chroot: znode.Root}
	sessions := pool.New(pool.Options{Session: session.Options{SessionTimeout: zktest.SessionTimeout, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))}})
	poller := health.New([]cluster.Cluster{c}, health.Options{})
	poller.NoteSequence("main", "/queue", znode.MaxSequence)
	sessions.Close()
	err := (&survey.Survey{Pool: sessions, Health: poller}).Look(t.Context(), c)
	if znode.KindOf(err) != znode.Unavailable || len(poller.Sequences("main")) != 1 {
		t.Errorf("Look returned %v", err)
	}
}

var open = []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}

func connect(t *testing.T, c cluster.Cluster) *session.Session {
	t.Helper()
	client := session.Open(c, session.Anonymous(), session.Options{SessionTimeout: zktest.SessionTimeout})
	if err := client.AwaitConnected(t.Context()); err != nil {
		client.Close()
		t.Fatal(err)
	}
	return client
}

func create(t *testing.T, client *session.Session, paths ...string) {
	t.Helper()
	for _, path := range paths {
		if _, err := znode.Create(t.Context(), client, parse(t, path), nil, open, znode.ModePersistent); err != nil {
			t.Fatal(err)
		}
	}
}

func setQuota(t *testing.T, client *session.Session, path string, limits quota.Limits) {
	t.Helper()
	state, err := quota.Read(t.Context(), client, parse(t, path))
	if err != nil {
		t.Fatal(err)
	}
	ops, err := state.Ops(limits)
	if err == nil {
		_, err = client.Apply(t.Context(), ops...)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// raiseCounter rewrites a server's log as if child were created when its parent's counter was at
// count.
func raiseCounter(t *testing.T, dir, child string, count int32) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "log.*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("the logs are %q, %v", files, err)
	}
	log, err := txnlog.OpenLog(files[0])
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	var all []txnlog.Transaction
	for {
		transaction, err := log.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		for i, op := range transaction.Ops {
			if op.Path == child {
				transaction.Ops[i].ParentCversion = count
			}
		}
		all = append(all, transaction)
	}
	txnlogtest.Write(t, dir, all[0].Zxid, all...)
}

func parse(t *testing.T, text string) znode.Path {
	t.Helper()
	path, err := znode.ParsePath(text)
	if err != nil {
		t.Fatal(err)
	}
	return path
}
