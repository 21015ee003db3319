package session_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// applyEachKind makes each kind of change that all versions know, both alone and in one multi.
func applyEachKind(t *testing.T, client *session.Session) {
	t.Helper()
	ctx := testContext(t)
	node := path(t, "/ops")
	made, err := znode.Create(ctx, client, node, []byte("one"), openACL, znode.ModePersistent)
	if now, _ := client.Exists(ctx, node); err != nil || made.Path != node || made.Stat != now || now.Czxid == 0 {
		t.Errorf("Create returned %+v, %v; the stat is %+v", made, err, now)
	}
	if set, err := zktest.SetACL(ctx, client, node, openACL, 0); err != nil || set.Aversion != 1 {
		t.Errorf("SetACL returned %+v, %v", set, err)
	}
	if _, err := client.Apply(ctx, znode.Op{Kind: znode.OpCheck, Path: node, Version: 0}); err != nil {
		t.Errorf("a single check returned %v", err)
	}
	_, err = client.Apply(ctx, znode.Op{Kind: znode.OpCheck, Path: node, Version: 7})
	wantKind(t, err, znode.Conflict)

	create := znode.Op{Kind: znode.OpCreate, ACL: openACL}
	results, err := client.Apply(ctx,
		with(create, path(t, "/ops/a"), []byte("a")),
		znode.Op{Kind: znode.OpCheck, Path: node, Version: 0},
		znode.Op{Kind: znode.OpSet, Path: node, Data: []byte("two"), Version: 0},
		with(znode.Op{Kind: znode.OpCreate, ACL: openACL, Mode: znode.ModeSequential}, path(t, "/ops/n-"), nil),
		znode.Op{Kind: znode.OpDelete, Path: path(t, "/ops/a"), Version: 0},
	)
	if err != nil || len(results) != 5 || results[2].Stat.Version != 1 || !strings.HasPrefix(results[3].Path.String(), "/ops/n-00000") || results[4] != (znode.Result{Path: path(t, "/ops/a"), Zxid: results[2].Stat.Mzxid}) {
		t.Fatalf("Apply returned %+v, %v", results, err)
	}
	sequential, err := client.Exists(ctx, results[3].Path)
	if told := results[3].Stat; err != nil || told != (znode.Stat{}) && told != sequential {
		t.Errorf("within a multi, Create returned %+v; the stat is %+v, %v", told, sequential, err)
	}

	taken, next := path(t, "/ops/taken"), with(znode.Op{Kind: znode.OpCreate, ACL: openACL, Mode: znode.ModeSequential}, path(t, "/ops/taken/n-"), nil)
	if _, err := client.Apply(ctx, with(create, taken, nil), with(create, path(t, "/ops/taken/n-0000000001"), nil)); err != nil {
		t.Fatal(err)
	}
	for name, ops := range map[string][]znode.Op{"alone": {next}, "together": {{Kind: znode.OpCheck, Path: node, Version: 1}, next}} {
		if _, err := client.Apply(ctx, ops...); znode.CodeOf(err) != znode.CodeSequenceTaken || znode.KindOf(err) != znode.Conflict {
			t.Errorf("a sequence number that exists, %s: %v", name, err)
		}
	}

	before, err := client.Exists(ctx, node)
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Apply(ctx,
		with(create, path(t, "/ops/b"), nil),
		znode.Op{Kind: znode.OpSet, Path: node, Data: []byte("three"), Version: 0},
		znode.Op{Kind: znode.OpDelete, Path: path(t, "/ops/none"), Version: znode.AnyVersion},
	)
	var blamed *znode.OpError
	if !errors.As(err, &blamed) || blamed.Index != 1 {
		t.Errorf("the error is %v", err)
	}
	wantKind(t, err, znode.Conflict)
	if after, err := client.Exists(ctx, node); err != nil || after != before {
		t.Errorf("a multi that failed changed %+v to %+v, %v", before, after, err)
	}
}

func with(op znode.Op, path znode.Path, data []byte) znode.Op {
	op.Path, op.Data = path, data
	return op
}

func TestNullIsNotEmpty(t *testing.T) {
	t.Parallel()
	client := open(t, zktest.Run(t).Addr(), session.Anonymous(), session.Options{})
	create(t, client, "/null", nil)
	create(t, client, "/empty", []byte{})
	for at, null := range map[string]bool{"/null": true, "/empty": false} {
		data, _, err := client.Get(testContext(t), path(t, at))
		if err != nil || len(data) != 0 || (data == nil) != null {
			t.Errorf("%s holds %#v, %v", at, data, err)
		}
	}
}

