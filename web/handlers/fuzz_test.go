package handlers

import (
	"bufio"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"zkweb/web/views"
	"zkweb/zkconn/session"
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

func FuzzForwardedFor(f *testing.F) {
	for _, header := range []string{"", "203.0.113.9", "1.2.3.4, 203.0.113.9", "10.0.0.2", "nonsense, 10.0.0.2", "203.0.113.9:80", "[2001:db8::1]", "::ffff:10.0.0.1", " , ,", "fe80::1%eth0", "1.2.3.4\t", "00:0a0::0"} {
		f.Add(header)
	}
	trusted := trustedProxies{netip.MustParsePrefix("10.0.0.0/8")}
	f.Fuzz(func(t *testing.T, header string) {
		for peer, believed := range map[string]bool{"10.0.0.1": true, "198.51.100.7": false} {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr = peer + ":1"
			r.Header.Set(echo.HeaderXForwardedFor, header)
			address := trusted.addressOf()(r)
			ip := net.ParseIP(address)
			if ip == nil {
				t.Fatalf("X-Forwarded-For %q gives %q, which is no address", header, address)
			}
			named := slices.ContainsFunc(strings.Split(header, ","), func(entry string) bool {
				return net.ParseIP(strings.Trim(entry, " \t[]")).Equal(ip)
			})
			if address != peer && (!believed || !named) {
				t.Errorf("X-Forwarded-For %q from %s gives %s", header, peer, address)
			}
		}
	})
}

func FuzzReadForm(f *testing.F) {
	f.Add("application/x-www-form-urlencoded", "username=a&password=b%3Ac&next=%2F")
	f.Add("application/x-www-form-urlencoded; charset=x", "a=%zz&;=&&=")
	f.Add("multipart/form-data; boundary=x", "--x--")
	f.Add("", "a=b")
	f.Fuzz(func(t *testing.T, contentType, body string) {
		fields, err := readForm(posted(contentType, body))
		if kind := znode.KindOf(err); err != nil && (kind != znode.Invalid || fields != nil) {
			t.Errorf("%q as %q: kind %s, fields %v", body, contentType, kind, fields)
		}
	})
}

func FuzzReadNodeForm(f *testing.F) {
	f.Add("application/x-www-form-urlencoded", "name=a&data=x%0D%0Ay&version=3&reveal=1&reason=z")
	f.Add("application/x-www-form-urlencoded", "data=%ff%00")
	part := "--x\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"a\"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n"
	f.Add("multipart/form-data; boundary=x", part+"--x\r\nContent-Disposition: form-data; name=version\r\n\r\n7\r\n--x--\r\n")
	f.Add("multipart/form-data; boundary=x", strings.Repeat(part, maxParts+1))
	f.Add("multipart/form-data; boundary=x", part+"--x\r\nContent-Disposition: form-data; name=data\r\n\r\n\xff")
	f.Add("multipart/form-data", part)
	f.Fuzz(func(t *testing.T, contentType, body string) {
		form, err := readNodeForm(posted(contentType, body))
		if kind := znode.KindOf(err); err != nil && kind != znode.Invalid && kind != znode.TooLarge {
			t.Errorf("%q as %q: kind %s", body, contentType, kind)
		}
		if err == nil && (!utf8.ValidString(form.text) || strings.Contains(form.text, "\x00")) {
			t.Errorf("%q as %q: the text is %q", body, contentType, form.text)
		}
		if data, err := form.bytes(false); len(data) > session.MaxData && err == nil {
			t.Errorf("%d bytes would be stored", len(data))
		}
	})
}

func posted(contentType, body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	return r
}

// FuzzZnodePath takes addresses as they stand in a request's first line.
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
		path, canonical, err := znodePath(r.URL.Path, prefix)
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
		back, backCanonical, err := znodePath(again.URL.Path, prefix)
		if err != nil || back != path || !backCanonical {
			t.Errorf("%q leads to %q, which is %s, canonical: %t (%v)", rest, written, back, backCanonical, err)
		}
		if canonical && path.String() != strings.TrimPrefix(r.URL.Path, prefix) {
			t.Errorf("%q is taken for %s", rest, path)
		}
	})
}

func FuzzQueries(f *testing.F) {
	for _, raw := range []string{
		"", "view=hex&q=a&sort=-name&limit=10&after=", "limit=-1", "after=eyJ9", "sort=;drop", "a;b", "q=%ff", "%zz", "view=\x00",
		"user=a&path=/b&event=sign_in&outcome=ok&from=2026-01-31&to=2026-01-31T08:00:00Z&after=1&format=csv", "from=tomorrow", "from=99999-01-01", "to=0000-00-00",
	} {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		_, nodeErr := readNodeQuery(raw)
		_, auditErr := readAuditQuery(raw)
		for _, err := range []error{nodeErr, auditErr} {
			if err != nil && znode.KindOf(err) != znode.Invalid {
				t.Errorf("%q: kind %s (%v)", raw, znode.KindOf(err), err)
			}
		}
	})
}
