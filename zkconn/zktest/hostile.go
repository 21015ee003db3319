package zktest

import (
	"bytes"
	"encoding/binary"
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
)

// Behaviour is what a server other than ZooKeeper does with a connection. The connection is closed
// when it returns.
type Behaviour func(net.Conn)

// SpeakHTTP answers like a web server.
func SpeakHTTP(conn net.Conn) {
	_, err := io.WriteString(conn, "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nBad Request\n")
	if err == nil {
		SayNothing(conn)
	}
}

// SayNothing reads and never answers.
func SayNothing(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) }

// SendLengthOnly announces a frame of 37 bytes, as in the answer to a handshake, but never sends
// it.
func SendLengthOnly(conn net.Conn) {
	if _, err := conn.Write([]byte{0, 0, 0, 37}); err == nil {
		SayNothing(conn)
	}
}

// HangUp closes the connection immediately.
func HangUp(net.Conn) {}

// GrantAndHangUp grants a new session and closes the connection.
func GrantAndHangUp(conn net.Conn) {
	length := make([]byte, 4)
	if _, err := io.ReadFull(conn, length); err != nil {
		return
	}
	if _, err := io.CopyN(io.Discard, conn, int64(binary.BigEndian.Uint32(length))); err != nil {
		return
	}
	var grant bytes.Buffer
	for _, field := range []any{int32(36), int32(0), int32(10_000), rand.Int64(), int32(16), [16]byte{}} {
		_ = binary.Write(&grant, binary.BigEndian, field) // a bytes.Buffer never fails
	}
	_, _ = conn.Write(grant.Bytes())
}

// RunHostile listens for the duration of a test and calls behaviour for every connection. It
// returns host:port.
func RunHostile(t testing.TB, behaviour Behaviour) string {
	t.Helper()
	return RunHostileAt(t, "127.0.0.1:0", behaviour)
}

// RunHostileAt is like RunHostile, but listens at an address of this machine.
func RunHostileAt(t testing.TB, address string, behaviour Behaviour) string {
	t.Helper()
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	h := &hostile{listener: listener, conns: map[net.Conn]struct{}{}}
	h.all.Go(func() { h.accept(behaviour) })
	t.Cleanup(h.close)
	return listener.Addr().String()
}

type hostile struct {
	listener net.Listener
	all      sync.WaitGroup

	mu     sync.Mutex
	conns  map[net.Conn]struct{}
	closed bool
}

func (h *hostile) accept(behaviour Behaviour) {
	for {
		conn, err := h.listener.Accept()
		if err != nil {
			return
		}
		h.all.Go(func() {
			defer func() { _ = conn.Close() }()
			if h.add(conn) {
				behaviour(conn)
			}
		})
	}
}

func (h *hostile) add(conn net.Conn) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.conns[conn] = struct{}{}
	return !h.closed
}

func (h *hostile) close() {
	_ = h.listener.Close()
	h.mu.Lock()
	h.closed = true
	for conn := range h.conns {
		_ = conn.Close()
	}
	h.mu.Unlock()
	h.all.Wait()
}
