package wire

import (
	"context"
	"errors"
	"fmt"

	"zkweb/zkconn/jute"
	"zkweb/zkconn/znode"
)

// ErrBusy is the cause of a call that was not sent because too many wait.
var ErrBusy = errors.New("too much is waiting on this connection")

// Call is a request that waits for its answer on one link.
type Call struct {
	xid    int32
	answer chan answer // holds one: the link never waits for the caller
}

// answer is what came of a call: a code and a body, or a failure of the link.
type answer struct {
	code    Code
	body    []byte
	failure error
}

// Start sends a request and returns the call to wait on. An error is Unavailable
// and means that nothing was sent.
func (l *Link) Start(operation int32, body func(*jute.Encoder)) (*Call, error) {
	c, err := l.start(operation, body)
	switch {
	case errors.Is(err, ErrBusy):
		return nil, unavailable("Too many requests wait for ZooKeeper's answers. Try again.", err)
	case err != nil:
		return nil, unavailable("The connection to ZooKeeper was lost.", err)
	}
	return c, nil
}

func (l *Link) start(operation int32, body func(*jute.Encoder)) (*Call, error) {
	l.pending.Lock()
	defer l.pending.Unlock()
	if l.err != nil {
		return nil, ErrDropped
	}
	if len(l.calls) >= maxPending {
		return nil, ErrBusy
	}
	c := &Call{l.nextXid(), make(chan answer, 1)}
	request := newRequest(c.xid, operation)
	body(request)
	if err := l.enqueueLocked(seal(request)); err != nil {
		return nil, err
	}
	l.calls[c.xid] = c
	return c, nil
}

func (l *Link) nextXid() int32 {
	for {
		if l.xid++; l.xid < firstXid {
			l.xid = firstXid
		}
		if _, taken := l.calls[l.xid]; !taken {
			return l.xid
		}
	}
}

// take removes the call with this xid; nil when nobody waits for it any more.
func (l *Link) take(xid int32) *Call {
	l.pending.Lock()
	defer l.pending.Unlock()
	c := l.calls[xid]
	delete(l.calls, xid)
	return c
}

// Wait returns the body of the answer to a call, or forgets the call when ctx ends.
// An answer's error code is in the error's chain.
func (l *Link) Wait(ctx context.Context, c *Call) (*jute.Decoder, error) {
	select {
	case got := <-c.answer:
		return got.decode()
	case <-ctx.Done():
		l.take(c.xid)
		return nil, unavailable("ZooKeeper ("+l.server+") did not answer in time.", ctx.Err())
	}
}

func (a answer) decode() (*jute.Decoder, error) {
	var refused *znode.Error
	switch {
	case errors.As(a.failure, &refused):
		return nil, a.failure
	case a.failure != nil:
		return nil, unavailable("The connection to ZooKeeper was lost while waiting for the answer.", a.failure)
	case a.code != 0:
		return nil, a.code.Meaning()
	}
	return &jute.Decoder{Rest: a.body}, nil
}

// Finish returns the error of a reply whose fields have been read.
func Finish(reply *jute.Decoder) error {
	if reply.Err != nil {
		return Garbled(reply.Err)
	}
	return nil
}

// answerTooLarge is the failure of a call whose answer was thrown away.
func answerTooLarge(size, limit int) error {
	return tooLarge(fmt.Sprintf("ZooKeeper's answer has %d bytes; the console reads at most %d (--max-reply).", size, limit))
}
