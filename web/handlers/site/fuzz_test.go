package site

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

func FuzzPrefersJSON(f *testing.F) {
	for _, accept := range []string{"", "*/*", "application/json", "text/html, application/json;q=0.9", "application/json;q=NaN", "application/json;q=1e999,", "a/b;c=\"", ",,;"} {
		f.Add(accept)
	}
	f.Fuzz(func(t *testing.T, accept string) {
		if prefersJSON(accept) && !strings.Contains(strings.ToLower(accept), "application/json") {
			t.Errorf("%q wants JSON", accept)
		}
	})
}

func FuzzReadForm(f *testing.F) {
	f.Add("application/x-www-form-urlencoded", "username=a&password=b%3Ac&next=%2F")
	f.Add("application/x-www-form-urlencoded; charset=x", "a=%zz&;=&&=")
	f.Add("multipart/form-data; boundary=x", "--x--")
	f.Add("", "a=b")
	f.Fuzz(func(t *testing.T, contentType, body string) {
		fields, err := ReadForm(posted(contentType, body))
		if kind := znode.KindOf(err); err != nil && (kind != znode.Invalid || fields != nil) {
			t.Errorf("%q as %q: kind %s, fields %v", body, contentType, kind, fields)
		}
	})
}

func posted(contentType, body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	return r
}

// FuzzZnodePath parses URLs from the first line of a request.
func FuzzZnodePath(f *testing.F) {
	const prefix = "/c/main/tree"
	for _, rest := range []string{
		"", "/", "//", "/a/b", "/a/", "/%2e%2e", "/a%2Fb", "/a//b", "/%00", "/%c0%af", "/%ed%a0%80", "/%EF%BC%8E", "/a;b?c#d", "/\\..\\", "/%5c..%5c",
		"/%E4%B8%AD", "/中", "/%25%32%66", "/%zz", "/a%0d%0ab", "/%f0%9f%98%80", "/...", "/\u202e",
	} {
		f.Add(rest)
	}
	f.Fuzz(func(t *testing.T, rest string) {
		r, err := http.ReadRequest(bufio.NewReader(strings.NewReader("GET " + prefix + rest + " HTTP/1.1\r\nHost: x\r\n\r\n")))
		if err != nil || !strings.HasPrefix(r.URL.Path, prefix) {
			return
		}
		path, canonical, err := ZnodePath(r.URL.Path, prefix)
		if err != nil {
			if znode.KindOf(err) != znode.Invalid {
				t.Errorf("%q: kind %s", rest, znode.KindOf(err))
			}
			return
		}
		written := views.Links{}.Node("main", path)
		if strings.ContainsFunc(written, func(c rune) bool { return c <= ' ' || c > '~' || strings.ContainsRune("\"<>\\", c) }) || strings.HasPrefix(written, "//") {
			t.Errorf("%q leads to %q", rest, written)
		}
		again, err := http.ReadRequest(bufio.NewReader(strings.NewReader("GET " + written + " HTTP/1.1\r\nHost: x\r\n\r\n")))
		if err != nil {
			t.Fatalf("%q leads to %q: %v", rest, written, err)
		}
		back, backCanonical, err := ZnodePath(again.URL.Path, prefix)
		if err != nil || back != path || !backCanonical {
			t.Errorf("%q leads to %q, which is %s, canonical: %t (%v)", rest, written, back, backCanonical, err)
		}
		if canonical && path.String() != strings.TrimPrefix(r.URL.Path, prefix) {
			t.Errorf("%q is taken for %s", rest, path)
		}
	})
}
