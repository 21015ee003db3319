package wire

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"zkweb/zkconn/jute"
	"zkweb/zkconn/znode"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// nobody is an owner that does nothing.
type nobody struct{}

func (nobody) AuthAnswered(*Link, Code)            {}
func (nobody) Watched(*Link, int32, string, int64) {}
func (nobody) WentBack(*Link)                      {}
func (nobody) ReadFailed(*Link, error)             {}

// linkTo returns a link and the server's end of its connection.
func linkTo(t *testing.T) (*Link, net.Conn) {
	t.Helper()
	ours, theirs := net.Pipe()
	l := New(ours, "server", Grant{Timeout: time.Minute, SessionID: 1}, Options{Owner: nobody{}, LastZxid: &LastZxid{}, MaxReply: 1 << 20})
	t.Cleanup(func() {
		_ = l.Close()
		_ = theirs.Close()
	})
	return l, theirs
}

func nothing(*jute.Encoder) {}

func TestCallsOnALinkAreBounded(t *testing.T) {
	l, server := linkTo(t)
	go func() { _, _ = io.Copy(io.Discard, server) }()
	for n := range maxPending {
		if _, err := l.Start(OpExists, nothing); err != nil {
			t.Fatalf("call %d: %v", n, err)
		}
	}
	_, err := l.Start(OpExists, nothing)
	wantBusy(t, err)
	l.take(firstXid + 1) // as if one were answered
	if _, err := l.Start(OpExists, nothing); err != nil {
		t.Errorf("after an answer: %v", err)
	}
}

func TestUnsentBytesOfALinkAreBounded(t *testing.T) {
	l, _ := linkTo(t) // the other end reads nothing
	large := func(e *jute.Encoder) { e.Bytes = append(e.Bytes, make([]byte, 1<<19)...) }
	sent := 0
	for {
		if _, err := l.Start(OpSetData, large); err != nil {
			wantBusy(t, err)
			break
		}
		if sent += 1 << 19; sent > 3*maxUnsent {
			t.Fatalf("%d bytes wait", sent)
		}
	}
	if sent < maxUnsent-1<<20 {
		t.Errorf("only %d bytes may wait", sent)
	}
}

func wantBusy(t *testing.T, err error) {
	t.Helper()
	var known *znode.Error
	if !errors.Is(err, ErrBusy) || !errors.As(err, &known) || known.Code != znode.CodeTooManyRequests {
		t.Errorf("got %v", err)
	}
}

// closedByServer is a connection whose second write fails, as if the server had closed it. What the
// server sent before can still be read.
type closedByServer struct {
	net.Conn
	written bool
	failed  chan struct{}
}

func (c *closedByServer) Write(p []byte) (int, error) {
	if !c.written {
		c.written = true
		return c.Conn.Write(p)
	}
	close(c.failed)
	return 0, syscall.EPIPE
}

// TestTheLastWordIsHeard checks that after a failed write a link still reads why the server closed
// it, and tells every call.
func TestTheLastWordIsHeard(t *testing.T) {
	ours, server := net.Pipe()
	conn := &closedByServer{Conn: ours, failed: make(chan struct{})}
	l := New(conn, "server", Grant{Timeout: time.Minute, SessionID: 1}, Options{Owner: nobody{}, LastZxid: &LastZxid{}, MaxReply: 1 << 20})
	start := func() *Call {
		t.Helper()
		call, err := l.Start(OpExists, nothing)
		if err != nil {
			t.Fatal(err)
		}
		return call
	}
	var reading sync.WaitGroup
	reading.Go(func() { // as the library does
		_, _ = l.Read(make([]byte, 1))
		_ = l.Close()
	})
	calls := []*Call{start()}
	asked := make([]byte, 12)
	if _, err := io.ReadFull(server, asked); err != nil {
		t.Fatal(err)
	}
	calls = append(calls, start())
	<-conn.failed
	var refusal jute.Encoder
	refusal.Int32(replyHeader)
	refusal.Bytes = append(refusal.Bytes, asked[4:8]...)
	refusal.Int64(1)
	refusal.Int32(int32(CodeSignInRequired))
	if _, err := server.Write(refusal.Bytes); err != nil {
		t.Errorf("the link has ended: %v", err)
	}
	_ = server.Close()
	for n, call := range calls {
		if _, err := l.Wait(t.Context(), call); !errors.Is(err, CodeSignInRequired) {
			t.Errorf("call %d: %v", n, err)
		}
	}
	reading.Wait()
}

