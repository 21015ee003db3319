package zkconn

import (
	"bufio"
	"crypto/tls"
	"encoding/binary"
	"net"
	"sync"
	"time"
)

const (
	// writePatience is how long a server may leave bytes unread.
	writePatience = 5 * time.Second
	// maxUnsent and maxPending bound what may wait on one link: bytes not yet
	// written and calls not yet answered.
	maxUnsent  = 8 << 20
	maxPending = 20000
	readBuffer = 16 << 10
	// firstXid is where the xids of the link's own calls begin. The library
	// counts from 1 and asks for nothing but the end of the session.
	firstXid = 1 << 30
)

// link is the connection to one server, as the library holds it: its net.Conn.
// What the library writes is passed on; what the server sends is looked at
// frame by frame, and the answers to the link's own calls are taken out. The
// library's deadlines are not used, the link keeps its own.
type link struct {
	net.Conn
	server    string
	session   *Session
	sessionID int64         // guarded by session.mu
	wake      chan struct{} // there is something unsent
	done      chan struct{} // closed with the link
	incoming  incoming

	pending sync.Mutex // guards the fields below it
	unsent  []byte
	calls   map[int32]*call
	xid     int32
	err     error // why the link is closed
}

func newLink(conn net.Conn, server string, session *Session) *link {
	l := &link{
		Conn: conn, server: server, session: session,
		calls: map[int32]*call{}, xid: firstXid,
		wake: make(chan struct{}, 1), done: make(chan struct{}),
	}
	l.incoming = incoming{
		deadline: time.Now().Add(session.options.handshakePatience()),
		maxReply: session.options.MaxReply,
	}
	l.incoming.buffered = bufio.NewReaderSize(l.incoming.timed(conn), readBuffer)
	go l.writeLoop()
	return l
}

// SetDeadline does nothing: the link keeps its own deadlines.
func (l *link) SetDeadline(time.Time) error { return nil }

// SetReadDeadline does nothing: the link keeps its own deadlines.
func (l *link) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline does nothing: the link keeps its own deadlines.
func (l *link) SetWriteDeadline(time.Time) error { return nil }

// Write takes one whole frame from the library. It never blocks.
func (l *link) Write(frame []byte) (int, error) {
	if l.incoming.handshaken.Load() {
		return len(frame), l.enqueue(frame)
	}
	return len(frame), l.enqueue(l.session.withLastZxid(frame))
}

// withLastZxid puts the last zxid that this session has seen into a connect
// request: the library counts only its own answers, and a server that is
// behind must be able to refuse us.
func (s *Session) withLastZxid(connectRequest []byte) []byte {
	const lastZxidSeen = 4 + 4 // after the frame's length and the protocol version
	patched := append([]byte(nil), connectRequest...)
	if len(patched) >= lastZxidSeen+8 {
		binary.BigEndian.PutUint64(patched[lastZxidSeen:], uint64(s.lastZxid.Load()))
	}
	return patched
}

func (l *link) enqueue(frame []byte) error {
	l.pending.Lock()
	defer l.pending.Unlock()
	return l.enqueueLocked(frame)
}

func (l *link) enqueueLocked(frame []byte) error {
	if l.err != nil {
		return l.err
	}
	if len(l.unsent)+len(frame) > maxUnsent {
		return errBusy
	}
	l.unsent = append(l.unsent, frame...)
	select {
	case l.wake <- struct{}{}:
	default:
	}
	return nil
}

// writeLoop sends what has been queued, all that is there in one write.
func (l *link) writeLoop() {
	var spare []byte
	for {
		select {
		case <-l.wake:
		case <-l.done:
			return
		}
		l.pending.Lock()
		batch := l.unsent
		l.unsent = spare[:0]
		l.pending.Unlock()
		_ = l.Conn.SetWriteDeadline(time.Now().Add(writePatience))
		if _, err := l.Conn.Write(batch); err != nil {
			l.fail(err)
			return
		}
		if spare = batch; cap(spare) > readBuffer {
			spare = nil
		}
	}
}

// Close ends the link; calls that wait for an answer fail.
func (l *link) Close() error {
	l.fail(errDropped)
	return nil
}

func (l *link) fail(err error) {
	l.pending.Lock()
	defer l.pending.Unlock()
	if l.err != nil {
		return
	}
	l.err = err
	close(l.done)
	hangUp(l.Conn)
	for _, c := range l.calls {
		c.answer <- answer{failure: errDropped}
	}
	l.calls = nil
}

// hangUp closes a connection at once. TLS would say goodbye first, and wait
// seconds for a server that hangs.
func hangUp(conn net.Conn) {
	if secure, ok := conn.(*tls.Conn); ok {
		conn = secure.NetConn()
	}
	_ = conn.Close()
}

// cause is why the link ended: what closed it, or else the error that was met.
func (l *link) cause(met error) error {
	l.pending.Lock()
	defer l.pending.Unlock()
	if l.err != nil {
		return l.err
	}
	return met
}
