package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"zkweb/web/handlers/site"
	"zkweb/zkconn/zktest"
)

// cookie returns the visitor's cookie of the console, or nil if there is none.
func (v *visitor) cookie(t *testing.T) *http.Cookie {
	t.Helper()
	at, err := url.Parse(v.console.url)
	if err != nil {
		t.Fatal(err)
	}
	for _, cookie := range v.client.Jar.Cookies(at) {
		if strings.HasPrefix(cookie.Name, "zkweb-") {
			return cookie
		}
	}
	return nil
}

func TestLogin(t *testing.T) {
	t.Parallel()
	gone := zktest.RunHostile(t, zktest.HangUp)
	c := run(t, nil, "main="+zookeeper.Addr(), "other="+zookeeper.Addr(), "gone="+gone)
	c.hurries()
	const secret = "pass:word 密码 <b>"

	for _, test := range []struct {
		name     string
		form     url.Values
		status   int
		location string   // after a sign-in
		says     []string // texts on the form when it is shown again
		kind     string   // for clients that request JSON
	}{
		{"digest", url.Values{"cluster": {"main"}, "username": {"bob"}, "password": {secret}}, 303, "/c/main/tree/", nil, ""},
		{"anonymous", url.Values{"cluster": {"main"}, "anonymous": {"1"}}, 303, "/c/main/tree/", nil, ""},
		{"anonymous, whatever else was typed", url.Values{"cluster": {"main"}, "username": {"a:b"}, "password": {secret}, "anonymous": {"1"}}, 303, "/c/main/tree/", nil, ""},
		{"Chinese", url.Values{"cluster": {"main"}, "username": {"爱丽丝 李"}, "password": {"密 码"}}, 303, "/c/main/tree/", nil, ""},
		{"no password", url.Values{"cluster": {"main"}, "username": {"bob"}}, 303, "/c/main/tree/", nil, ""},
		{"the first cluster", url.Values{"anonymous": {"1"}}, 303, "/c/main/tree/", nil, ""},
		{"another cluster", url.Values{"cluster": {"other"}, "anonymous": {"1"}}, 303, "/c/other/tree/", nil, ""},
		{"next", url.Values{"cluster": {"main"}, "anonymous": {"1"}, "next": {"/c/main/tree/a%2520b?q=x"}}, 303, "/c/main/tree/a%2520b?q=x", nil, ""},
		{"next of another cluster", url.Values{"cluster": {"other"}, "anonymous": {"1"}, "next": {"/c/main/tree/a"}}, 303, "/c/other/tree/", nil, ""},
		{"next of no cluster", url.Values{"cluster": {"other"}, "anonymous": {"1"}, "next": {"/"}}, 303, "/", nil, ""},
		{"next elsewhere", url.Values{"cluster": {"main"}, "anonymous": {"1"}, "next": {"//evil.example/"}}, 303, "/c/main/tree/", nil, ""},
		{"next with a host", url.Values{"cluster": {"main"}, "anonymous": {"1"}, "next": {"https://evil.example/"}}, 303, "/c/main/tree/", nil, ""},
		{"next with a backslash", url.Values{"cluster": {"main"}, "anonymous": {"1"}, "next": {`/\evil.example/`}}, 303, "/c/main/tree/", nil, ""},
		{"a colon in the user name", url.Values{"cluster": {"main"}, "username": {"b:ob"}, "password": {secret}, "next": {"/c/main/tree/a"}}, 400, "",
			[]string{"no colon", `value="b:ob"`, `value="/c/main/tree/a"`}, "invalid"},
		{"no user name", url.Values{"cluster": {"main"}, "username": {""}, "password": {secret}}, 400, "", []string{"user name"}, "invalid"},
		{"a control character", url.Values{"cluster": {"main"}, "username": {"b\nob"}, "password": {secret}}, 400, "", []string{"does not print"}, "invalid"},
		{"not UTF-8", url.Values{"cluster": {"main"}, "username": {"b\xff"}, "password": {secret}}, 400, "", []string{"UTF-8"}, "invalid"},
		{"HTML as a user name", url.Values{"cluster": {"main"}, "username": {`"><script>alert(1)</script>:`}, "password": {secret}}, 400, "",
			[]string{"&lt;script&gt;"}, "invalid"},
		{"an unknown cluster", url.Values{"cluster": {"nowhere"}, "anonymous": {"1"}}, 404, "", []string{"no cluster of that name"}, "not_found"},
		{"a cluster that is not there", url.Values{"cluster": {"gone"}, "username": {"bob"}, "password": {secret}}, 503, "",
			[]string{gone, `value="bob"`}, "unavailable"},
	} {
		t.Run(test.name, func(t *testing.T) {
			v := c.visitor(t)
			got := v.post(t, "/login", test.form)
			if got.status != test.status || got.header.Get("Location") != test.location {
				t.Errorf("%d to %q, want %d to %q", got.status, got.header.Get("Location"), test.status, test.location)
			}
			if signedIn := v.cookie(t) != nil; signedIn != (test.status == 303) {
				t.Errorf("a cookie was set: %t", signedIn)
			}
			for _, said := range test.says {
				if !strings.Contains(got.body, said) {
					t.Errorf("the form does not say %q", said)
				}
			}
			if strings.Contains(got.body, "pass:word") || strings.Contains(got.body, "<script>alert") {
				t.Error("the form shows the password, or what was typed as it is")
			}
			if retry := got.header.Get("Retry-After"); (retry != "") != (test.status == 503) {
				t.Errorf("Retry-After %q", retry)
			}
			if test.kind != "" {
				got := v.post(t, "/login", test.form, "Accept", "application/json")
				if kind := decode[errorAnswer](t, got).Error.Kind; got.status != test.status || kind != test.kind {
					t.Errorf("as JSON: %d %s, want %d %s", got.status, kind, test.status, test.kind)
				}
			}
		})
	}
	if strings.Contains(c.logged.String(), "pass:word") || strings.Contains(c.logged.String(), "密") {
		t.Error("a password is in the log")
	}
}

