package handlers

import (
	"net/http"
	"strings"
	"testing"
)

// The forms of an answer.
const (
	html     = "text/html; charset=UTF-8"
	jsonType = "application/json"
	text     = "text/plain; charset=UTF-8"
)

// TestAnswers requests every route in both forms, signed out and in, and checks the status, the
// type, the redirect and the kind of error.
func TestAnswers(t *testing.T) {
	t.Parallel()
	c := run(t, nil, "main="+zookeeper.Addr(), "other="+zookeeper.Addr())
	stranger, somebody := c.visitor(t), c.anonymous(t)

	type want struct {
		status   int
		mime     string
		location string
		kind     string
	}
	page := want{status: 200, mime: html}
	asJSON := want{status: 200, mime: jsonType}
	login := func(next string) want { return want{status: 303, location: "/login?next=" + next} }
	leads := func(status int, to string) want { return want{status: status, location: to} }
	refused := func(status int, kind string) want { return want{status, jsonType, "", kind} }
	failed := func(status int) want { return want{status: status, mime: html} }
	signedOut := refused(401, "unauthenticated")

	for _, test := range []struct {
		method, path           string
		stranger, strangerJSON want
		somebody, somebodyJSON want
	}{
		{"GET", "/", login("%2F"), signedOut, page, asJSON},
		{"GET", "/clusters", page, asJSON, page, asJSON},
		{"GET", "/login", page, page, page, page},
		{"GET", "/c/main/tree/", login("%2Fc%2Fmain%2Ftree%2F"), signedOut, page, asJSON},
		{"GET", "/c/main/tree", login("%2Fc%2Fmain%2Ftree"), signedOut, leads(308, "/c/main/tree/"), leads(308, "/c/main/tree/")},
		{"GET", "/c/main", login("%2Fc%2Fmain"), signedOut, leads(303, "/c/main/tree/"), leads(303, "/c/main/tree/")},
		{"GET", "/c/main/", login("%2Fc%2Fmain%2F"), signedOut, leads(303, "/c/main/tree/"), leads(303, "/c/main/tree/")},
		{"GET", "/c/main/tree/a/b?q=x", login("%2Fc%2Fmain%2Ftree%2Fa%2Fb%3Fq%3Dx"), signedOut, page, asJSON},
		{"GET", "/c/main/tree/a/b/?q=x", login("%2Fc%2Fmain%2Ftree%2Fa%2Fb%2F%3Fq%3Dx"), signedOut, leads(308, "/c/main/tree/a/b?q=x"), leads(308, "/c/main/tree/a/b?q=x")},
		{"GET", "/c/main/tree/a%2Fb", login("%2Fc%2Fmain%2Ftree%2Fa%2Fb"), signedOut, page, asJSON},
		{"GET", "/c/main/tree/absent", login("%2Fc%2Fmain%2Ftree%2Fabsent"), signedOut, failed(404), refused(404, "not_found")},
		{"GET", "/c/main/tree//a", login("%2Fc%2Fmain%2Ftree%2F%2Fa"), signedOut, failed(400), refused(400, "invalid")},
		{"GET", "/c/main/tree/a//", login("%2Fc%2Fmain%2Ftree%2Fa%2F%2F"), signedOut, failed(400), refused(400, "invalid")},
		{"GET", "/c/main/tree//", login("%2Fc%2Fmain%2Ftree%2F%2F"), signedOut, failed(400), refused(400, "invalid")},
		{"GET", "/c/main/tree/a/../b", login("%2Fc%2Fmain%2Ftree%2Fa%2F..%2Fb"), signedOut, failed(400), refused(400, "invalid")},
		{"GET", "/c/main/tree/%2e%2e/b", login("%2Fc%2Fmain%2Ftree%2F..%2Fb"), signedOut, failed(400), refused(400, "invalid")},
		{"GET", "/c/main/tree/./a", login("%2Fc%2Fmain%2Ftree%2F.%2Fa"), signedOut, failed(400), refused(400, "invalid")},
		{"GET", "/c/main/tree/%00", login("%2Fc%2Fmain%2Ftree%2F%2500"), signedOut, failed(400), refused(400, "invalid")},
		{"GET", "/c/main/tree/%FF", login("%2Fc%2Fmain%2Ftree%2F%25FF"), signedOut, failed(400), refused(400, "invalid")},
		{"GET", "/c/main/tree/%F0%9F%98%80", login("%2Fc%2Fmain%2Ftree%2F%25F0%259F%2598%2580"), signedOut, failed(400), refused(400, "invalid")},
		{"GET", "/c/main/tree/" + strings.Repeat("x", 4096), login("%2Fc%2Fmain%2Ftree%2F" + strings.Repeat("x", 4096)), signedOut, failed(400), refused(400, "invalid")},
		{"GET", "/c/main/tree/a?view=nonsense", login("%2Fc%2Fmain%2Ftree%2Fa%3Fview%3Dnonsense"), signedOut, failed(400), refused(400, "invalid")},
		{"GET", "/c/main/tree/a?limit=0", login("%2Fc%2Fmain%2Ftree%2Fa%3Flimit%3D0"), signedOut, failed(400), refused(400, "invalid")},
		{"GET", "/c/main/tree/a?limit=1001", login("%2Fc%2Fmain%2Ftree%2Fa%3Flimit%3D1001"), signedOut, failed(400), refused(400, "invalid")},
		{"GET", "/c/main/tree/a?limit=1e2", login("%2Fc%2Fmain%2Ftree%2Fa%3Flimit%3D1e2"), signedOut, failed(400), refused(400, "invalid")},
		{"GET", "/c/main/tree/a?sort=nonsense", login("%2Fc%2Fmain%2Ftree%2Fa%3Fsort%3Dnonsense"), signedOut, failed(400), refused(400, "invalid")},
		{"GET", "/c/main/tree/a?after=nonsense", login("%2Fc%2Fmain%2Ftree%2Fa%3Fafter%3Dnonsense"), signedOut, failed(400), refused(400, "invalid")},
		{"GET", "/c/main/tree/a?q=%zz", login("%2Fc%2Fmain%2Ftree%2Fa%3Fq%3D%25zz"), signedOut, failed(400), refused(400, "invalid")},
		{"GET", "/c/main/tree/a?q=%FF", login("%2Fc%2Fmain%2Ftree%2Fa%3Fq%3D%25FF"), signedOut, failed(400), refused(400, "invalid")},
		{"GET", "/c/main/raw/absent", login("%2Fc%2Fmain%2Fraw%2Fabsent"), signedOut, failed(404), refused(404, "not_found")},
		{"GET", "/c/main/raw/private", login("%2Fc%2Fmain%2Fraw%2Fprivate"), signedOut, failed(403), refused(403, "denied")},
		{"GET", "/c/main/image/absent", login("%2Fc%2Fmain%2Fimage%2Fabsent"), signedOut, failed(404), refused(404, "not_found")},
		{"GET", "/c/main/image/private", login("%2Fc%2Fmain%2Fimage%2Fprivate"), signedOut, failed(403), refused(403, "denied")},
		{"GET", "/c/main/image/a/b", login("%2Fc%2Fmain%2Fimage%2Fa%2Fb"), signedOut, failed(400), refused(400, "invalid")},
		{"GET", "/c/main/raw/a/b/", login("%2Fc%2Fmain%2Fraw%2Fa%2Fb%2F"), signedOut, leads(308, "/c/main/raw/a/b"), leads(308, "/c/main/raw/a/b")},
		{"GET", "/c/main/servers", login("%2Fc%2Fmain%2Fservers"), signedOut, page, asJSON},
		{"GET", "/c/main/doctor", login("%2Fc%2Fmain%2Fdoctor"), signedOut, page, asJSON},
		{"GET", "/c/main/go?path=/a/b", login("%2Fc%2Fmain%2Fgo%3Fpath%3D%2Fa%2Fb"), signedOut, leads(303, "/c/main/tree/a/b"), leads(303, "/c/main/tree/a/b")},
		{"GET", "/c/main/go?path=a//b+", login("%2Fc%2Fmain%2Fgo%3Fpath%3Da%2F%2Fb%2B"), signedOut, leads(303, "/c/main/tree/a/b"), leads(303, "/c/main/tree/a/b")},
		{"GET", "/c/main/go?path=/l;x", login("%2Fc%2Fmain%2Fgo%3Fpath%3D%2Fl%3Bx"), signedOut, leads(303, "/c/main/tree/l%3Bx"), leads(303, "/c/main/tree/l%3Bx")},
		{"GET", "/c/main/go?path=/a/../b", login("%2Fc%2Fmain%2Fgo%3Fpath%3D%2Fa%2F..%2Fb"), signedOut, failed(400), refused(400, "invalid")},
		{"GET", "/c/main/complete?path=/a/", failed(401), failed(401), page, page},
		{"GET", "/c/main/complete?path=/none/x", failed(401), failed(401), failed(404), failed(404)},
		{"GET", "/c/main/branch/a", failed(401), failed(401), page, page},
		{"GET", "/c/main/branch/absent", failed(401), failed(401), failed(404), failed(404)},
		{"GET", "/c/main/branch/private", failed(401), failed(401), failed(403), failed(403)},
		{"GET", "/c/other/tree/", login("%2Fc%2Fother%2Ftree%2F"), signedOut, login("%2Fc%2Fother%2Ftree%2F"), signedOut},
		{"GET", "/c/other/events", signedOut, signedOut, signedOut, signedOut},
		{"GET", "/c/unknown/tree/", failed(404), refused(404, "not_found"), failed(404), refused(404, "not_found")},
		{"GET", "/c/unknown/events", refused(404, "not_found"), refused(404, "not_found"), refused(404, "not_found"), refused(404, "not_found")},
		{"GET", "/nonsense", failed(404), refused(404, "not_found"), failed(404), refused(404, "not_found")},
		{"GET", "/static/console.css", failed(404), refused(404, "not_found"), failed(404), refused(404, "not_found")},
		{"GET", "/static/../routes.go", failed(404), refused(404, "not_found"), failed(404), refused(404, "not_found")},
		{"PUT", "/c/main/tree/a", failed(405), refused(405, "invalid"), failed(405), refused(405, "invalid")},
		{"DELETE", "/c/main/tree/a", failed(405), refused(405, "invalid"), failed(405), refused(405, "invalid")},
		{"POST", "/c/main/tree/a", failed(405), refused(405, "invalid"), failed(405), refused(405, "invalid")},
		{"GET", "/logout", failed(405), refused(405, "invalid"), failed(405), refused(405, "invalid")},
		{"GET", "/healthz", want{200, text, "", ""}, want{200, text, "", ""}, want{200, text, "", ""}, want{200, text, "", ""}},
		{"GET", "/readyz", want{200, text, "", ""}, want{200, text, "", ""}, want{200, text, "", ""}, want{200, text, "", ""}},
	} {
		for _, as := range []struct {
			name    string
			visitor *visitor
			accept  string
			want    want
		}{
			{"a stranger", stranger, "text/html", test.stranger},
			{"a stranger's script", stranger, "application/json", test.strangerJSON},
			{"somebody", somebody, "text/html", test.somebody},
			{"somebody's script", somebody, "application/json", test.somebodyJSON},
		} {
			got := as.visitor.do(t, test.method, test.path, "", "Accept", as.accept)
			kind := ""
			if got.header.Get("Content-Type") == jsonType && got.status >= 400 {
				answered := decode[errorAnswer](t, got)
				kind = answered.Error.Kind
				if answered.Error.Message == "" {
					t.Errorf("%s %.60s by %s: no message", test.method, test.path, as.name)
				}
			}
			if seen := (want{got.status, got.header.Get("Content-Type"), got.header.Get("Location"), kind}); seen != as.want {
				t.Errorf("%s %.60s by %s:\n got %+v\nwant %+v", test.method, test.path, as.name, seen, as.want)
			}
		}
	}
}

