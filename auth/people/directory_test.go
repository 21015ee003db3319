package people

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

const testPatience = 5 * zktest.Patience

func testContext(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), testPatience)
	t.Cleanup(cancel)
	return ctx
}

func credentials(t *testing.T, user, password string) session.Credentials {
	t.Helper()
	made, err := session.Digest(user, password)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// openSession returns a connected ZooKeeper session that is closed when the test ends.
func openSession(t *testing.T, address string, credentials session.Credentials) *session.Session {
	t.Helper()
	session := session.Open(clusterAt(t, "test="+address), credentials, session.Options{SessionTimeout: zktest.SessionTimeout})
	t.Cleanup(session.Close)
	if err := session.AwaitConnected(testContext(t)); err != nil {
		t.Fatal(err)
	}
	return session
}

func digestACL(user, password string, perms znode.Perms) znode.ACL {
	return znode.ACL{Scheme: "digest", ID: session.DigestID(user, password), Perms: perms}
}

// people is a directory at /users with its administrator's session.
type people struct {
	directory Directory
	address   string
	admin     *session.Session
}

var adminACL = digestACL("boss", "of it all", znode.PermAll)

func newPeople(t *testing.T, config ...zktest.Config) *people {
	t.Helper()
	server := zktest.Run(t, config...)
	p := &people{Directory{path(t, "/users")}, server.Addr(), openSession(t, server.Addr(), credentials(t, "boss", "of it all"))}
	p.create(t, "/users", "", adminACL)
	return p
}

func (p *people) create(t *testing.T, at, data string, acl ...znode.ACL) {
	t.Helper()
	if _, err := znode.Create(testContext(t), p.admin, path(t, at), []byte(data), acl, znode.ModePersistent); err != nil {
		t.Fatal(err)
	}
}

// calls records the calls to a session.
type calls struct {
	prover
	mu   sync.Mutex
	made []string
}

func (c *calls) note(call string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.made = append(c.made, call)
}

func (c *calls) Get(ctx context.Context, path znode.Path) ([]byte, znode.Stat, error) {
	c.note("get " + path.String())
	return c.prover.Get(ctx, path)
}

func (c *calls) GetACLs(ctx context.Context, path znode.Path) ([]znode.ACL, znode.Stat, error) {
	c.note("getACLs " + path.String())
	return c.prover.GetACLs(ctx, path)
}

func (c *calls) GetSynced(ctx context.Context, path znode.Path) ([]byte, []znode.ACL, error) {
	c.note("getSynced " + path.String())
	return c.prover.GetSynced(ctx, path)
}

func (c *calls) Exists(ctx context.Context, path znode.Path) (znode.Stat, error) {
	c.note("exists " + path.String())
	return c.prover.Exists(ctx, path)
}

func TestDirectoryLook(t *testing.T) {
	p := newPeople(t)
	const viewer = `{"role":"viewer","paths":["/app"],"locale":"en"}`
	alice := digestACL("alice", "right", znode.PermRead)
	world := znode.ACL{Scheme: "world", ID: "anyone", Perms: znode.PermRead}
	p.create(t, "/users/alice", viewer, alice, adminACL)
	p.create(t, "/users/disabled", `{"role":"viewer","paths":["/"],"disabled":true}`, digestACL("disabled", "right", znode.PermRead), adminACL)
	p.create(t, "/users/broken", `{"role":"wizard","paths":["/"]}`, digestACL("broken", "right", znode.PermRead), adminACL)
	p.create(t, "/users/open", viewer, digestACL("open", "right", znode.PermRead), world)
	p.create(t, "/users/world", viewer, world, adminACL)
	p.create(t, "/users/ip", viewer, digestACL("ip", "right", znode.PermRead), znode.ACL{Scheme: "ip", ID: "127.0.0.1", Perms: znode.PermRead})
	p.create(t, "/users/anyoneWrites", viewer, digestACL("anyoneWrites", "right", znode.PermRead), znode.ACL{Scheme: "world", ID: "anyone", Perms: znode.PermWrite})
	p.create(t, "/users/own", viewer, digestACL("own", "right", znode.PermAll))
	p.create(t, "/users/lent", viewer, alice, adminACL)
	p.create(t, "/users/boss", `{"role":"admin","paths":["/"]}`, digestACL("boss", "right", znode.PermRead), adminACL)
	p.create(t, "/users/twice", viewer, digestACL("twice", "old", znode.PermRead), digestACL("twice", "right", znode.PermRead), adminACL)
	for name, others := range map[string][]znode.ACL{
		"rAndW":     {digestACL("rAndW", "right", znode.PermWrite)},
		"rAndA":     {digestACL("rAndA", "right", znode.PermAdmin)},
		"rAndAll":   {digestACL("rAndAll", "other", znode.PermAll)},
		"rElseW":    {digestACL("rElseW", "other", znode.PermWrite)},
		"colleague": {digestACL("alice", "right", znode.PermRead|znode.PermWrite)},
		"shared":    {digestACL("alice", "right", znode.PermRead)},
	} {
		p.create(t, "/users/"+name, viewer, append(others, digestACL(name, "right", znode.PermRead), adminACL)...)
	}

	known := Profile{Role: Viewer, Paths: []znode.Path{path(t, "/app")}, Locale: "en"}
	for _, test := range []struct {
		name        string
		credentials session.Credentials
		want        Profile
		cause       string // code of the refusal's cause
	}{
		{"the right password", credentials(t, "alice", "right"), known, ""},
		{"the new of two passwords", credentials(t, "twice", "right"), known, ""},
		{"the old of two passwords", credentials(t, "twice", "old"), known, ""},
		{"an administrator, with a password of their own", credentials(t, "boss", "right"), Profile{}, "profile_own"},
		{"an administrator, with the directory's", credentials(t, "boss", "of it all"), Profile{}, "profile_own"},
		{"READ in one entry and WRITE in another", credentials(t, "rAndW", "right"), Profile{}, "profile_own"},
		{"READ in one entry and ADMIN in another", credentials(t, "rAndA", "right"), Profile{}, "profile_own"},
		{"READ, and everything by another password", credentials(t, "rAndAll", "right"), Profile{}, "profile_own"},
		{"READ, and WRITE without READ by another password", credentials(t, "rElseW", "right"), Profile{}, "profile_own"},
		{"a profile that a colleague may write", credentials(t, "colleague", "right"), Profile{}, "profile_shared"},
		{"a profile that a colleague may read", credentials(t, "shared", "right"), Profile{}, "profile_shared"},
		{"a wrong password", credentials(t, "alice", "wrong"), Profile{}, "password_wrong"},
		{"no password", credentials(t, "alice", ""), Profile{}, "password_wrong"},
		{"an unknown user", credentials(t, "nobody", "right"), Profile{}, "user_unknown"},
		{"a disabled user", credentials(t, "disabled", "right"), Profile{}, "user_disabled"},
		{"an unusable profile", credentials(t, "broken", "right"), Profile{}, "role_unknown"},
		{"a profile that anyone may read, right password", credentials(t, "open", "right"), Profile{}, "profile_scheme"},
		{"a profile that anyone may read, wrong password", credentials(t, "open", "wrong"), Profile{}, "profile_scheme"},
		{"a profile without its user", credentials(t, "world", "right"), Profile{}, "profile_scheme"},
		{"a profile that an address may read", credentials(t, "ip", "wrong"), Profile{}, "profile_scheme"},
		{"a profile that anyone may change", credentials(t, "anyoneWrites", "right"), Profile{}, "profile_scheme"},
		{"a profile that its user may change", credentials(t, "own", "right"), Profile{}, "profile_own"},
		{"a profile that another user may read", credentials(t, "lent", "right"), Profile{}, "password_wrong"},
		{"the directory's parent", credentials(t, "..", "right"), Profile{}, "user_name"},
		{"a path", credentials(t, "a/b", "right"), Profile{}, "user_name"},
	} {
		t.Run(test.name, func(t *testing.T) {
			user := test.credentials.User()
			session := &calls{prover: openSession(t, p.address, test.credentials)}
			got, err := p.directory.Look(testContext(t), session)
			if !reflect.DeepEqual(got, test.want) || (err == nil) != (test.cause == "") {
				t.Fatalf("%+v and %v, want %+v", got, err, test.want)
			}
			if err == nil {
				return
			}
			var shown *znode.Error
			if !errors.As(err, &shown) || shown.Kind != znode.Unauthenticated || shown.Code != znode.CodeSignInRefused {
				t.Errorf("it says %v, not what all refusals say", err)
			}
			if !strings.Contains(err.Error(), test.cause) {
				t.Errorf("the cause is %v, want one with %q", shown.Cause, test.cause)
			}
			want := []string{"getSynced /users/" + user}
			if strings.ContainsAny(user, "./") {
				want = nil // no user can have this name
			}
			if !slices.Equal(session.made, want) {
				t.Errorf("ZooKeeper was asked %q, want %q as for everybody", session.made, want)
			}
		})
	}
}

// TestDirectoryLookOnAServerThatSkipsACLs checks that a server that ignores ACLs, and so shows
// alice's profile to any password, lets in nobody without hers.
func TestDirectoryLookOnAServerThatSkipsACLs(t *testing.T) {
	p := newPeople(t, zktest.Config{JavaProperties: map[string]string{"zookeeper.skipACL": "yes"}})
	p.create(t, "/users/alice", `{"role":"admin","paths":["/"]}`, digestACL("alice", "right", znode.PermRead), adminACL)
	wrong := openSession(t, p.address, credentials(t, "alice", "wrong"))
	if _, _, err := wrong.Get(testContext(t), path(t, "/users/alice")); err != nil {
		t.Fatalf("the server does check ACLs: %v", err)
	}
	got, err := p.directory.Look(testContext(t), wrong)
	if znode.KindOf(err) != znode.Unauthenticated || !strings.Contains(err.Error(), "acls_unchecked") {
		t.Errorf("a wrong password: %+v and %v, want a refusal", got, err)
	}
	right := openSession(t, p.address, credentials(t, "alice", "right"))
	if got, err := p.directory.Look(testContext(t), right); err != nil || got.Role != Admin {
		t.Errorf("the right password: %+v and %v", got, err)
	}
}

// TestDirectoryLookInAnEnsemble checks that what an administrator writes through one server counts
// at once for a person whose session is with a follower, which may lag behind. On the leader, sync
// waits for nothing, and a commit is applied a moment after it is acknowledged elsewhere.
func TestDirectoryLookInAnEnsemble(t *testing.T) {
	ensemble := zktest.RunEnsemble(t, 3)
	boss := openSession(t, ensemble.Servers[0].Addr(), credentials(t, "boss", "of it all"))
	directory := Directory{path(t, "/users")}
	admin := NewDirectoryAdmin(directory, boss)
	if err := admin.Init(testContext(t)); err != nil {
		t.Fatal(err)
	}
	if err := admin.Add(testContext(t), "alice", "the right one", Profile{Role: Viewer, Paths: []znode.Path{znode.Root}}); err != nil {
		t.Fatal(err)
	}
	var people []*session.Session
	if _, err := ensemble.Leader(); err != nil { // all others follow the leader
		t.Fatal(err)
	}
	for _, server := range ensemble.Followers() {
		people = append(people, openSession(t, server.Addr(), credentials(t, "alice", "the right one")))
	}
	for round := range 100 {
		role := Roles[round%len(Roles)]
		profile := fmt.Sprintf(`{"role":%q,"paths":["/"]}`, role)
		if _, err := znode.Set(testContext(t), boss, path(t, "/users/alice"), []byte(profile), znode.AnyVersion); err != nil {
			t.Fatal(err)
		}
		if got, err := directory.Look(testContext(t), people[round%len(people)]); err != nil || got.Role != role {
			t.Fatalf("round %d: the role is %q and %v, want %q", round, got.Role, err, role)
		}
	}
}

func TestDirectoryLookWithoutZooKeeper(t *testing.T) {
	server := zktest.Run(t)
	session := openSession(t, server.Addr(), credentials(t, "alice", "right"))
	server.Kill()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if _, err := (Directory{path(t, "/users")}).Look(ctx, session); znode.KindOf(err) != znode.Unavailable {
		t.Errorf("%v, want Unavailable", err)
	}
}