func TestLoginFormChoosesTheClusterOfNext(t *testing.T) {
	t.Parallel()
	c := run(t, nil, "main="+zookeeper.Addr(), "other="+zookeeper.Addr())
	v := c.visitor(t)
	for _, test := range []struct{ next, chosen, kept string }{
		{"", "main", ""},
		{"/c/other/tree/a", "other", "/c/other/tree/a"},
		{"/c/nowhere/tree/a", "main", "/c/nowhere/tree/a"},
		{"//evil.example/", "main", ""},
	} {
		body := v.get(t, "/login?next="+url.QueryEscape(test.next)).body
		if !strings.Contains(body, `<option value="`+test.chosen+`" selected`) {
			t.Errorf("next %q does not choose %s", test.next, test.chosen)
		}
		if test.kept != "" && !strings.Contains(body, `value="`+test.kept+`"`) || strings.Contains(body, "evil.example") {
			t.Errorf("the form for next %q does not keep %q alone", test.next, test.kept)
		}
	}
}

func TestEverySignInGivesANewID(t *testing.T) {
	t.Parallel()
	c := run(t, nil, "main="+zookeeper.Addr(), "other="+zookeeper.Addr())
	v := c.visitor(t)
	v.mustSignIn(t, url.Values{"cluster": {"main"}, "anonymous": {"1"}})
	first := *v.cookie(t)
	v.mustSignIn(t, url.Values{"cluster": {"other"}, "anonymous": {"1"}})
	if v.cookie(t).Value == first.Value {
		t.Error("the id stayed the same")
	}
	for _, cluster := range []string{"main", "other"} {
		if got := v.getJSON(t, "/c/"+cluster+"/tree/"); got.status != 200 {
			t.Errorf("%s: %d after two sign-ins", cluster, got.status)
		}
		if got := c.visitor(t).get(t, "/c/"+cluster+"/tree/", "Cookie", first.String(), "Accept", "application/json"); got.status != 401 {
			t.Errorf("%s: the first id gets %d", cluster, got.status)
		}
	}
}

func TestLogout(t *testing.T) {
	t.Parallel()
	c := run(t, nil, "main="+zookeeper.Addr(), "other="+zookeeper.Addr())
	v := c.visitor(t)
	v.mustSignIn(t, url.Values{"cluster": {"main"}, "anonymous": {"1"}})
	v.mustSignIn(t, url.Values{"cluster": {"other"}, "username": {"bob"}, "password": {"x"}})
	cookie := *v.cookie(t)
	got := v.post(t, "/logout", nil)
	if got.status != 303 || got.header.Get("Location") != "/login" {
		t.Errorf("%d to %q", got.status, got.header.Get("Location"))
	}
	if v.cookie(t) != nil {
		t.Error("the cookie was not taken back")
	}
	for _, cluster := range []string{"main", "other"} {
		if got := v.get(t, "/c/"+cluster+"/tree/", "Cookie", cookie.String(), "Accept", "application/json"); got.status != 401 {
			t.Errorf("%s: the id gets %d after sign-out", cluster, got.status)
		}
	}
	eventually(t, "no ZooKeeper session is left", func() bool {
		for _, count := range c.config.Pool.Sessions() {
			if count != 0 {
				return false
			}
		}
		return true
	})
}

