package wire

import (
	"bufio"
	"crypto/tls"
	"errors"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// writeTimeout is how long a server may leave bytes unread.
	writeTimeout = 5 * time.Second
	// lastWord is how long what a server sent before it closed the connection may
	// take to be read.
	lastWord = time.Second
	// maxUnsent and maxPending bound what may wait on one link: bytes not yet
	// written and calls not yet answered.
	maxUnsent  = 8 << 20
	maxPending = 20000
	readBuffer = 16 << 10
	// firstXid is where the xids of the link's own calls begin. The library
	// counts from 1 and asks for nothing but the end of the session.
	firstXid = 1 << 30
)

// Owner is the session that a link works for. The link calls it from the goroutine
// that reads: its methods must not block.
type Owner interface {
	// AuthAnswered is called with ZooKeeper's answer to SendAuth; 0 is success.
	AuthAnswered(l *Link, result Code)
	// Watched is called with a watch event: a Watcher.Event.EventType, the path as the
	// server knows it, and the zxid of the change, which servers before 3.9 do not tell:
	// -1 (ZOOKEEPER-4655).
	Watched(l *Link, event int32, path string, zxid int64)
	// WentBack is called when an answer tells an older zxid than the one before: the
	// server's database was restored while the link stood (ZOOKEEPER-4571, 3.9).
	WentBack(l *Link)
	// ReadFailed is called once nothing more can be read.
	ReadFailed(l *Link, err error)
}

// Options are what a link needs from its session.
type Options struct {
	Budget   *Budget // of all links of a console; nil for none
	Owner    Owner
	LastZxid *LastZxid
	MaxReply int    // bytes of one answer; larger ones are thrown away
	User     string // whom the link's credentials name; "" for nobody
}

// Link is the connection to one server, as the library holds it: its net.Conn.
// What the library writes is passed on; what the server sends is looked at
// frame by frame, and the answers to the link's own calls are taken out. The
// library's deadlines are not used, the link keeps its own.
type Link struct {
	net.Conn
	server    string
	options   Options
	sessionID int64
	greeted   bool          // the library has written its connect request, which Handshake sent already
	wake      chan struct{} // there is something unsent
	done      chan struct{} // closed with the link
	incoming  incoming
	lastZxid  atomic.Int64

	pending sync.Mutex // guards the fields below it
	unsent  []byte
	calls   map[int32]*Call
	xid     int32
	err     error // why the link is closed
	refusal Code  // the server's last word before it closes the link; 0 for none
}

// New returns the link over conn, on which server, as people are told its name, has
// granted a session. It ends with Close, or when conn does.
func New(conn net.Conn, server string, grant Grant, options Options) *Link {
	l := &Link{
		Conn: conn, server: server, options: options, sessionID: grant.SessionID,
		calls: map[int32]*Call{}, xid: firstXid,
		wake: make(chan struct{}, 1), done: make(chan struct{}),
	}
	l.incoming = incoming{
		silence:    grant.Timeout * 2 / 3,
		maxReply:   options.MaxReply,
		forLibrary: grant.frame,
	}
	l.incoming.buffered = bufio.NewReaderSize(l.incoming.timed(conn), readBuffer)
	go l.writeLoop()
	return l
}

// SetDeadline does nothing: the link keeps its own deadlines.
func (l *Link) SetDeadline(time.Time) error { return nil }

// SetReadDeadline does nothing: the link keeps its own deadlines.
func (l *Link) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline does nothing: the link keeps its own deadlines.
func (l *Link) SetWriteDeadline(time.Time) error { return nil }

// Write takes one whole frame from the library. It never blocks. The first is the
// library's connect request: Handshake has sent the like, and its answer is what
// the library reads first.
func (l *Link) Write(frame []byte) (int, error) {
	if !l.greeted {
		l.greeted = true
		return len(frame), nil
	}
	return len(frame), l.enqueue(frame)
}

