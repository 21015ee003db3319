package wire

import (
	"bytes"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"zkweb/zkconn/jute"
	"zkweb/zkconn/znode"
)

// reply returns a frame as a server sends it. If size is not 0, the frame claims that length.
func reply(xid int32, zxid int64, code Code, body []byte, size int) []byte {
	e := &jute.Encoder{Bytes: make([]byte, lengthBytes)}
	e.Int32(xid)
	e.Int64(zxid)
	e.Int32(int32(code))
	e.Bytes = append(e.Bytes, body...)
	frame := seal(e)
	if size != 0 {
		other := &jute.Encoder{}
		other.Int32(int32(size))
		copy(frame, other.Bytes)
	}
	return frame
}

// witness counts the calls to the owner of a link.
type witness struct {
	nobody
	back, watched int
	auth          Code
}

func (w *witness) AuthAnswered(_ *Link, result Code)   { w.auth = result }
func (w *witness) Watched(*Link, int32, string, int64) { w.watched++ }
func (w *witness) WentBack(*Link)                      { w.back++ }

// TestFrames checks how a link handles each kind of frame, and that it ends at a frame that answers
// nothing that was asked.
func TestFrames(t *testing.T) {
	event := &jute.Encoder{}
	event.Int32(1)
	event.Int32(3)
	event.Text("/a")
	answer := func(xid int32, zxid int64) []byte { return reply(xid, zxid, 0, nil, 0) }
	for name, test := range map[string]struct {
		frames  [][]byte
		library int   // bytes that are passed to the library
		last    int64 // zxid of the session
		want    witness
		served  bool
		ends    string // the error with which the link ends
	}{
		"an answer":               {[][]byte{answer(firstXid+1, 9)}, 0, 9, witness{}, true, "EOF"},
		"a refusal to serve":      {[][]byte{reply(firstXid+1, 9, CodeSignInRequired, nil, 0)}, 0, 9, witness{}, false, "EOF"},
		"a ping of an idle one":   {[][]byte{answer(firstXid+1, 9), answer(xidPing, 0)}, 20, 9, witness{}, true, "EOF"},
		"a ping after a restore":  {[][]byte{answer(firstXid+1, 9), answer(xidPing, 5)}, 20, 9, witness{back: 1}, true, "EOF"},
		"a large ping":            {[][]byte{reply(xidPing, 5, 0, nil, MaxLibraryFrame+1)}, 0, 0, witness{}, false, "nobody asked for"},
		"a watch event":           {[][]byte{reply(xidWatch, -1, 0, event.Bytes, 0)}, 0, 0, witness{watched: 1}, false, "EOF"},
		"a large one":             {[][]byte{reply(xidWatch, -1, 0, nil, replyHeader+maxEvent+1)}, 0, 0, witness{}, false, "a watch event of"},
		"refused credentials":     {[][]byte{reply(xidAuth, 0, CodeAuthFailed, nil, 0)}, 0, 0, witness{auth: CodeAuthFailed}, false, "EOF"},
		"less than a header":      {[][]byte{reply(firstXid, 1, 0, nil, replyHeader-1)}, 0, 0, witness{}, false, "a frame of"},
		"what nobody waits for":   {[][]byte{reply(firstXid+7, 3, 0, make([]byte, 100), 0), answer(firstXid+8, 4)}, 0, 4, witness{}, true, "EOF"},
		"a part of a frame alone": {[][]byte{answer(firstXid+1, 9)[:10]}, 0, 0, witness{}, false, "EOF"},
	} {
		ours, theirs := net.Pipe()
		got, last := &witness{}, &LastZxid{}
		l := New(ours, "server", Grant{Timeout: time.Minute, SessionID: 1}, Options{Owner: got, LastZxid: last, MaxReply: 1 << 20})
		go func() {
			_, _ = theirs.Write(bytes.Join(test.frames, nil))
			_ = theirs.Close()
		}()
		library := 0
		var err error
		for p := make([]byte, 100); err == nil; {
			var n int
			n, err = l.Read(p)
			library += n
		}
		if library != test.library || last.Load() != test.last || *got != test.want || l.Served() != test.served || !strings.Contains(err.Error(), test.ends) {
			t.Errorf("%s: the library gets %d bytes, the zxid is %d, the owner was told %+v, served %v, and the error is %v", name, library, last.Load(), *got, l.Served(), err)
		}
		_ = l.Close()
	}
}

