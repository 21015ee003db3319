package auth

import (
	"crypto/tls"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"zkweb/auth/guard"
	"zkweb/zkconn/znode"
)

// browser is one cookie jar before a store.
type browser struct {
	store   *Store
	host    string // console.example when ""
	tls     bool
	cookies []*http.Cookie
}

func (b *browser) request() *http.Request {
	r := httptest.NewRequest("GET", "http://console.example/", nil)
	if b.host != "" {
		r.Host = b.host
	}
	if b.tls {
		r.TLS = &tls.ConnectionState{}
	}
	for _, cookie := range b.cookies {
		r.AddCookie(cookie)
	}
	return r
}

func (b *browser) session() *Session {
	return NewAuthenticator(nil, b.store, guard.Rules{}, slog.New(slog.DiscardHandler)).Session(b.request())
}

// save saves the browser's session, or a new one, and takes the cookie.
func (b *browser) save(t *testing.T) *Session {
	t.Helper()
	r, w := b.request(), httptest.NewRecorder()
	found, err := b.store.Get(r, cookieName(r, b.store.basePath))
	if err != nil {
		t.Fatal(err)
	}
	session, _ := found.Values[consoleSession{}].(*Session)
	if session == nil {
		session = b.store.newSession()
		found.Values[consoleSession{}] = session
	}
	if err := found.Save(r, w); err != nil {
		t.Fatal(err)
	}
	b.cookies = w.Result().Cookies()
	return session
}

func (b *browser) signOut() *http.Cookie {
	w := httptest.NewRecorder()
	NewAuthenticator(nil, b.store, guard.Rules{}, slog.New(slog.DiscardHandler)).SignOut(w, b.request(), Request{})
	return w.Result().Cookies()[0]
}

func closed(done <-chan struct{}) bool {
	select {
	case <-done:
		return true
	default:
		return false
	}
}

func TestCookie(t *testing.T) {
	for _, test := range []struct {
		name     string
		host     string
		basePath string
		tls      bool
		cookie   string
		path     string
		secure   bool
	}{
		{"plain", "console.example", "", false, "zkweb", "/", false},
		{"a port", "console.example:8080", "", false, "zkweb-8080", "/", false},
		{"IPv6", "[::1]:8080", "", false, "zkweb-8080", "/", false},
		{"a port that is none", "console.example:8080;x=y", "", false, "zkweb", "/", false},
		{"TLS", "console.example", "", true, "__Host-zkweb", "/", true},
		{"TLS and a port", "console.example:8443", "", true, "__Host-zkweb-8443", "/", true},
		{"base path", "console.example", "/zk", false, "zkweb", "/zk", false},
		{"base path over TLS", "console.example", "/zk", true, "__Secure-zkweb", "/zk", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			visitor := &browser{store: NewStore(test.basePath), host: test.host, tls: test.tls}
			session := visitor.save(t)
			defer session.end()
			if len(visitor.cookies) != 1 {
				t.Fatalf("%d cookies were set", len(visitor.cookies))
			}
			set := visitor.cookies[0]
			if set.Name != test.cookie || set.Path != test.path || set.Secure != test.secure {
				t.Errorf("cookie %s; want name %s, path %s, Secure %t", set, test.cookie, test.path, test.secure)
			}
			if !set.HttpOnly || set.SameSite != http.SameSiteLaxMode || set.Domain != "" || set.MaxAge != 0 || !set.Expires.IsZero() {
				t.Errorf("cookie %s; want HttpOnly, SameSite=Lax, no domain, gone with the browser", set)
			}
			if len(set.Value) != 43 {
				t.Errorf("the id has %d characters, want 256 bits in 43", len(set.Value))
			}
			if visitor.session() != session {
				t.Error("the cookie does not lead to its session")
			}
		})
	}
}

func TestEverySaveGivesANewID(t *testing.T) {
	visitor := &browser{store: NewStore("")}
	first := visitor.save(t)
	defer first.end()
	stolen := &browser{store: visitor.store, cookies: visitor.cookies}
	if second := visitor.save(t); second != first {
		t.Error("the console session did not survive its new id")
	}
	if visitor.cookies[0].Value == stolen.cookies[0].Value {
		t.Error("the id is the same as before")
	}
	if stolen.session() != nil {
		t.Error("the old id still leads to the session")
	}
	if visitor.session() != first {
		t.Error("the new id does not lead to the session")
	}
	if count := visitor.store.Count(); count != 1 {
		t.Errorf("%d sessions are kept, want 1", count)
	}
}

// TestOfTwoSavesWithOneCookieOneCounts: both were read before either was saved.
// The second may be of somebody who was given the first one's cookie.
func TestOfTwoSavesWithOneCookieOneCounts(t *testing.T) {
	visitor := &browser{store: NewStore("")}
	defer visitor.save(t).end()
	first, second := visitor.request(), visitor.request()
	firstRead, _ := visitor.store.Get(first, "zkweb")
	secondRead, _ := visitor.store.Get(second, "zkweb")
	w := httptest.NewRecorder()
	if err := firstRead.Save(first, w); err != nil {
		t.Fatal(err)
	}
	refused := httptest.NewRecorder()
	if err := secondRead.Save(second, refused); codeOf(err) != znode.CodeSignedInMeanwhile || len(refused.Result().Cookies()) > 0 {
		t.Errorf("%v and the cookies %v, want code %q and none", err, refused.Result().Cookies(), znode.CodeSignedInMeanwhile)
	}
	visitor.cookies = w.Result().Cookies()
	if visitor.session() == nil || visitor.store.Count() != 1 {
		t.Errorf("the first cookie leads to %v; %d sessions are kept", visitor.session(), visitor.store.Count())
	}
}