func (l *Link) enqueue(frame []byte) error {
	l.pending.Lock()
	defer l.pending.Unlock()
	return l.enqueueLocked(frame)
}

func (l *Link) enqueueLocked(frame []byte) error {
	if l.err != nil {
		return l.err
	}
	if len(l.unsent)+len(frame) > maxUnsent {
		return ErrBusy
	}
	l.unsent = append(l.unsent, frame...)
	select {
	case l.wake <- struct{}{}:
	default:
	}
	return nil
}

// writeLoop sends what has been queued, all that is there in one write.
func (l *Link) writeLoop() {
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
		_ = l.Conn.SetWriteDeadline(time.Now().Add(writeTimeout))
		if _, err := l.Conn.Write(batch); err != nil {
			l.unwritable(err)
			return
		}
		if spare = batch; cap(spare) > readBuffer {
			spare = nil
		}
	}
}

// unwritable ends the link, which takes nothing more: once the reader is through
// with what the server sent before it closed the connection, which may be why it
// did, or after a time.
func (l *Link) unwritable(err error) {
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		select {
		case <-l.done:
		case <-time.After(lastWord):
		}
	}
	l.fail(err)
}

// Close ends the link; calls that wait for an answer fail.
func (l *Link) Close() error {
	l.fail(ErrDropped)
	return nil
}

func (l *Link) fail(err error) {
	l.pending.Lock()
	defer l.pending.Unlock()
	if l.err != nil {
		return
	}
	l.err = err
	close(l.done)
	HangUp(l.Conn)
	last := answer{failure: ErrDropped}
	if l.refusal != 0 {
		last = answer{code: l.refusal}
	}
	for _, c := range l.calls {
		c.answer <- last
	}
	l.calls = nil
}

// refuse notes that the server closes the link for this code, which it tells one
// call only: the others get it too.
func (l *Link) refuse(code Code) {
	l.pending.Lock()
	defer l.pending.Unlock()
	l.refusal = code
}

// Refusal returns why the server closed the link, if it told a call so; nil else.
func (l *Link) Refusal() error {
	l.pending.Lock()
	defer l.pending.Unlock()
	return l.meaning(l.refusal)
}

// Done returns a channel that is closed when the link has ended.
func (l *Link) Done() <-chan struct{} { return l.done }

// Ended reports whether the link has ended.
func (l *Link) Ended() bool {
	select {
	case <-l.done:
		return true
	default:
		return false
	}
}

// HangUp closes a connection at once. TLS would say goodbye first, and wait
// seconds for a server that hangs.
func HangUp(conn net.Conn) {
	if secure, ok := conn.(*tls.Conn); ok {
		conn = secure.NetConn()
	}
	_ = conn.Close()
}

// Cause returns why the link ended: what closed it, or else the error that was met.
func (l *Link) Cause(met error) error {
	l.pending.Lock()
	defer l.pending.Unlock()
	if l.err != nil {
		return l.err
	}
	return met
}

// Served reports whether the server has answered a call. Ask once the library has
// done with the link.
func (l *Link) Served() bool { return l.incoming.served }

// LastZxid returns the zxid that the newest answer to a call or a ping began with: of the
// last change that the server had applied; 0 before the first.
func (l *Link) LastZxid() int64 { return l.lastZxid.Load() }

// Server returns the server's name, as New was given it.
func (l *Link) Server() string { return l.server }

// SessionID returns the id of the session that the server granted; 0 when it had
// expired.
func (l *Link) SessionID() int64 { return l.sessionID }

// SendAuth sends credentials ahead of every call that is started after it.
// Owner.AuthAnswered is called with the answer.
func (l *Link) SendAuth(scheme string, auth []byte) {
	request := newRequest(xidAuth, OpAuth)
	request.Int32(0)
	request.Text(scheme)
	request.Buffer(auth)
	_ = l.enqueue(seal(request)) // fails only on a closed link, which says so itself
}