// TestHandshake checks what Handshake writes, that it reads no byte beyond the answer, and that it
// rejects answers that are not ZooKeeper's.
func TestHandshake(t *testing.T) {
	var last LastZxid
	for _, zxid := range []int64{5, 0, -1, 9, 7} {
		last.saw(zxid)
	}
	answer := func(timeout int32, id int64) []byte {
		e := &jute.Encoder{Bytes: make([]byte, lengthBytes)}
		e.Int32(0)
		e.Int32(timeout)
		e.Int64(id)
		e.Buffer([]byte("0123456789abcdef"))
		return append(seal(e), "rest"...)
	}
	for name, c := range map[string]struct {
		answer []byte
		want   Grant
		err    error
	}{
		"granted":      {answer(6000, 7), Grant{Timeout: 6 * time.Second, SessionID: 7}, nil},
		"expired":      {answer(0, 0), Grant{}, nil},
		"no timeout":   {answer(0, 7), Grant{}, ErrNotZooKeeper},
		"HTTP":         {[]byte("HTTP/1.1 400 Bad Request\r\n\r\n"), Grant{}, ErrNotZooKeeper},
		"a short one":  {[]byte{0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 9}, Grant{}, ErrNotZooKeeper},
		"a broken one": {answer(6000, 7)[:10], Grant{}, io.ErrUnexpectedEOF},
	} {
		ours, theirs := net.Pipe()
		asked := make(chan []byte, 1)
		go func() {
			request := make([]byte, 4+45)
			_, _ = io.ReadFull(theirs, request)
			asked <- request
			_, _ = theirs.Write(c.answer)
			_ = theirs.Close()
		}()
		got, err := Handshake(ours, Hello{LastZxid: last.Load(), Timeout: 10 * time.Second, SessionID: 3, Password: make([]byte, 16)})
		if !errors.Is(err, c.err) || got.SessionID != c.want.SessionID || got.Timeout != c.want.Timeout {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
		fields := jute.Decoder{Rest: (<-asked)[8:]}
		if zxid, timeout, id := fields.Int64(), fields.Int32(), fields.Int64(); zxid != 9 || timeout != 10_000 || id != 3 {
			t.Errorf("%s: asked with the zxid %d, the timeout %d and the session %d", name, zxid, timeout, id)
		}
		if rest, _ := io.ReadAll(ours); c.err == nil && string(rest) != "rest" {
			t.Errorf("%s: after the answer there is %q", name, rest)
		}
		_ = ours.Close()
	}
}

// answering returns a link with a session. Each call is answered with so many bytes once a value is
// received from may.
func answering(t *testing.T, budget *Budget, bytes int, may <-chan struct{}) *Link {
	t.Helper()
	ours, theirs := net.Pipe()
	l := New(ours, "server", Grant{Timeout: time.Minute, SessionID: 1}, Options{Owner: nobody{}, LastZxid: &LastZxid{}, MaxReply: 1 << 20, Budget: budget})
	var ends sync.WaitGroup
	ends.Go(func() { _, _ = l.Read(make([]byte, 1)) })
	ends.Go(func() {
		for {
			var head [12]byte // length, xid, operation
			if _, err := io.ReadFull(theirs, head[:]); err != nil {
				return
			}
			if _, ok := <-may; !ok {
				return
			}
			var reply jute.Encoder
			reply.Int32(int32(16 + bytes))
			reply.Bytes = append(reply.Bytes, head[4:8]...)
			reply.Int64(1)
			reply.Int32(0)
			reply.Bytes = append(reply.Bytes, make([]byte, bytes)...)
			if _, err := theirs.Write(reply.Bytes); err != nil {
				return
			}
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		_ = theirs.Close()
		ends.Wait()
	})
	return l
}

func TestLargeAnswersAreBounded(t *testing.T) {
	const large = 600 << 10
	budget, may := NewBudget(1<<20), make(chan struct{}, 10)
	defer close(may)
	l := answering(t, budget, large, may)
	ask := func(ctx context.Context) (*Reply, error) {
		t.Helper()
		call, err := l.Start(OpGetChildren, nothing)
		if err != nil {
			t.Fatal(err)
		}
		return l.Wait(ctx, call)
	}
	may <- struct{}{}
	first, err := ask(t.Context())
	if err != nil || len(first.Rest) != large {
		t.Fatalf("the first: %v", err)
	}
	may <- struct{}{}
	_, err = ask(t.Context())
	wantBusy(t, err)
	if err := first.Finish(); err != nil {
		t.Fatal(err)
	}
	for range 3 { // each is abandoned before its answer comes
		ctx, leave := context.WithCancel(t.Context())
		leave()
		if _, err := ask(ctx); err == nil {
			t.Fatal("an answer came before it was allowed")
		}
		may <- struct{}{}
	}
	may <- struct{}{}
	last, err := ask(t.Context())
	if err != nil || len(last.Rest) != large {
		t.Fatalf("after the abandoned calls: %v", err)
	}
	_ = last.Finish()
	if free := budget.free.Load(); free != 1<<20 {
		t.Errorf("at the end %d bytes are free", free)
	}
}