func TestAnIDThatIsNotOursIsNoSession(t *testing.T) {
	visitor := &browser{store: NewStore("")}
	defer visitor.save(t).end()
	id := visitor.cookies[0].Value
	for _, value := range []string{"", "x", strings.Repeat("A", 43), id[:42], id + "A", id[:42] + "!", strings.Repeat("x", 1<<16)} {
		stranger := &browser{store: visitor.store, cookies: []*http.Cookie{{Name: "zkweb", Value: value}}}
		if stranger.session() != nil {
			t.Errorf("the cookie %.50q leads to a session", value)
		}
		saved := stranger.save(t)
		if stranger.cookies[0].Value == value {
			t.Errorf("the browser's own id %.50q was taken", value)
		}
		saved.end()
	}
}

func TestSignOut(t *testing.T) {
	visitor := &browser{store: NewStore("")}
	session := visitor.save(t)
	taken := visitor.signOut()
	if taken.Name != "zkweb" || taken.Value != "" || taken.MaxAge >= 0 || taken.Path != "/" {
		t.Errorf("the cookie is not taken back: %s", taken)
	}
	if !closed(session.Done()) {
		t.Error("Done is not closed")
	}
	if visitor.session() != nil {
		t.Error("the cookie still leads to the session")
	}
	if count := visitor.store.Count(); count != 0 {
		t.Errorf("%d sessions are kept, want none", count)
	}
	visitor.signOut() // nothing to end, nothing to fail
}

func TestSessionsEnd(t *testing.T) {
	for _, test := range []struct {
		name  string
		pause time.Duration // between two pages
		pages int
		alive bool
	}{
		{"idle for almost the limit", IdleLimit - time.Second, 1, true},
		{"idle for the limit", IdleLimit, 1, false},
		{"used up to almost the absolute limit", IdleLimit - time.Minute, 16, true},
		{"used up to the absolute limit", IdleLimit - time.Minute, 17, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				visitor := &browser{store: NewStore("")}
				session := visitor.save(t)
				defer session.end()
				for range test.pages {
					<-time.After(test.pause)
					synctest.Wait()
					if found := visitor.session(); found != nil {
						found.Touch()
					}
				}
				if found := visitor.session() != nil; found != test.alive {
					t.Errorf("the cookie leads to a session: %t, want %t", found, test.alive)
				}
				if ended := closed(session.Done()); ended == test.alive {
					t.Errorf("Done is closed: %t, want %t", ended, !test.alive)
				}
				if count := visitor.store.Count(); (count == 1) != test.alive {
					t.Errorf("%d sessions are kept; alive: %t", count, test.alive)
				}
			})
		})
	}
}

func TestAFullStoreRefusesNewSessionsOnly(t *testing.T) {
	store := NewStore("")
	store.max = 1
	early := &browser{store: store}
	session := early.save(t)
	defer session.end()

	late := &browser{store: store}
	r := late.request()
	found, _ := store.Get(r, "zkweb")
	refused := store.newSession()
	defer refused.end()
	found.Values[consoleSession{}] = refused
	w := httptest.NewRecorder()
	err := found.Save(r, w)
	if znode.KindOf(err) != znode.Unavailable || len(w.Result().Cookies()) != 0 {
		t.Errorf("err %v, cookies %v; want Unavailable and none", err, w.Result().Cookies())
	}
	if early.save(t) != session {
		t.Error("who is at work was thrown out")
	}
}

func TestASignedOutBrowserHasNoSignIn(t *testing.T) {
	visitor := &browser{store: NewStore("")}
	if session := visitor.session(); session.SignIn("main") != nil || session.SignIns() != nil {
		t.Error("a browser without a cookie is signed in")
	}
}

func FuzzCookie(f *testing.F) {
	for _, header := range []string{"", "zkweb=", "zkweb=x", "zkweb=" + strings.Repeat("A", 43), "zkweb=a; zkweb=b", "__Host-zkweb=\"", "=;=;", "zkweb=" + strings.Repeat("=", 43)} {
		f.Add(header, "console.example")
		f.Add(header, "[::1]:8080")
		f.Add(header, "console.example:8080;x=y")
	}
	store := NewStore("")
	known := store.newSession()
	f.Cleanup(func() { known.end() })
	if _, err := store.rename(known, ""); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, header, host string) {
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = host
		r.Header.Set("Cookie", header)
		name := cookieName(r, "")
		if strings.Trim(name, "-abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			t.Fatalf("the host %q makes a cookie named %q", host, name)
		}
		found, err := store.Get(r, name)
		if err != nil || !found.IsNew || found.ID != "" || len(found.Values) != 0 {
			t.Errorf("the cookies %q lead to a session (%v)", header, err)
		}
	})
}