func TestContainersAndTTLs(t *testing.T) {
	t.Parallel()
	extended := zktest.Config{JavaProperties: map[string]string{"zookeeper.extendedTypesEnabled": "true"}}
	for _, c := range []struct {
		line    string
		config  zktest.Config
		ttlCode znode.Code
	}{
		{"3.5", extended, ""},
		{"3.6", extended, ""},
		{"3.9", extended, ""},
		{"3.9", zktest.Config{}, znode.CodeNoTTL},
	} {
		client := open(t, zktest.RunRelease(t, c.line, c.config).Addr(), session.Anonymous(), session.Options{})
		plain := znode.Op{Kind: znode.OpCreate, ACL: openACL}
		for _, op := range []znode.Op{
			{Kind: znode.OpCreate, Path: path(t, "/container"), ACL: openACL, Mode: znode.ModeContainer},
			{Kind: znode.OpCreate, Path: path(t, "/ttl"), ACL: openACL, Mode: znode.ModeTTL, TTL: time.Hour},
			{Kind: znode.OpCreate, Path: path(t, "/ttl-"), ACL: openACL, Mode: znode.ModeTTLSequential, TTL: time.Hour},
		} {
			want := c.ttlCode
			if op.Mode == znode.ModeContainer {
				want = ""
			}
			results, err := client.Apply(testContext(t), op)
			if got := codeOf(err); got != want {
				t.Errorf("mode %d: %v", op.Mode, err)
			}
			if err != nil {
				wantKind(t, err, znode.Invalid)
				_, err = client.Apply(testContext(t), with(plain, path(t, "/plain"), nil), op)
				if blamed, ok := errors.AsType[*znode.OpError](err); !ok || blamed.Index != 1 || codeOf(err) != want {
					t.Errorf("mode %d within a multi: %v", op.Mode, err)
				}
				wantKind(t, err, znode.Invalid)
				continue
			}
			now, err := client.Exists(testContext(t), results[0].Path)
			if err != nil || results[0].Stat != now || now.Czxid == 0 || now.CreateKind() != znode.Persistent {
				t.Errorf("mode %d returned %+v; the stat is %+v, %v", op.Mode, results, now, err)
			}
		}
	}
}

func codeOf(err error) znode.Code {
	var known *znode.Error
	if errors.As(err, &known) {
		return known.Code
	}
	return ""
}

