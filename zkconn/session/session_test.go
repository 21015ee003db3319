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

func TestReadsAndWrites(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	client := open(t, server.Addr(), session.Anonymous(), session.Options{})
	ctx := testContext(t)

	data := []byte("héllo\x00\xff")
	node := create(t, client, "/a", data)
	create(t, client, "/a/ü b%2F?", nil)
	create(t, client, "/a/b", nil)

	got, stat, err := client.Get(ctx, node)
	if err != nil || !bytes.Equal(got, data) {
		t.Fatalf("Get returned %q, %v", got, err)
	}
	exists, err := client.Exists(ctx, node)
	if err != nil || exists != stat {
		t.Errorf("Exists returned %+v, %v; Get's stat is %+v", exists, err, stat)
	}
	if stat.NumChildren != 2 || stat.DataLength != int32(len(data)) || stat.Version != 0 || stat.Czxid == 0 {
		t.Errorf("stat is %+v", stat)
	}
	names, listed, err := client.GetChildren(ctx, node)
	if err != nil || strings.Join(names, "|") != "b|ü b%2F?" || listed != stat {
		t.Errorf("GetChildren returned %q, %+v, %v", names, listed, err)
	}
	acl, aclStat, err := client.GetACLs(ctx, node)
	if err != nil || len(acl) != 1 || acl[0] != openACL[0] || aclStat != stat {
		t.Errorf("GetACLs returned %+v, %+v, %v", acl, aclStat, err)
	}
	changed, err := znode.Set(ctx, client, node, []byte("new"), 0)
	if err != nil || changed.Version != 1 {
		t.Errorf("Set returned %+v, %v", changed, err)
	}
	_, err = znode.Set(ctx, client, node, []byte("newer"), 0)
	wantKind(t, err, znode.Conflict)
	wantKind(t, znode.Delete(ctx, client, node, znode.AnyVersion), znode.Conflict)
	if err := znode.Delete(ctx, client, path(t, "/a/b"), 0); err != nil {
		t.Error(err)
	}
	_, err = client.Exists(ctx, path(t, "/a/b"))
	wantKind(t, err, znode.NotFound)
	_, err = znode.Create(ctx, client, node, nil, openACL, znode.ModePersistent)
	wantKind(t, err, znode.Conflict)
	_, err = znode.Create(ctx, client, path(t, "/big"), make([]byte, session.MaxData+1), openACL, znode.ModePersistent)
	wantKind(t, err, znode.TooLarge)
	sequential, err := znode.Create(ctx, client, path(t, "/a/n-"), nil, openACL, znode.ModeEphemeral|znode.ModeSequential)
	if err != nil || !strings.HasPrefix(sequential.Path.String(), "/a/n-00000") {
		t.Errorf("a sequential create returned %v, %v", sequential, err)
	}
}

func TestChrootIsMappedBothWays(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	whole := open(t, server.Addr(), session.Anonymous(), session.Options{})
	create(t, whole, "/one", nil)
	create(t, whole, "/one/two", []byte("root of the chroot"))
	inside := open(t, server.Addr()+"/one/two", session.Anonymous(), session.Options{})
	ctx := testContext(t)

	if created := create(t, inside, "/three", []byte("3")); created.String() != "/three" {
		t.Errorf("created %v inside the chroot", created)
	}
	if data, _, err := whole.Get(ctx, path(t, "/one/two/three")); string(data) != "3" {
		t.Errorf("outside of the chroot the data is %q, %v", data, err)
	}
	if data, _, err := inside.Get(ctx, znode.Root); string(data) != "root of the chroot" {
		t.Errorf("the data of the chroot's root is %q, %v", data, err)
	}
	if result := inside.Stats(ctx, []znode.Path{path(t, "/three")})[0]; result.Err != nil || result.Stat.DataLength != 1 {
		t.Errorf("Stats inside the chroot returned %+v", result)
	}
}