func TestSignInLimit(t *testing.T) {
	t.Parallel()
	c := run(t, func(config *Config) { config.SignInLimit = 3 }, "main="+zookeeper.Addr())
	v := c.visitor(t)
	form := url.Values{"cluster": {"main"}, "username": {"a:b"}, "password": {"x"}}
	for range 3 {
		if got := v.post(t, "/login", form, "X-Forwarded-For", "203.0.113.1"); got.status != 400 {
			t.Fatalf("%d below the limit", got.status)
		}
	}
	got := v.post(t, "/login", form, "X-Forwarded-For", "203.0.113.2")
	if got.status != 429 || !strings.Contains(got.body, "Too many attempts") || !strings.Contains(got.body, `value="a:b"`) {
		t.Errorf("%d over the limit: %.300s", got.status, got.body)
	}
	if seconds := got.header.Get("Retry-After"); seconds != "20" {
		t.Errorf("Retry-After %q, want 20", seconds)
	}
	got = v.post(t, "/login", form, "Accept", "application/json")
	if kind := decode[errorAnswer](t, got).Error.Kind; got.status != 429 || kind != "rate_limited" {
		t.Errorf("as JSON: %d %s", got.status, kind)
	}
	if got := v.get(t, "/login"); got.status != 200 {
		t.Errorf("the form itself: %d", got.status)
	}
}

func TestCrossOriginPosts(t *testing.T) {
	t.Parallel()
	c := runMain(t)
	for _, test := range []struct {
		name    string
		headers []string
		allowed bool
	}{
		{"from the page itself", []string{"Sec-Fetch-Site", "same-origin", "Origin", c.url}, true},
		{"typed by hand", []string{"Sec-Fetch-Site", "none"}, true},
		{"a script without a browser", nil, true},
		{"an old browser, the same origin", []string{"Origin", c.url}, true},
		{"cross-site", []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, false},
		{"same-site", []string{"Sec-Fetch-Site", "same-site", "Origin", "http://127.0.0.1:1"}, false},
		{"an old browser, another origin", []string{"Origin", "https://evil.example"}, false},
		{"null", []string{"Origin", "null"}, false},
	} {
		for _, target := range []string{"/login", "/logout"} {
			v := c.anonymous(t)
			id := v.cookie(t).Value
			got := v.post(t, target, url.Values{"cluster": {"main"}, "anonymous": {"1"}}, append(test.headers, "Accept", "application/json")...)
			if !test.allowed {
				if kind := decode[errorAnswer](t, got).Error.Kind; got.status != 403 || kind != "denied" {
					t.Errorf("%s to %s: %d %s", test.name, target, got.status, kind)
				}
				if v.cookie(t) == nil || v.cookie(t).Value != id || v.getJSON(t, "/c/main/tree/").status != 200 {
					t.Errorf("%s to %s did something all the same", test.name, target)
				}
			} else if got.status != 303 {
				t.Errorf("%s to %s: %d", test.name, target, got.status)
			}
		}
	}
}

func TestForms(t *testing.T) {
	t.Parallel()
	c := runMain(t)
	v := c.visitor(t)
	long := "cluster=main&anonymous=1&password=" + strings.Repeat("x", site.MaxFormBytes)
	for _, test := range []struct {
		name, contentType, body string
		chunked                 bool
		status                  int
		kind                    string
	}{
		{"too long", "application/x-www-form-urlencoded", long, false, 413, "too_large"},
		{"too long without saying so", "application/x-www-form-urlencoded", long, true, 413, "too_large"},
		{"multipart", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"anonymous\"\r\n\r\n1\r\n--x--\r\n", false, 400, "invalid"},
		{"text", "text/plain", "anonymous=1", false, 400, "invalid"},
		{"JSON", "application/json", `{"anonymous":1}`, false, 400, "invalid"},
		{"no type", "", "anonymous=1", false, 400, "invalid"},
		{"bad escapes", "application/x-www-form-urlencoded", "anonymous=%zz", false, 400, "invalid"},
		{"a semicolon", "application/x-www-form-urlencoded", "cluster=main;anonymous=1", false, 400, "invalid"},
	} {
		t.Run(test.name, func(t *testing.T) {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, c.url+"/login", strings.NewReader(test.body))
			if err != nil {
				t.Fatal(err)
			}
			if test.chunked {
				request.ContentLength = -1
			}
			request.Header.Set("Accept", "application/json")
			if test.contentType != "" {
				request.Header.Set("Content-Type", test.contentType)
			}
			response, err := v.client.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			got := read(t, response)
			if kind := decode[errorAnswer](t, got).Error.Kind; got.status != test.status || kind != test.kind {
				t.Errorf("%d %s, want %d %s", got.status, kind, test.status, test.kind)
			}
			if v.cookie(t) != nil {
				t.Error("somebody was signed in")
			}
		})
	}
}

func TestTheQueryIsNoForm(t *testing.T) {
	t.Parallel()
	c := runMain(t)
	v := c.visitor(t)
	got := v.post(t, "/login?anonymous=1&cluster=main", url.Values{"username": {""}})
	if got.status != 400 || v.cookie(t) != nil {
		t.Errorf("%d; a cookie: %v", got.status, v.cookie(t))
	}
}