func TestWhatCannotBeSent(t *testing.T) {
	t.Parallel()
	client := open(t, zktest.Run(t).Addr(), session.Anonymous(), session.Options{})
	create(t, client, "/a", nil)
	before, _ := client.Status()
	set := znode.Op{Kind: znode.OpSet, Path: path(t, "/a"), Version: znode.AnyVersion}
	much := with(set, set.Path, make([]byte, 600_000))
	past, cancel := context.WithCancel(testContext(t))
	cancel()
	for name, c := range map[string]struct {
		ctx  context.Context
		ops  []znode.Op
		kind znode.Kind
		code znode.Code
	}{
		"data over the limit":      {testContext(t), []znode.Op{with(set, set.Path, make([]byte, session.MaxData+1))}, znode.TooLarge, znode.CodeDataTooLarge},
		"together over the limit":  {testContext(t), []znode.Op{much, much}, znode.TooLarge, znode.CodeRequestTooLarge},
		"an ACL among other ops":   {testContext(t), []znode.Op{set, {Kind: znode.OpSetACL, Path: set.Path, ACL: openACL}}, znode.Invalid, znode.CodeSetACLAlone},
		"a context that has ended": {past, []znode.Op{set}, znode.Unavailable, znode.CodeNotSent},
		"an op of no kind":         {testContext(t), []znode.Op{{Path: set.Path}}, znode.Internal, ""},
	} {
		_, err := client.Apply(c.ctx, c.ops...)
		if znode.KindOf(err) != c.kind || codeOf(err) != c.code {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if stat, err := client.Exists(testContext(t), set.Path); err != nil || stat.Version != 0 {
		t.Errorf("something was changed: %+v, %v", stat, err)
	}
	if after, _ := client.Status(); after != before {
		t.Errorf("the connection was lost: %+v, then %+v", before, after)
	}
}

// TestAChangeThatWasSentIsFinished checks that a change waits for its answer even if the caller
// leaves after the request was sent.
func TestAChangeThatWasSentIsFinished(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	proxy := zktest.RunProxy(t, server.Addr())
	client := open(t, proxy.Addr(), session.Anonymous(), session.Options{})
	witness := open(t, server.Addr(), session.Anonymous(), session.Options{})
	node := create(t, client, "/a", nil)
	for round := range int32(5) {
		ctx, leave := context.WithCancel(testContext(t))
		proxy.HoldReplies()
		done := make(chan error, 1)
		go func() {
			_, err := znode.Set(ctx, client, node, []byte("sent"), round)
			done <- err
		}()
		awaitVersion(t, witness, node, round+1)
		leave()
		awaitVersion(t, witness, node, round+1) // time in which it would end with its caller
		select {
		case err := <-done:
			t.Fatalf("round %d: the change ended with its caller: %v", round, err)
		default:
		}
		if err := proxy.Resume(); err != nil {
			t.Fatal(err)
		}
		if err := <-done; err != nil {
			t.Errorf("round %d: %v", round, err)
		}
	}
}

// awaitVersion waits until the znode's data has the version.
func awaitVersion(t *testing.T, client *session.Session, at znode.Path, version int32) {
	t.Helper()
	ctx := testContext(t)
	for {
		stat, err := client.Exists(ctx, at)
		if err != nil {
			t.Fatal(err)
		}
		if stat.Version >= version {
			return
		}
	}
}

// TestAnAnswerThatIsLostLeavesTheOutcomeUnknown checks changes on a server with a smaller limit for
// requests than the console's, and on a connection that is cut. Reads are then sent in smaller
// requests.
func TestAnAnswerThatIsLostLeavesTheOutcomeUnknown(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t, zktest.Config{JavaProperties: map[string]string{"jute.maxbuffer": "4096"}})
	proxy := zktest.RunProxy(t, server.Addr())
	client := open(t, proxy.Addr(), session.Anonymous(), session.Options{})
	node := create(t, client, "/a", nil)
	_, err := znode.Set(testContext(t), client, node, bytes.Repeat([]byte("x"), 5000), znode.AnyVersion)
	wantKind(t, err, znode.UnknownOutcome)
	if codeOf(err) != znode.CodeDroppedLarge {
		t.Errorf("a request over jute.maxbuffer: %v", err)
	}
	paths := make([]znode.Path, 300)
	for i := range paths {
		paths[i] = path(t, fmt.Sprintf("/a/%0100d", i))
	}
	for i, result := range client.Stats(testContext(t), paths) {
		if znode.KindOf(result.Err) != znode.NotFound {
			t.Fatalf("the stat of %s: %v", paths[i], result.Err)
		}
	}
	long := path(t, "/"+strings.Repeat("x", 4090)) // is all that is wrong, with those beside it answered
	for what, read := range map[string]func() error{
		"exists": func() error { _, err := client.Exists(testContext(t), long); return err },
		"get":    func() error { _, _, err := client.Get(testContext(t), long); return err },
		"synced": func() error { _, _, err := client.GetSynced(testContext(t), long); return err },
		"stats": func() error {
			results := client.Stats(testContext(t), []znode.Path{node, long})
			if results[0].Err != nil {
				t.Errorf("beside it: %v", results[0].Err)
			}
			return results[1].Err
		},
	} {
		if err := read(); znode.KindOf(err) != znode.TooLarge || codeOf(err) != znode.CodeReadDropped {
			t.Errorf("%s of a path over jute.maxbuffer: %v", what, err)
		}
		if _, err := client.Exists(testContext(t), node); err != nil {
			t.Errorf("after %s: %v", what, err)
		}
	}
	if err := client.AwaitConnected(testContext(t)); err != nil {
		t.Fatal(err)
	}
	proxy.CutAfter(4)
	_, err = znode.Set(testContext(t), client, node, bytes.Repeat([]byte("x"), 3000), znode.AnyVersion)
	wantKind(t, err, znode.UnknownOutcome)
	if codeOf(err) != znode.CodeUnknownOutcome {
		t.Errorf("on a cut link: %v", err)
	}
}