func TestCredentialsOpenWhatTheyOpen(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	for i, c := range []struct{ user, password string }{
		{"alice", "wonderland"},
		{"bob", "with:colons::"},
		{"王小明", "密码 mit Leerzeichen"},
		{"a b", ""},
	} {
		t.Run(c.user, func(t *testing.T) {
			node := fmt.Sprintf("/only-%d", i)
			owner := open(t, server.Addr(), digest(t, c.user, c.password), session.Options{})
			createWith(t, owner, node, []byte("mine"), []znode.ACL{{Scheme: "digest", ID: session.DigestID(c.user, c.password), Perms: znode.PermAll}})
			if data, _, err := owner.Get(testContext(t), path(t, node)); string(data) != "mine" {
				t.Errorf("the owner reads %q, %v", data, err)
			}
			other := open(t, server.Addr(), digest(t, c.user, c.password+"!"), session.Options{})
			_, _, err := other.Get(testContext(t), path(t, node))
			wantKind(t, err, znode.Denied)
			results := other.Stats(testContext(t), []znode.Path{path(t, node), path(t, "/none")})
			if results[0].Err != nil || results[0].Stat.DataLength != 4 {
				t.Errorf("without READ, Stats returned %+v", results[0])
			}
			wantKind(t, results[1].Err, znode.NotFound)
		})
	}
}

func TestCredentialsComeBackAfterAReconnect(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	proxy := zktest.RunProxy(t, server.Addr())
	client := open(t, proxy.Addr(), digest(t, "alice", "wonderland"), session.Options{})
	createWith(t, client, "/mine", []byte("mine"), []znode.ACL{{Scheme: "digest", ID: session.DigestID("alice", "wonderland"), Perms: znode.PermAll}})
	before := awaitState(t, client, znode.Connected)
	proxy.Cut()
	after := awaitReconnected(t, client, before)
	if before.Session != after.Session || after.Session == 0 || !after.Since.After(before.Since) {
		t.Errorf("before %+v, after %+v", before, after)
	}
	if data, _, err := client.Get(testContext(t), path(t, "/mine")); string(data) != "mine" {
		t.Errorf("after the reconnect: %q, %v", data, err)
	}
}

func TestUnreachableServersAreNamedInTime(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		address string
		want    znode.Code
	}{
		"speaks HTTP":          {zktest.RunHostile(t, zktest.SpeakHTTP), znode.CodeServerForeign},
		"says nothing":         {zktest.RunHostile(t, zktest.SayNothing), znode.CodeServerSilent},
		"sends only a length":  {zktest.RunHostile(t, zktest.SendLengthOnly), znode.CodeServerSilent},
		"hangs up":             {zktest.RunHostile(t, zktest.HangUp), znode.CodeServerHungUp},
		"refuses":              {"127.0.0.1:1", znode.CodeServerRefused},
		"has no name anywhere": {"no-such-host.invalid:2181", znode.CodeServerNoAddress},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := begin(t, c.address, digest(t, "alice", "hush-hush"), session.Options{SessionTimeout: 4 * time.Second})
			wantUnreachable(t, client, c.address, c.want)
			ctx, cancel := context.WithTimeout(testContext(t), 100*time.Millisecond)
			defer cancel()
			_, err := client.Exists(ctx, znode.Root)
			wantKind(t, err, znode.Unavailable)
			if strings.Contains(fmt.Sprintf("%v %+v", err, err), "hush-hush") {
				t.Error("the password is in the error")
			}
		})
	}
}

func TestCallsEndByTheirDeadlineOnAHungServer(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	client := open(t, server.Addr(), session.Anonymous(), session.Options{SessionTimeout: 30 * time.Second})
	if err := server.Pause(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Continue() })
	for name, do := range map[string]struct {
		call func(context.Context) error
		want znode.Kind
	}{
		"read":  {func(ctx context.Context) error { _, err := client.Exists(ctx, znode.Root); return err }, znode.Unavailable},
		"stats": {func(ctx context.Context) error { return client.Stats(ctx, []znode.Path{znode.Root})[0].Err }, znode.Unavailable},
		"write": {func(ctx context.Context) error { _, err := znode.Set(ctx, client, znode.Root, nil, 0); return err }, znode.UnknownOutcome},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(testContext(t), 200*time.Millisecond)
			defer cancel()
			wantKind(t, do.call(ctx), do.want)
		})
	}
}

