package wire

import (
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"go.uber.org/goleak"

	"zkweb/zkconn/jute"
	"zkweb/zkconn/znode"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// nobody is the owner of a link whose owner does nothing.
type nobody struct{}

func (nobody) Granted(*Link)                {}
func (nobody) AuthAnswered(*Link, Code)     {}
func (nobody) Watched(*Link, int32, string) {}
func (nobody) ReadFailed(*Link, error)      {}

// linkTo returns a link and the server's end of it.
func linkTo(t *testing.T) (*Link, net.Conn) {
	t.Helper()
	ours, theirs := net.Pipe()
	l := New(ours, "server", Options{Owner: nobody{}, LastZxid: &LastZxid{}, HandshakeTimeout: time.Minute, MaxReply: 1 << 20})
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
	l.take(firstXid + 1) // one is answered
	if _, err := l.Start(OpExists, nothing); err != nil {
		t.Errorf("after an answer: %v", err)
	}
}

func TestUnsentBytesOfALinkAreBounded(t *testing.T) {
	l, _ := linkTo(t) // whose other end reads nothing
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
		t.Errorf("no more than %d bytes may wait", sent)
	}
}

func wantBusy(t *testing.T, err error) {
	t.Helper()
	var known *znode.Error
	if !errors.Is(err, ErrBusy) || !errors.As(err, &known) || known.Code != znode.CodeTooManyRequests {
		t.Errorf("got %v", err)
	}
}

func TestTheLastZxidIsTold(t *testing.T) {
	var last LastZxid
	for _, zxid := range []int64{5, 0, -1, 9, 7} {
		last.saw(zxid)
	}
	request := make([]byte, 44)
	patched := last.patch(request)
	d := jute.Decoder{Rest: patched[8:]}
	if zxid := d.Int64(); zxid != 9 || last.Load() != 9 {
		t.Errorf("the handshake tells %d, want 9", zxid)
	}
	if short := last.patch(make([]byte, 9)); len(short) != 9 {
		t.Errorf("a short frame became one of %d bytes", len(short))
	}
}