// TestCallsThatFail checks that a call that fails does not end the link and leaves nothing taken of
// the budget.
func TestCallsThatFail(t *testing.T) {
	ours, theirs := net.Pipe()
	budget := NewBudget(1 << 20)
	l := New(ours, "server", Grant{Timeout: time.Minute, SessionID: 1}, Options{Owner: nobody{}, LastZxid: &LastZxid{}, MaxReply: 1 << 19, Budget: budget, User: "alice"})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = l.Read(make([]byte, 1))
	}()
	t.Cleanup(func() {
		_ = l.Close()
		_ = theirs.Close()
		<-ended
	})
	_, err := l.Start(OpSetData, func(e *jute.Encoder) { e.Bytes = append(e.Bytes, make([]byte, MaxRequest)...) })
	if znode.CodeOf(err) != znode.CodeRequestTooLarge {
		t.Errorf("a request that is too large: %v", err)
	}
	for _, test := range []struct {
		code Code
		body int
		want znode.Code
	}{
		{0, 1<<19 + 1, znode.CodeAnswerTooLarge},
		{CodeNoNode, largeAnswer, znode.CodeNoNode},
		{CodeSignInRequired, 0, znode.CodeOtherSignIn},
		{0, 1 << 19, ""},
	} {
		call, err := l.Start(OpExists, nothing)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.CopyN(io.Discard, theirs, lengthBytes+8); err != nil {
			t.Fatal(err)
		}
		if _, err := theirs.Write(reply(call.xid, 1, test.code, make([]byte, test.body), 0)); err != nil {
			t.Fatal(err)
		}
		got, err := l.Wait(t.Context(), call)
		if znode.CodeOf(err) != test.want {
			t.Errorf("an answer of %d bytes with the code %d: %v", test.body, test.code, err)
		}
		if err == nil {
			_ = got.Finish()
		}
		if free := budget.free.Load(); free != 1<<20 {
			t.Errorf("after an answer of %d bytes with the code %d, %d bytes of the budget are free", test.body, test.code, free)
		}
	}
}

// TestAsk checks that Ask returns an answer of the expected size, and an error otherwise.
func TestAsk(t *testing.T) {
	for _, test := range []struct {
		answer []byte
		want   error
	}{
		{reply(1, 2, 0, []byte("four"), 0), nil},
		{reply(1, 2, CodeNoAuth, nil, 0), CodeNoAuth},
		{reply(1, 2, 0, nil, headerBytes-1), ErrNotZooKeeper},
		{reply(1, 2, 0, []byte("five!"), 0), ErrNotZooKeeper},
	} {
		ours, theirs := net.Pipe()
		go func() {
			_, _ = io.CopyN(io.Discard, theirs, lengthBytes+8)
			_, _ = theirs.Write(test.answer)
			_ = theirs.Close()
		}()
		body, err := Ask(ours, OpExists, headerBytes+4, nil)
		if !errors.Is(err, test.want) || err == nil && string(body.Rest) != "four" {
			t.Errorf("answered with %x: %v", test.answer, err)
		}
		_ = ours.Close()
	}
}

// TestMultiResult checks that the end of the results is not taken for a result.
func TestMultiResult(t *testing.T) {
	results := &jute.Encoder{}
	MultiHeader(results, OpSetData)
	MultiHeader(results, OpError)
	results.Int32(int32(CodeNoNode))
	MultiEnd(results)
	results.Int32(0) // nothing after the end is a result
	d := &jute.Decoder{Rest: results.Bytes}
	if op, code := MultiResult(d); op != OpSetData || code != 0 || d.Err != nil {
		t.Errorf("the first is %d, %d, %v", op, code, d.Err)
	}
	if op, code := MultiResult(d); op != OpError || code != CodeNoNode || d.Err != nil {
		t.Errorf("the second is %d, %d, %v", op, code, d.Err)
	}
	if op, code := MultiResult(d); d.Err == nil {
		t.Errorf("the end is %d, %d", op, code)
	}
}

// TestLastZxidOfANewSession checks that a new session begins with the zxid of the last change of
// the one before.
func TestLastZxidOfANewSession(t *testing.T) {
	var last LastZxid
	last.saw(9)
	last.Changed(7)
	last.Changed(5)
	if last.Expire(); last.Load() != 7 {
		t.Errorf("the zxid is %d", last.Load())
	}
	last.Forget()
	if last.Expire(); last.Load() != 0 {
		t.Errorf("after Forget the zxid is %d", last.Load())
	}
}

// TestHandshakeOfANewSession checks that the request for a new session has a password of the usual
// length.
func TestHandshakeOfANewSession(t *testing.T) {
	ours, theirs := net.Pipe()
	asked := make(chan []byte, 1)
	go func() {
		request := make([]byte, lengthBytes)
		_, _ = io.ReadFull(theirs, request)
		asked <- request
		_ = theirs.Close()
	}()
	if _, err := Handshake(ours, Hello{Timeout: time.Second}); err == nil {
		t.Error("a session was granted without an answer")
	}
	if got := <-asked; !bytes.Equal(got, []byte{0, 0, 0, 45}) {
		t.Errorf("the request's length is %v", got)
	}
	_ = ours.Close()
}