func TestAnAnswerThatIsTooLargeKeepsTheConnection(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	client := open(t, server.Addr(), session.Anonymous(), session.Options{MaxReply: 100_000})
	create(t, client, "/large", bytes.Repeat([]byte("x"), 200_000))
	before := awaitState(t, client, znode.Connected)
	_, _, err := client.Get(testContext(t), path(t, "/large"))
	wantKind(t, err, znode.TooLarge)
	if _, err := client.Exists(testContext(t), path(t, "/large")); err != nil {
		t.Error(err)
	}
	if after, _ := client.Status(); after != before {
		t.Errorf("the connection went from %+v to %+v", before, after)
	}
}

func TestStatsOfMany(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	client := open(t, server.Addr(), session.Anonymous(), session.Options{})
	create(t, client, "/many", nil)
	var paths []znode.Path
	for i := range 2500 {
		paths = append(paths, path(t, fmt.Sprintf("/many/%04d", i)))
	}
	for _, each := range paths[:1200] {
		create(t, client, each.String(), []byte(each.Name()[:1+len(paths)%3]))
	}
	for i, result := range client.Stats(testContext(t), paths) {
		if i < 1200 && (result.Err != nil || result.Stat.Czxid == 0) {
			t.Fatalf("%v: %+v", paths[i], result)
		}
		if i >= 1200 && znode.KindOf(result.Err) != znode.NotFound {
			t.Fatalf("%v: %+v", paths[i], result)
		}
	}
}

func TestAServersLimitOnConnectionsIsNamed(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t, zktest.Config{ZooCfg: []string{"maxClientCnxns=1"}})
	open(t, server.Addr(), digest(t, "alice", "one"), session.Options{})
	wantUnreachable(t, begin(t, server.Addr(), digest(t, "bob", "two"), session.Options{}), server.Addr(), znode.CodeServerHungUp)
}

// TestAMissingChrootIsNamed checks that all calls report that the chroot is missing, rather than
// the znode.
func TestAMissingChrootIsNamed(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	client := open(t, server.Addr()+"/none/here", session.Anonymous(), session.Options{})
	ctx := testContext(t)
	a := path(t, "/a")
	_, getErr := errorOf(client.Get(ctx, znode.Root))
	_, childrenErr := errorOf(client.GetChildren(ctx, a))
	_, existsErr := client.Exists(ctx, a)
	_, createErr := znode.Create(ctx, client, a, nil, openACL, znode.ModePersistent)
	_, setErr := znode.Set(ctx, client, a, nil, 0)
	_, multiErr := client.Apply(ctx, znode.Op{Kind: znode.OpSet, Path: a}, znode.Op{Kind: znode.OpDelete, Path: a})
	glanced := client.Glance(ctx, znode.Question{Path: znode.Root, Data: true})
	for call, err := range map[string]error{
		"Get": getErr, "GetChildren": childrenErr, "Exists": existsErr, "Create": createErr, "Set": setErr, "Apply": multiErr,
		"Stats": client.Stats(ctx, []znode.Path{znode.Root})[0].Err, "Glance": glanced.DataErr,
	} {
		var known *znode.Error
		if !errors.As(err, &known) || known.Kind != znode.NotFound || known.Code != znode.CodeChrootMissing || known.Args["chroot"] != "/none/here" || known.Args["cluster"] != "test" {
			t.Errorf("%s: %v", call, err)
		}
	}
	whole := open(t, server.Addr(), session.Anonymous(), session.Options{})
	create(t, whole, "/none", nil)
	create(t, whole, "/none/here", nil)
	if _, err := client.Exists(ctx, a); znode.CodeOf(err) != znode.CodeNoNode {
		t.Errorf("once the chroot exists: %v", err)
	}
}

// errorOf drops the first result of a read.
func errorOf[T any](_ T, stat znode.Stat, err error) (znode.Stat, error) { return stat, err }
