package auth_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"zkweb/auth"
	"zkweb/auth/people"
	"zkweb/auth/shares"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/pool"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// The ways of links are tested here, where there are sign-ins without a server.

// links is a file of links, and a pool for those who make them.
type links struct {
	t    *testing.T
	file string
	pool *pool.Pool
}

func newLinks(t *testing.T) links {
	t.Helper()
	sessions := pool.New(pool.Options{})
	t.Cleanup(sessions.Close)
	return links{t, filepath.Join(t.TempDir(), "links"), sessions}
}

// open returns the store as a console has it that was just started.
func (l links) open() *shares.Store {
	l.t.Helper()
	store, err := shares.Open(l.file)
	if err != nil {
		l.t.Fatal(err)
	}
	return store
}

func (l links) signIn(person people.Person, to string) *auth.SignIn {
	l.t.Helper()
	parsed, err := cluster.Parse(to + "=127.0.0.1:1")
	if err != nil {
		l.t.Fatal(err)
	}
	lease, err := l.pool.Hold(parsed, session.Anonymous())
	if err != nil {
		l.t.Fatal(err)
	}
	return auth.SignInOf(person, lease)
}

// make makes a link of what somebody sees in each of their clusters.
func (l links) make(store *shares.Store, by ...*auth.SignIn) (string, []*auth.Outlasting, error) {
	l.t.Helper()
	share := shares.Share{Until: time.Now().Add(time.Hour)}
	var access []*auth.Outlasting
	for _, signIn := range by {
		share.Sides = append(share.Sides, shares.Side{Cluster: signIn.Cluster, Path: "/a", Holder: signIn.Holder()})
		way, err := signIn.Keep()
		if err != nil {
			l.t.Fatal(err)
		}
		access = append(access, way)
	}
	token, _, err := store.Make(share, access)
	return token, access, err
}

// ways returns where those of a link lead to, "" where there is none.
func (l links) ways(store *shares.Store, token string) []string {
	l.t.Helper()
	_, access, err := store.Find(token)
	if err != nil {
		l.t.Fatal(err)
	}
	var lead []string
	for _, way := range access {
		to := ""
		if way != nil {
			to = way.LeadsTo()
		}
		lead = append(lead, to)
	}
	return lead
}

// TestALinkWakesClusterByCluster: somebody who is back in one cluster gives nothing a way
// that is of another, whatever they are called there.
func TestALinkWakesClusterByCluster(t *testing.T) {
	t.Parallel()
	l, alice := newLinks(t), people.Person{User: "alice", Verified: true}
	token, _, err := l.make(l.open(), l.signIn(alice, "first"), l.signIn(alice, "second"))
	if err != nil {
		t.Fatal(err)
	}
	started := l.open()
	for _, step := range []struct {
		who  people.Person
		to   string
		want []string
	}{
		{people.Person{User: "bob", Verified: true}, "first", []string{"", ""}},
		{people.Person{User: "alice"}, "first", []string{"", ""}},
		{alice, "third", []string{"", ""}},
		{alice, "second", []string{"", "second"}},
		{alice, "second", []string{"", "second"}},
		{alice, "first", []string{"first", "second"}},
	} {
		started.Wake(l.signIn(step.who, step.to))
		if got := l.ways(started, token); !slices.Equal(got, step.want) {
			t.Errorf("once %+v is in %s, the ways lead to %q, want %q", step.who, step.to, got, step.want)
		}
	}
}

// TestALinkOfNobodysIsNotWoken: where nobody is verified and there is no key to tell
// credentials by, all are alike.
func TestALinkOfNobodysIsNotWoken(t *testing.T) {
	t.Parallel()
	l := newLinks(t)
	nobody := l.signIn(people.Person{User: "alice"}, "first")
	if holder := nobody.Holder(); holder != "" {
		t.Fatalf("it is of %q", holder)
	}
	token, _, err := l.make(l.open(), nobody)
	if err != nil {
		t.Fatal(err)
	}
	started := l.open()
	started.Wake(l.signIn(people.Person{User: "bob"}, "first"))
	if got := l.ways(started, token); got[0] != "" {
		t.Errorf("it has a way to %s, by another", got[0])
	}
}

// TestALinkThatIsNotMadeKeepsNoWay to ZooKeeper open, and neither does one that is over.
func TestALinkThatIsNotMadeKeepsNoWay(t *testing.T) {
	t.Parallel()
	l := newLinks(t)
	store, alice := l.open(), l.signIn(people.Person{User: "alice", Verified: true}, "first")
	var last []*auth.Outlasting
	for {
		_, access, err := l.make(store, alice, alice)
		if err == nil {
			last = access
			continue
		}
		if znode.CodeOf(err) != znode.CodeSharesFull {
			t.Fatal(err)
		}
		for _, way := range access {
			if to := way.LeadsTo(); to != "" {
				t.Errorf("one too many keeps a way to %s", to)
			}
		}
		break
	}
	if err := os.Mkdir(l.file+".new", 0o700); err != nil {
		t.Fatal(err)
	}
	_, access, err := l.make(store, l.signIn(people.Person{User: "bob", Verified: true}, "first"))
	if znode.CodeOf(err) != znode.CodeShareUnkept || access[0].LeadsTo() != "" {
		t.Errorf("one that cannot be kept, %v, keeps a way to %q", err, access[0].LeadsTo())
	}
	if err := os.Remove(l.file + ".new"); err != nil {
		t.Fatal(err)
	}
	for _, share := range store.All() {
		if err := store.Revoke(share.ID); err != nil {
			t.Fatal(err)
		}
	}
	if to := last[0].LeadsTo(); to != "" {
		t.Errorf("one that was revoked keeps a way to %s", to)
	}
}
