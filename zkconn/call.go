package zkconn

import (
	"errors"
	"fmt"
)

var errBusy = errors.New("too much is waiting on this connection")

// call is a request that waits for its answer on one link.
type call struct {
	xid    int32
	answer chan answer // holds one: the link never waits for the caller
}

// answer is what came of a call: a code and a body, or a failure of the link.
type answer struct {
	code    code
	body    []byte
	failure error
}

// start sends a request and gives the call to wait on. An error means that
// nothing was sent.
func (l *link) start(operation int32, body func(*encoder)) (*call, error) {
	l.pending.Lock()
	defer l.pending.Unlock()
	if l.err != nil {
		return nil, errDropped
	}
	if len(l.calls) >= maxPending {
		return nil, errBusy
	}
	c := &call{l.nextXid(), make(chan answer, 1)}
	request := newRequest(c.xid, operation)
	body(request)
	if err := l.enqueueLocked(request.seal()); err != nil {
		return nil, err
	}
	l.calls[c.xid] = c
	return c, nil
}

func (l *link) nextXid() int32 {
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
func (l *link) take(xid int32) *call {
	l.pending.Lock()
	defer l.pending.Unlock()
	c := l.calls[xid]
	delete(l.calls, xid)
	return c
}

// answerTooLarge is the failure of a call whose answer was thrown away.
func answerTooLarge(size, limit int) error {
	return tooLarge(fmt.Sprintf("ZooKeeper's answer has %d bytes; the console reads at most %d (--max-reply).", size, limit))
}
