package handlers

import (
	"context"
	"io"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"zkweb/web/handlers/site"
)

func TestABodyThatNeverComesHoldsNoConnection(t *testing.T) {
	t.Parallel()
	c := runMain(t)
	var stalling sync.WaitGroup
	for _, test := range []struct {
		request string
		status  string // of the answer; "" if the connection may end without one
	}{
		{"POST /login HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 10\r\n", "HTTP/1.1 400 "},
		{"POST /login HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n", "HTTP/1.1 400 "},
		{"POST /logout HTTP/1.1\r\nContent-Length: 10\r\n", ""},
		{"GET /login HTTP/1.1\r\nContent-Length: 10\r\n", ""},
		{"GET /login HTTP/1.1\r\nTransfer-Encoding: chunked\r\n", ""},
		{"GET /nonsense HTTP/1.1\r\nContent-Length: 10\r\n", ""},
		{"OPTIONS /login HTTP/1.1\r\nTransfer-Encoding: chunked\r\n", ""},
	} {
		stalling.Go(func() {
			got, err := stall(c, test.request)
			if err != nil || !strings.HasPrefix(got, test.status) {
				t.Errorf("%q: answer %.100q, %v; want %q and the connection closed", test.request, got, err, test.status)
			}
		})
	}
	stalling.Wait()
	if strings.Contains(c.logged.String(), "level=ERROR") {
		t.Errorf("a stalling browser is logged as a fault of the console: %.500s", c.logged.String())
	}
}

// TestAnOldDeadlineCutsNoRefusal checks that a connection that was idle for longer than the
// deadlines of its last request still gets the next answer, including a refusal.
func TestAnOldDeadlineCutsNoRefusal(t *testing.T) {
	c := runMain(t)
	var connection atomic.Pointer[net.Conn]
	front := httptest.NewUnstartedServer(c.Server)
	front.Config.ConnContext = func(ctx context.Context, opened net.Conn) context.Context {
		connection.Store(&opened)
		return ctx
	}
	front.Start()
	t.Cleanup(front.Close)
	v := (&console{c.Server, c.config, front.URL, c.logged}).visitor(t)
	long := strings.Repeat("x", site.MaxFormBytes+1)
	for status, headers := range map[int][]string{403: {"Sec-Fetch-Site", "cross-site"}, 413: {"Sec-Fetch-Site", "same-origin"}} {
		if got := v.get(t, "/login"); got.status != 200 {
			t.Fatalf("the form: %d", got.status)
		}
		if err := (*connection.Load()).SetWriteDeadline(time.Unix(1, 0)); err != nil {
			t.Fatal(err)
		}
		if got := v.do(t, "POST", "/login", long, headers...); got.status != status {
			t.Errorf("%d, want %d", got.status, status)
		}
	}
}

// stall sends a request's head, and returns what arrives until the console closes the connection.
func stall(c *console, head string) (answer string, err error) {
	address := strings.TrimPrefix(c.url, "http://")
	connection, err := net.Dial("tcp", address)
	if err != nil {
		return "", err
	}
	defer func() { _ = connection.Close() }()
	if err := connection.SetDeadline(time.Now().Add(site.ReadTimeout + shortWait)); err != nil {
		return "", err
	}
	if _, err := io.WriteString(connection, head+"Host: "+address+"\r\n\r\n"); err != nil {
		return "", err
	}
	read, err := io.ReadAll(connection)
	return string(read), err
}
