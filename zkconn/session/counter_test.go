package session_test

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"sync/atomic"
	"testing"

	"zkweb/zkconn/zktest"
)

// counter is the way to a server. It counts the requests, pings and four-letter
// words left out, and the bytes that come back.
type counter struct {
	address         string
	requests, bytes atomic.Int64
}

func countTo(t *testing.T, server string) *counter {
	t.Helper()
	c := &counter{}
	c.address = zktest.RunHostile(t, func(client net.Conn) {
		conn, err := net.Dial("tcp", server)
		if err != nil {
			return
		}
		go func() {
			_, _ = io.Copy(client, io.TeeReader(conn, c))
			_ = client.Close()
		}()
		c.forward(conn, bufio.NewReader(client))
		_ = conn.Close()
	})
	return c
}

// Write counts what comes back.
func (c *counter) Write(p []byte) (int, error) {
	c.bytes.Add(int64(len(p)))
	return len(p), nil
}

func (c *counter) forward(to io.Writer, from *bufio.Reader) {
	const ping, largest = 11, 4 << 20
	for first := true; ; first = false {
		length, err := from.Peek(4)
		if err != nil || binary.BigEndian.Uint32(length) > largest { // srvr
			_, _ = io.Copy(to, from)
			return
		}
		size := int64(binary.BigEndian.Uint32(length))
		head, err := from.Peek(12) // length, xid, operation
		if err != nil {
			return
		}
		if !first && binary.BigEndian.Uint32(head[8:]) != ping {
			c.requests.Add(1)
		}
		if _, err := io.CopyN(to, from, 4+size); err != nil {
			return
		}
	}
}

// during returns how many requests went by, and how many bytes came, while what was
// done.
func (c *counter) during(what func()) (requests, bytes int64) {
	requests, bytes = c.requests.Load(), c.bytes.Load()
	what()
	return c.requests.Load() - requests, c.bytes.Load() - bytes
}
