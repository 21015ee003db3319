package zktest_test

import (
	"io"
	"net"
	"testing"
	"time"

	"zkweb/zkconn/zktest"
)

const (
	soon = zktest.Patience        // what must happen happens within this time
	beat = 150 * time.Millisecond // what must not happen is watched for this long
)

// echo sends back what it gets.
func echo(conn net.Conn) { _, _ = io.Copy(conn, conn) }

func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	must(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func send(t *testing.T, conn net.Conn, text string) {
	t.Helper()
	_, err := io.WriteString(conn, text)
	must(t, err)
}

func expect(t *testing.T, conn net.Conn, want string) {
	t.Helper()
	must(t, conn.SetReadDeadline(time.Now().Add(soon)))
	got := make([]byte, len(want))
	if _, err := io.ReadFull(conn, got); err != nil || string(got) != want {
		t.Fatalf("got %q, %v; want %q", got, err, want)
	}
}

func expectClosed(t *testing.T, conn net.Conn) {
	t.Helper()
	must(t, conn.SetReadDeadline(time.Now().Add(soon)))
	n, err := conn.Read(make([]byte, 1))
	if timeout, ok := err.(net.Error); n > 0 || err == nil || ok && timeout.Timeout() {
		t.Fatalf("read %d bytes, %v; want the link closed", n, err)
	}
}

func expectSilence(t *testing.T, conn net.Conn) {
	t.Helper()
	must(t, conn.SetReadDeadline(time.Now().Add(beat)))
	n, err := conn.Read(make([]byte, 1))
	if timeout, ok := err.(net.Error); !ok || !timeout.Timeout() {
		t.Fatalf("read %d bytes, %v; want silence", n, err)
	}
}

// through returns a proxy before an echoing server, and a working link.
func through(t *testing.T) (*zktest.Proxy, net.Conn) {
	t.Helper()
	proxy := zktest.RunProxy(t, zktest.RunHostile(t, echo))
	conn := dial(t, proxy.Addr())
	send(t, conn, "hello")
	expect(t, conn, "hello")
	if got := proxy.Links(); got != 1 {
		t.Fatalf("%d links, want 1", got)
	}
	return proxy, conn
}

func TestProxyDelay(t *testing.T) {
	proxy, conn := through(t)
	proxy.Delay(beat)
	begin := time.Now()
	send(t, conn, "late")
	expect(t, conn, "late")
	if took := time.Since(begin); took < 2*beat {
		t.Errorf("there and back took %v, want at least %v", took, 2*beat)
	}
}

func TestProxyCut(t *testing.T) {
	proxy, conn := through(t)
	proxy.Cut()
	expectClosed(t, conn)
	if got := proxy.Links(); got != 0 {
		t.Errorf("%d links after Cut, want 0", got)
	}
	again := dial(t, proxy.Addr())
	send(t, again, "again")
	expect(t, again, "again")
}

func TestProxyCutAfter(t *testing.T) {
	proxy, conn := through(t)
	proxy.CutAfter(7)
	send(t, conn, "abc")
	expect(t, conn, "abc")
	send(t, conn, "defghi")
	expect(t, conn, "defg")
	expectClosed(t, conn)
	again := dial(t, proxy.Addr())
	send(t, again, "uncut again")
	expect(t, again, "uncut again")
}

func TestProxyRefuse(t *testing.T) {
	proxy, conn := through(t)
	must(t, proxy.Refuse())
	expectClosed(t, conn)
	if refused, err := net.Dial("tcp", proxy.Addr()); err == nil {
		t.Error("a link opened while refusing", refused.Close())
	}
	must(t, proxy.Resume())
	again := dial(t, proxy.Addr())
	send(t, again, "again")
	expect(t, again, "again")
}

func TestProxyBlackhole(t *testing.T) {
	proxy, conn := through(t)
	proxy.Blackhole()
	send(t, conn, "kept")
	expectSilence(t, conn)
	second := dial(t, proxy.Addr())
	send(t, second, "too")
	expectSilence(t, second)
	must(t, proxy.Resume())
	expect(t, conn, "kept")
	expect(t, second, "too")

	proxy.Blackhole()
	proxy.Cut()
	expectClosed(t, conn)
}

func TestHostile(t *testing.T) {
	for _, test := range []struct {
		name      string
		behaviour zktest.Behaviour
		says      string
		hangsUp   bool
	}{
		{"HTTP", zktest.SpeakHTTP, "HTTP/1.1 400 Bad Request\r\n", false},
		{"nothing", zktest.SayNothing, "", false},
		{"a length only", zktest.SendLengthOnly, "\x00\x00\x00\x25", false},
		{"hangs up", zktest.HangUp, "", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			conn := dial(t, zktest.RunHostile(t, test.behaviour))
			expect(t, conn, test.says)
			if test.hangsUp {
				expectClosed(t, conn)
				return
			}
			send(t, conn, "anybody there?")
			rest := make([]byte, 256)
			must(t, conn.SetReadDeadline(time.Now().Add(beat)))
			for {
				if _, err := conn.Read(rest); err != nil {
					if timeout, ok := err.(net.Error); !ok || !timeout.Timeout() {
						t.Errorf("%v, want an open link", err)
					}
					return
				}
			}
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
