package handlers

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"zkweb/auth"
	"zkweb/zkconn/znode"
)

func TestQuota(t *testing.T) {
	q := &quota{max: 3, perConsole: 2, full: "full", tooMany: "too many", byConsole: map[*auth.Session]int{}}
	a, b := &auth.Session{}, &auth.Session{}
	var closing []func()
	for i, test := range []struct {
		console *auth.Session
		refused string
	}{{a, ""}, {a, ""}, {a, "too many"}, {b, ""}, {b, "full"}} {
		done, err := q.open(test.console)
		if (err == nil) != (test.refused == "") || err != nil && (znode.KindOf(err) != znode.Unavailable || !strings.HasSuffix(err.Error(), test.refused)) {
			t.Errorf("open %d: %v, want %q", i, err, test.refused)
		}
		if err == nil {
			closing = append(closing, done)
		}
	}
	if q.count() != 3 {
		t.Errorf("%d are open, want 3", q.count())
	}
	for _, done := range closing {
		done()
	}
	if q.count() != 0 || len(q.byConsole) != 0 {
		t.Errorf("%d are open of %d console sessions, want none", q.count(), len(q.byConsole))
	}
}

func TestDataOnItsWayIsBounded(t *testing.T) {
	c, _ := runWriting(t, auth.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "quota")
	cookie := v.cookie(t)
	for range maxUploadsPerConsole {
		stalled := begin(t, c, "POST /c/main/create"+p.root+" HTTP/1.1\r\nCookie: "+cookie.Name+"="+cookie.Value+
			"\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000000\r\n")
		defer func() { _ = stalled.Close() }()
	}
	eventually(t, "the forms are being read", func() bool { return c.uploads.count() == maxUploadsPerConsole })
	for _, path := range []string{"/c/main/create" + p.root, "/c/main/set" + p.root} {
		got := v.do(t, http.MethodPost, path, "", "Accept", "application/json", "Content-Type", "application/x-www-form-urlencoded")
		if kind := decode[errorAnswer](t, got).Error.Kind; got.status != 503 || kind != "unavailable" || got.header.Get("Retry-After") == "" {
			t.Errorf("one more form to %s: %d %s", path, got.status, got.body)
		}
	}
	if got := c.alice(t).postForm(t, "/c/main/create"+p.root, map[string]string{"name": "a", "data": "x"}, nil); got.status != 303 {
		t.Errorf("another browser's form: %d", got.status)
	}
}

// begin sends the head of a request whose body never comes.
func begin(t *testing.T, c *console, head string) net.Conn {
	t.Helper()
	address := strings.TrimPrefix(c.url, "http://")
	connection, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	if err := connection.SetDeadline(time.Now().Add(readPatience + shortWait)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(connection, head+"Host: "+address+"\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	return connection
}
