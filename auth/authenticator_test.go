package auth

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"zkweb/auth/guard"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/pool"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// console is an Authenticator before two clusters.
type console struct {
	*Authenticator
	pool          *pool.Pool
	first, second cluster.Cluster
}

func newConsole(t *testing.T) *console {
	t.Helper()
	server := zktest.Run(t)
	pool := pool.New(pool.Options{Session: session.Options{SessionTimeout: zktest.SessionTimeout}})
	t.Cleanup(pool.Close)
	return &console{
		Authenticator: NewAuthenticator(pool, NewStore(""), guard.Rules{}, slog.New(slog.DiscardHandler)),
		pool:          pool,
		first:         clusterAt(t, "first="+server.Addr()),
		second:        clusterAt(t, "second="+server.Addr()),
	}
}

func clusterAt(t *testing.T, text string) cluster.Cluster {
	t.Helper()
	parsed, err := cluster.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// signIn signs a browser in and takes the cookie.
func (c *console) signIn(visitor *browser, to cluster.Cluster, credentials session.Credentials) error {
	w := httptest.NewRecorder()
	err := c.SignIn(w, visitor.request(), to, credentials, Request{Address: "192.0.2.1"})
	if cookies := w.Result().Cookies(); len(cookies) > 0 {
		visitor.cookies = cookies
	}
	return err
}

func (c *console) zookeeperSessions() int {
	all := 0
	for _, count := range c.pool.Sessions() {
		all += count
	}
	return all
}

func digest(t *testing.T, user string) session.Credentials {
	t.Helper()
	credentials, err := session.Digest(user, "wonder:land 中")
	if err != nil {
		t.Fatal(err)
	}
	return credentials
}

func TestSignIn(t *testing.T) {
	c := newConsole(t)
	visitor := &browser{store: c.store}

	if err := c.signIn(visitor, c.first, digest(t, "alice")); err != nil {
		t.Fatal(err)
	}
	consoleSession := visitor.session()
	alice := consoleSession.SignIn("first")
	if alice == nil || alice.Cluster != "first" || alice.Person().User != "alice" {
		t.Fatalf("the sign-in is %+v", alice)
	}
	if consoleSession.SignIn("second") != nil {
		t.Error("a sign-in to one cluster is one to another")
	}
	oldID := visitor.cookies[0].Value
	if strings.Contains(oldID, "alice") {
		t.Error("the cookie says who it is")
	}

	if err := c.signIn(visitor, c.second, session.Anonymous()); err != nil {
		t.Fatal(err)
	}
	if visitor.session() != consoleSession || visitor.cookies[0].Value == oldID {
		t.Error("a second sign-in did not keep the console session under a new id")
	}
	if all := consoleSession.SignIns(); len(all) != 2 || all[0] != alice || all[1].Cluster != "second" || all[1].Person().User != "" {
		t.Errorf("the sign-ins are %+v", all)
	}
	if count := c.zookeeperSessions(); count != 2 {
		t.Errorf("%d ZooKeeper sessions, want 2", count)
	}

	if err := c.signIn(visitor, c.first, digest(t, "bob")); err != nil {
		t.Fatal(err)
	}
	if !closed(alice.Done()) || closed(consoleSession.Done()) {
		t.Error("a sign-in to the same cluster did not take the place of the earlier one alone")
	}
	if _, err := alice.Status(); err == nil {
		t.Error("the earlier sign-in still gives a ZooKeeper session")
	}
	if user := consoleSession.SignIn("first").Person().User; user != "bob" {
		t.Errorf("signed in as %q, want bob", user)
	}
	if count := c.zookeeperSessions(); count != 2 {
		t.Errorf("%d ZooKeeper sessions, want 2", count)
	}

	bob := consoleSession.SignIn("first")
	c.SignOut(httptest.NewRecorder(), visitor.request(), Request{})
	if !closed(consoleSession.Done()) || !closed(bob.Done()) || visitor.session() != nil {
		t.Error("sign-out left something signed in")
	}
	if count := c.zookeeperSessions(); count != 0 {
		t.Errorf("%d ZooKeeper sessions after sign-out", count)
	}
}

func TestTheSameCredentialsShareAZooKeeperSessionUntilTheLastSignOut(t *testing.T) {
	c := newConsole(t)
	desk, phone := &browser{store: c.store}, &browser{store: c.store}
	for _, visitor := range []*browser{desk, phone} {
		if err := c.signIn(visitor, c.first, digest(t, "alice")); err != nil {
			t.Fatal(err)
		}
	}
	if count := c.zookeeperSessions(); count != 1 {
		t.Errorf("%d ZooKeeper sessions, want 1", count)
	}
	c.SignOut(httptest.NewRecorder(), desk.request(), Request{})
	if count := c.zookeeperSessions(); count != 1 || phone.session().SignIn("first") == nil {
		t.Errorf("the other browser's sign-out ended this one's: %d ZooKeeper sessions", count)
	}
	c.SignOut(httptest.NewRecorder(), phone.request(), Request{})
	if count := c.zookeeperSessions(); count != 0 {
		t.Errorf("%d ZooKeeper sessions after the last sign-out", count)
	}
}

func TestASignInThatFailsLeavesNothingBehind(t *testing.T) {
	c := newConsole(t)
	silent := zktest.RunHostile(t, zktest.SayNothing)
	visitor := &browser{store: c.store}
	err := c.signIn(visitor, clusterAt(t, "silent="+silent), digest(t, "alice"))
	if znode.KindOf(err) != znode.Unavailable || !strings.Contains(err.Error(), silent) {
		t.Errorf("err %v; want Unavailable with the server %s", err, silent)
	}
	if visitor.cookies != nil || c.store.Count() != 0 || c.zookeeperSessions() != 0 {
		t.Errorf("left behind: cookies %v, %d console sessions, %d ZooKeeper sessions", visitor.cookies, c.store.Count(), c.zookeeperSessions())
	}
}

func TestACookieFromElsewhereIsNotTakenOver(t *testing.T) {
	c := newConsole(t)
	planted := &http.Cookie{Name: "zkweb", Value: strings.Repeat("A", 43)}
	visitor := &browser{store: c.store, cookies: []*http.Cookie{planted}}
	if err := c.signIn(visitor, c.first, session.Anonymous()); err != nil {
		t.Fatal(err)
	}
	if visitor.cookies[0].Value == planted.Value {
		t.Error("the id that the browser brought became the session's")
	}
	thief := &browser{store: c.store, cookies: []*http.Cookie{planted}}
	if thief.session() != nil {
		t.Error("the planted id leads to the session")
	}
}

// TestSignInsOfOneBrowserAreOnePersons: who takes over a browser does not get the
// earlier person's other clusters with it.
func TestSignInsOfOneBrowserAreOnePersons(t *testing.T) {
	c := newConsole(t)
	visitor := &browser{store: c.store}
	for _, step := range []struct {
		to   cluster.Cluster
		as   session.Credentials
		want []string // who is signed in to the first and to the second
	}{
		{c.first, digest(t, "alice"), []string{"alice"}},
		{c.second, digest(t, "alice"), []string{"alice", "alice"}},
		{c.second, digest(t, "alice"), []string{"alice", "alice"}},
		{c.first, digest(t, "bob"), []string{"bob"}},
		{c.second, digest(t, "boss"), []string{"bob", "boss"}}, // bob's other name, for all that is known
		{c.first, session.Anonymous(), []string{"", "boss"}},
		{c.second, session.Anonymous(), []string{"", ""}},
		{c.first, digest(t, "alice"), []string{"alice"}},
	} {
		before := visitor.session().SignIns()
		if err := c.signIn(visitor, step.to, step.as); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, signIn := range visitor.session().SignIns() {
			got = append(got, signIn.Person().User)
		}
		if !slices.Equal(got, step.want) {
			t.Errorf("signed in as %q, want %q", got, step.want)
		}
		for _, signIn := range before {
			if held := visitor.session().SignIn(signIn.Cluster) == signIn; held == closed(signIn.Done()) {
				t.Errorf("%s in %s is held: %t, and has ended: %t", signIn.Person().User, signIn.Cluster, held, !held)
			}
		}
	}
	if count := c.zookeeperSessions(); count != 1 {
		t.Errorf("%d ZooKeeper sessions, want 1", count)
	}
}

// TestTwoSignInsAtOnceLeaveOneValidCookie in one browser, and nothing behind of
// the one that was refused.
func TestTwoSignInsAtOnceLeaveOneValidCookie(t *testing.T) {
	c := newConsole(t)
	visitor := &browser{store: c.store}
	if err := c.signIn(visitor, c.first, digest(t, "alice")); err != nil {
		t.Fatal(err)
	}
	var signingIn sync.WaitGroup
	errs := make([]error, 2)
	answers := []*httptest.ResponseRecorder{httptest.NewRecorder(), httptest.NewRecorder()}
	for i, to := range []cluster.Cluster{c.first, c.second} {
		r := visitor.request()
		_, _ = c.store.Get(r, "zkweb") // read before either is saved
		signingIn.Go(func() { errs[i] = c.SignIn(answers[i], r, to, digest(t, "alice"), Request{}) })
	}
	signingIn.Wait()
	won := 0
	if errs[0] != nil {
		won = 1
	}
	if errs[won] != nil || codeOf(errs[1-won]) != znode.CodeSignedInMeanwhile {
		t.Fatalf("%v", errs)
	}
	visitor.cookies = answers[won].Result().Cookies()
	if visitor.session() == nil || c.store.Count() != 1 || len(answers[1-won].Result().Cookies()) > 0 {
		t.Errorf("%d sessions are kept, and the one that was refused got %v", c.store.Count(), answers[1-won].Result().Cookies())
	}
	c.SignOut(httptest.NewRecorder(), visitor.request(), Request{})
	if count := c.zookeeperSessions(); count != 0 {
		t.Errorf("%d ZooKeeper sessions after sign-out", count)
	}
}
