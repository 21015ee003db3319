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
	// writeTimeout is how long a server may take to read what is written.
	writeTimeout = 5 * time.Second
	// lastWord bounds the time for reading what a server sent before it closed the connection.
	lastWord = time.Second
	// maxUnsent and maxPending bound what waits on one link: bytes that are not written yet, and
	// calls without an answer.
	maxUnsent  = 8 << 20
	maxPending = 20000
	readBuffer = 16 << 10
	// firstXid is the first xid of the link's own calls. The library counts from 1, and sends only
	// pings and the end of the session.
	firstXid = 1 << 30
)

// Owner is the session to which a link belongs. The link calls it from the goroutine that reads, so
// its methods must not block.
type Owner interface {
	// AuthAnswered is called with ZooKeeper's answer to SendAuth; 0 means success.
	AuthAnswered(l *Link, result Code)
	// Watched is called for each watch event, with its Watcher.Event.EventType, the path as the
	// server knows it, and the zxid of the change. The zxid is -1 from servers before 3.9, which do
	// not send it (ZOOKEEPER-4655).
	Watched(l *Link, event int32, path string, zxid int64)
	// WentBack is called if an answer has an older zxid than the one before it: the server's
	// database was restored while the link was open (ZOOKEEPER-4571, 3.9).
	WentBack(l *Link)
	// ReadFailed is called when nothing more can be read.
	ReadFailed(l *Link, err error)
}

// Options are what a link needs to know from its session.
type Options struct {
	Budget   *Budget // shared by all links of a console; nil for no bound
	Owner    Owner
	LastZxid *LastZxid
	MaxReply int    // largest answer, in bytes; larger ones are discarded
	User     string // user name of the link's credentials; "" for none
}

// Link is the connection to one server. It is the net.Conn of go-zookeeper. It passes on what the
// library writes, and inspects each frame that the server sends: the answers to the link's own
// calls do not reach the library. It ignores the library's deadlines and sets its own.
type Link struct {
	net.Conn
	server    string
	options   Options
	sessionID int64
	greeted   bool          // whether the library has written its connect request, which Handshake has already sent
	wake      chan struct{} // signals that there are unsent bytes
	done      chan struct{} // closed when the link ends
	incoming  incoming
	lastZxid  atomic.Int64

	pending sync.Mutex // guards the fields below
	unsent  []byte
	calls   map[int32]*Call
	xid     int32
	err     error // why the link has ended
	refusal Code  // the server's reason for closing the link; 0 if it told none
}

// New returns the link over conn, on which a session was granted by server, whose name appears in
// messages. The link ends with Close, or when conn does.
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

// Write queues one whole frame of the library, and never blocks. The first frame is the library's
// connect request, which is dropped: Handshake has already sent one, whose answer is the first that
// the library reads.
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

// writeLoop sends the queued frames, all of them in one write.
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

// unwritable ends the link after a failed write. Unless the write timed out, it first lets the
// reader read what the server sent before it closed the connection, which may be the reason, for
// lastWord at most.
func (l *Link) unwritable(err error) {
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		select {
		case <-l.done:
		case <-time.After(lastWord):
		}
	}
	l.fail(err)
}

// Close ends the link. Calls that wait for an answer fail.
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

// refuse records the code for which the server is about to close the link. The server tells it to
// one call only; with this, the other calls fail with it too.
func (l *Link) refuse(code Code) {
	l.pending.Lock()
	defer l.pending.Unlock()
	l.refusal = code
}

// Refusal returns why the server closed the link, if it told a call; otherwise nil.
func (l *Link) Refusal() error {
	l.pending.Lock()
	defer l.pending.Unlock()
	return l.meaning(l.refusal)
}

// Done returns a channel that is closed when the link ends.
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

// HangUp closes a connection at once. For TLS it closes the connection below it, because closing a
// tls.Conn may wait seconds for a server that hangs.
func HangUp(conn net.Conn) {
	if secure, ok := conn.(*tls.Conn); ok {
		conn = secure.NetConn()
	}
	_ = conn.Close()
}

// Cause returns why the link ended: the error that ended it first, otherwise met.
func (l *Link) Cause(met error) error {
	l.pending.Lock()
	defer l.pending.Unlock()
	if l.err != nil {
		return l.err
	}
	return met
}

// Served reports whether the server has answered a call. It must be called only after the library
// has finished reading from the link.
func (l *Link) Served() bool { return l.incoming.served }

// LastZxid returns the zxid in the newest answer to a call or a ping: that of the last change that
// the server had applied. It is 0 before the first answer.
func (l *Link) LastZxid() int64 { return l.lastZxid.Load() }

// Server returns the server's name that was passed to New.
func (l *Link) Server() string { return l.server }

// SessionID returns the ID of the session that the server granted; 0 if the session had expired.
func (l *Link) SessionID() int64 { return l.sessionID }

// SendAuth sends credentials, ahead of every call that is started after it. The link calls
// Owner.AuthAnswered with the answer.
func (l *Link) SendAuth(scheme string, auth []byte) {
	request := newRequest(xidAuth, OpAuth)
	request.Int32(0)
	request.Text(scheme)
	request.Buffer(auth)
	_ = l.enqueue(seal(request)) // it fails only on a link that has ended, which the owner learns by itself
}