func TestHeadWorksWhereGetDoes(t *testing.T) {
	t.Parallel()
	c := run(t, nil, "main="+zookeeper.Addr(), "other="+zookeeper.Addr())
	v := c.anonymous(t)
	for _, path := range []string{
		"/", "/login", "/c/main", "/c/main/tree", "/c/main/tree/", "/c/main/tree/a/b", "/c/main/tree/absent", "/c/main/raw/bytes",
		"/c/main/branch/a", "/c/main/go?path=/a", "/healthz", "/readyz", "/metrics", "/static/nonsense",
	} {
		get, head := v.get(t, path), v.do(t, http.MethodHead, path, "")
		if head.status != get.status || head.body != "" {
			t.Errorf("HEAD %s: %d and %d bytes; GET: %d", path, head.status, len(head.body), get.status)
		}
		if a, b := head.header.Get("Content-Type"), get.header.Get("Content-Type"); a != b {
			t.Errorf("HEAD %s: Content-Type %q; GET: %q", path, a, b)
		}
	}
	head := v.do(t, http.MethodHead, "/c/main/events", "")
	if head.status != 200 || head.header.Get("Content-Type") != "text/event-stream" || head.body != "" {
		t.Errorf("HEAD of the events: %d, %s, %q", head.status, head.header.Get("Content-Type"), head.body)
	}
}

