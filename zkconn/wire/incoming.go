package wire

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"time"

	"zkweb/zkconn/jute"
	"zkweb/zkconn/znode"
)

const (
	replyHeader = 16 // xid, zxid, code
	// MaxLibraryFrame is the size of the largest frame that is passed to the library, which gets
	// the answers to its pings and to its closing of the session.
	MaxLibraryFrame = 4096
	// maxEvent is the size of the largest watch event: two numbers and a path. Paths may be long if
	// the server's jute.maxbuffer allows that.
	maxEvent = 1 << 20

	xidWatch = -1
	xidPing  = -2
	xidAuth  = -4
)

// incoming is the reading side of a link. Only the goroutine in which the library reads uses it.
type incoming struct {
	buffered   *bufio.Reader
	silence    time.Duration // how long the server may be silent
	served     bool          // whether a call was answered
	maxReply   int
	forLibrary []byte // the rest of a frame that the library has not read yet
}

// Read returns the bytes of the next frame for the library. It handles all other frames that come
// before.
func (l *Link) Read(p []byte) (int, error) {
	in := &l.incoming
	for len(in.forLibrary) == 0 {
		if err := l.readFrame(); err != nil {
			l.options.Owner.ReadFailed(l, err)
			return 0, err
		}
	}
	n := copy(p, in.forLibrary)
	in.forLibrary = in.forLibrary[n:]
	return n, nil
}

// readerFunc is a function that implements io.Reader.
type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// timed returns a reader of conn that fails once the server is silent for too long.
func (in *incoming) timed(conn net.Conn) io.Reader {
	return readerFunc(func(p []byte) (int, error) {
		_ = conn.SetReadDeadline(time.Now().Add(in.silence))
		return conn.Read(p)
	})
}

func (l *Link) readFrame() error {
	prefix, err := l.incoming.buffered.Peek(4)
	if err != nil {
		return err
	}
	size := int(binary.BigEndian.Uint32(prefix))
	if size < replyHeader || size > 1<<31-1 {
		return fmt.Errorf("a frame of %d bytes", size)
	}
	header, err := l.incoming.buffered.Peek(4 + replyHeader)
	if err != nil {
		return err
	}
	xid := int32(binary.BigEndian.Uint32(header[4:]))
	zxid := int64(binary.BigEndian.Uint64(header[8:]))
	result := Code(binary.BigEndian.Uint32(header[16:]))
	switch {
	case xid == xidWatch:
		return l.readEvent(size-replyHeader, zxid)
	case xid == xidAuth:
		l.options.Owner.AuthAnswered(l, result)
		return l.discard(4 + size)
	case xid == xidPing && zxid == 0: // it says nothing about changes
		return l.passOn(size)
	case xid < firstXid:
		l.told(zxid)
		return l.passOn(size)
	}
	l.options.LastZxid.saw(zxid)
	l.told(zxid)
	l.incoming.served = l.incoming.served || result != CodeSignInRequired
	return l.readAnswer(xid, answer{zxid: zxid, code: result}, size-replyHeader)
}

// told records the zxid in an answer.
func (l *Link) told(zxid int64) {
	if zxid < l.lastZxid.Load() {
		l.options.Owner.WentBack(l)
	}
	l.lastZxid.Store(zxid)
}

// passOn keeps a whole frame for the library.
func (l *Link) passOn(size int) error {
	if size > MaxLibraryFrame {
		return fmt.Errorf("a frame of %d bytes that nobody asked for", size)
	}
	l.incoming.forLibrary = make([]byte, 4+size)
	_, err := io.ReadFull(l.incoming.buffered, l.incoming.forLibrary)
	return err
}

// readEvent reads a watch event and passes it to the owner.
func (l *Link) readEvent(size int, zxid int64) error {
	if size > maxEvent {
		return fmt.Errorf("a watch event of %d bytes", size)
	}
	if err := l.discard(4 + replyHeader); err != nil {
		return err
	}
	body := make([]byte, size)
	if _, err := io.ReadFull(l.incoming.buffered, body); err != nil {
		return err
	}
	event := jute.Decoder{Rest: body}
	kind, _, full := event.Int32(), event.Int32(), event.Text()
	if event.Err != nil {
		return event.Err
	}
	l.options.Owner.Watched(l, kind, full, zxid)
	return nil
}

func (l *Link) discard(n int) error {
	_, err := l.incoming.buffered.Discard(n)
	return err
}

// readAnswer reads the body of an answer for the call that waits for it. If no call waits, or the
// answer is too large, it discards the body, and the link continues.
func (l *Link) readAnswer(xid int32, got answer, size int) error {
	if err := l.discard(4 + replyHeader); err != nil {
		return err
	}
	if got.code == CodeSignInRequired {
		l.refuse(got.code)
	}
	c := l.take(xid)
	if c == nil {
		return l.discard(size)
	}
	if size > l.incoming.maxReply {
		c.answer <- answer{failure: tooLarge(znode.CodeAnswerTooLarge, size, l.incoming.maxReply)}
		return l.discard(size)
	}
	if !l.options.Budget.take(size) {
		c.answer <- answer{failure: unavailable(znode.CodeTooManyRequests, nil, ErrBusy)}
		return l.discard(size)
	}
	got.body = make([]byte, size)
	if _, err := io.ReadFull(l.incoming.buffered, got.body); err != nil {
		l.options.Budget.give(size)
		c.answer <- answer{failure: ErrDropped}
		return err
	}
	c.answer <- got
	if c.abandoned.Load() {
		l.throwAway(c)
	}
	return nil
}
