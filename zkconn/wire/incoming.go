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
	// MaxLibraryFrame bounds what the library is handed: answers to its pings
	// and to its closing of the session.
	MaxLibraryFrame = 4096
	// maxEvent bounds a watch event: two numbers and a path, which a server's
	// jute.maxbuffer may allow to be long.
	maxEvent = 1 << 20

	xidWatch = -1
	xidPing  = -2
	xidAuth  = -4
)

// incoming is the reading side of a link. Only the library's reading goroutine
// touches it.
type incoming struct {
	buffered   *bufio.Reader
	silence    time.Duration // how long the server may be silent
	served     bool          // an answer to a call has come
	maxReply   int
	forLibrary []byte // what the library has still to read of a frame
}

// Read hands the library the frames that are meant for it and serves all others
// on the way.
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

// readerFunc lets a function be an io.Reader.
type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// timed reads from conn as long as the server is not silent for too long.
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
	case xid == xidPing && zxid == 0: // which says nothing of changes
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

// told notes the zxid that an answer begins with.
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

// readEvent reads a watch event and gives it to the watches it is for.
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

// readAnswer reads the body of an answer for the call that waits for it. What
// nobody waits for, or what is too large, is thrown away; the link goes on.
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
