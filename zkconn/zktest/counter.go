package zktest

import (
	"bufio"
	"encoding/binary"
	"io"
	"maps"
	"net"
	"sync"
	"sync/atomic"
	"testing"

	"zkweb/zkconn/jute"
	"zkweb/zkconn/wire"
)

// Counter forwards connections to a server. It counts the requests other than pings and four-letter
// words, their operations, and the bytes of the answers.
type Counter struct {
	address         string
	requests, bytes atomic.Int64

	mu         sync.Mutex
	operations map[int32]int
}

// RunCounter starts a Counter in front of server, a host:port, for the duration of a test.
func RunCounter(t testing.TB, server string) *Counter {
	t.Helper()
	c := &Counter{operations: map[int32]int{}}
	c.address = RunHostile(t, func(client net.Conn) {
		conn, err := net.Dial("tcp", server)
		if err != nil {
			return
		}
		go func() {
			_, _ = io.Copy(client, io.TeeReader(conn, came{c}))
			_ = client.Close()
		}()
		c.forward(conn, bufio.NewReader(client))
		_ = conn.Close()
	})
	return c
}

// Addr returns the host:port to which clients connect.
func (c *Counter) Addr() string { return c.address }

// Requests returns the number of requests.
func (c *Counter) Requests() int64 { return c.requests.Load() }

// During calls what. It returns the number of requests and of answered bytes in the meantime.
func (c *Counter) During(what func()) (requests, bytes int64) {
	requests, bytes = c.requests.Load(), c.bytes.Load()
	what()
	return c.requests.Load() - requests, c.bytes.Load() - bytes
}

// Operations returns the number of requests for each operation, including pings. The reads in a
// multi-read count in addition to it. The changes in a multi do not: it counts as one change.
func (c *Counter) Operations() map[int32]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.operations)
}

// came counts the bytes of answers.
type came struct{ *Counter }

func (c came) Write(p []byte) (int, error) {
	c.bytes.Add(int64(len(p)))
	return len(p), nil
}

func (c *Counter) forward(to io.Writer, from *bufio.Reader) {
	const largest = 4 << 20
	for first := true; ; first = false {
		length, err := from.Peek(4)
		if err != nil || binary.BigEndian.Uint32(length) > largest { // a four-letter word such as srvr
			_, _ = io.Copy(to, from)
			return
		}
		frame := make([]byte, 4+binary.BigEndian.Uint32(length))
		if _, err := io.ReadFull(from, frame); err != nil {
			return
		}
		if !first { // the first frame is the handshake
			c.count(jute.Decoder{Rest: frame[4:]})
		}
		if _, err := to.Write(frame); err != nil {
			return
		}
	}
}

// count counts one request.
func (c *Counter) count(request jute.Decoder) {
	const ping = 11
	_ = request.Int32() // xid
	operation := request.Int32()
	if operation != ping {
		c.requests.Add(1)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.operations[operation]++
	if operation != wire.OpMultiRead {
		return
	}
	for {
		within, last := request.Int32(), request.Bool()
		_ = request.Int32() // error code
		if last || request.Err != nil {
			return
		}
		c.operations[within]++
		if within != wire.OpGetData && within != wire.OpGetChildrenNames {
			return // a server refuses other operations in a multi-read
		}
		_, _ = request.Text(), request.Bool() // path and watch
	}
}
