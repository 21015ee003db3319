package wire

import (
	"context"
	"errors"
	"strconv"
	"sync/atomic"

	"zkweb/zkconn/jute"
	"zkweb/zkconn/znode"
)

// ErrBusy is the cause of an error for a call that was not sent because too many calls or bytes
// wait.
var ErrBusy = errors.New("too much is waiting on this connection")

// Call is a request on a link that waits for its answer.
type Call struct {
	Bytes     int // size of the request, with its length
	xid       int32
	answer    chan answer // buffered, so that the link never waits for the caller
	abandoned atomic.Bool // set if nobody waits for the answer any more
}

// answer is the result of a call: a header and a body, or a failure.
type answer struct {
	zxid    int64
	code    Code
	body    []byte
	failure error
}

// Reply is the body of an answer, and the last zxid that the server had seen when it answered. For
// a change that is the zxid of the change.
type Reply struct {
	jute.Decoder
	Zxid   int64
	bytes  int
	budget *Budget
}

// Finish releases the reply's share of the budget, and returns an error if the fields could not be
// read. It must be called for each reply.
func (r *Reply) Finish() error {
	r.budget.give(r.bytes)
	r.bytes = 0
	if r.Err != nil {
		return Garbled(r.Err)
	}
	return nil
}

// Start sends a request and returns the call, for Wait. The error is TooLarge if the request exceeds
// MaxRequest. If the server has told why it closed the link, the error is that; otherwise it is
// Unavailable. After an error, nothing was sent.
func (l *Link) Start(operation int32, body func(*jute.Encoder)) (*Call, error) {
	request := newRequest(0, operation)
	body(request)
	frame := seal(request)
	if size := len(frame) - lengthBytes; size > MaxRequest {
		return nil, tooLarge(znode.CodeRequestTooLarge, size, MaxRequest)
	}
	c, err := l.send(frame)
	var refused Code
	switch {
	case errors.As(err, &refused):
		return nil, l.meaning(refused)
	case errors.Is(err, ErrBusy):
		return nil, unavailable(znode.CodeTooManyRequests, nil, err)
	case err != nil:
		return nil, unavailable(znode.CodeConnectionLost, nil, err)
	}
	return c, nil
}

// send gives the frame an xid and queues it.
func (l *Link) send(frame []byte) (*Call, error) {
	l.pending.Lock()
	defer l.pending.Unlock()
	if l.err != nil && l.refusal != 0 {
		return nil, l.refusal
	}
	if l.err != nil {
		return nil, ErrDropped
	}
	if len(l.calls) >= maxPending {
		return nil, ErrBusy
	}
	c := &Call{Bytes: len(frame), xid: l.nextXid(), answer: make(chan answer, 1)}
	setXid(frame, c.xid)
	if err := l.enqueueLocked(frame); err != nil {
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

// take removes and returns the call with this xid, nil if nobody waits for it any more.
func (l *Link) take(xid int32) *Call {
	l.pending.Lock()
	defer l.pending.Unlock()
	c := l.calls[xid]
	delete(l.calls, xid)
	return c
}

// Wait returns the answer to a call. If ctx ends first, the call is forgotten. If the server
// answered with an error code, the returned error wraps it.
func (l *Link) Wait(ctx context.Context, c *Call) (*Reply, error) {
	select {
	case got := <-c.answer:
		return l.reply(got)
	case <-ctx.Done():
	}
	l.take(c.xid)
	select {
	case got := <-c.answer: // it came at the same moment
		return l.reply(got)
	default:
		c.abandoned.Store(true)
		l.throwAway(c)
		return nil, NoAnswer(ctx, l.server)
	}
}

func (l *Link) reply(a answer) (*Reply, error) {
	var refused *znode.Error
	switch {
	case errors.As(a.failure, &refused):
		return nil, a.failure
	case a.failure != nil:
		return nil, unavailable(znode.CodeConnectionLost, nil, a.failure)
	case a.code != 0:
		l.options.Budget.give(len(a.body))
		return nil, l.meaning(a.code)
	}
	return &Reply{jute.Decoder{Rest: a.body}, a.zxid, len(a.body), l.options.Budget}, nil
}

// throwAway releases an abandoned call's share of the budget, if the answer has come.
func (l *Link) throwAway(c *Call) {
	select {
	case got := <-c.answer:
		l.options.Budget.give(len(got.body))
	default:
	}
}

// meaning returns the meaning of a code. If the server requires another sign-in, the error names
// the user of the link's credentials.
func (l *Link) meaning(c Code) error {
	if c == CodeSignInRequired && l.options.User != "" {
		return &znode.Error{Kind: znode.Denied, Code: znode.CodeOtherSignIn, Args: znode.Args{"user": l.options.User}, Cause: c}
	}
	return c.Meaning()
}

func tooLarge(code znode.Code, size, limit int) error {
	return &znode.Error{Kind: znode.TooLarge, Code: code, Args: znode.Args{"bytes": strconv.Itoa(size), "limit": strconv.Itoa(limit)}}
}