func TestOneClusterIsTheFirstPage(t *testing.T) {
	t.Parallel()
	c := runMain(t)
	for _, v := range []*visitor{c.visitor(t), c.anonymous(t)} {
		if got := v.get(t, "/"); got.status != 303 || got.header.Get("Location") != "/c/main/tree/" {
			t.Errorf("%d to %q, want 303 to /c/main/tree/", got.status, got.header.Get("Location"))
		}
	}
}

func TestBasePath(t *testing.T) {
	t.Parallel()
	c := run(t, func(config *Config) { config.BasePath = "/zk" }, "main="+zookeeper.Addr())
	v := c.visitor(t)
	for _, test := range []struct {
		path     string
		status   int
		location string
	}{
		{"/zk", 308, "/zk/"},
		{"/zk/", 303, "/zk/c/main/tree/"},
		{"/zk/c/main/tree/a/", 303, "/zk/login?next=%2Fzk%2Fc%2Fmain%2Ftree%2Fa%2F"},
		{"/zk/healthz", 200, ""},
		{"/healthz", 200, ""},
		{"/readyz", 200, ""},
		{"/metrics", 200, ""},
		{"/zkx/login", 404, ""},
		// as sent by proxies that remove the base path
		{"/", 303, "/zk/c/main/tree/"},
		{"/login", 200, ""},
		{"/c/main/tree/a/?q=x", 303, "/zk/login?next=%2Fzk%2Fc%2Fmain%2Ftree%2Fa%2F%3Fq%3Dx"},
	} {
		if got := v.get(t, test.path); got.status != test.status || got.header.Get("Location") != test.location {
			t.Errorf("%s: %d to %q, want %d to %q", test.path, got.status, got.header.Get("Location"), test.status, test.location)
		}
	}
	v = c.anonymous(t)
	for _, test := range []struct {
		path     string
		status   int
		location string
	}{
		{"/zk/c/main/tree/a/", 308, "/zk/c/main/tree/a"},
		{"/zk/c/main/tree/a", 200, ""},
		{"/zk/c/main/raw/a", 200, ""},
		{"/zk/c/main/go?path=/a", 303, "/zk/c/main/tree/a"},
	} {
		if got := v.get(t, test.path); got.status != test.status || got.header.Get("Location") != test.location {
			t.Errorf("%s: %d to %q, want %d to %q", test.path, got.status, got.header.Get("Location"), test.status, test.location)
		}
	}
}
