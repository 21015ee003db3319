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

// Counter is the way to a server. It counts the requests that go there, pings and
// four-letter words left out, which operations they ask for, and the bytes that come
// back.
type Counter struct {
	address         string
	requests, bytes atomic.Int64

	mu         sync.Mutex
	operations map[int32]int
}

// RunCounter forwards to a server, host:port, for the time of a test.
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

// Addr returns the host:port that clients connect to.
func (c *Counter) Addr() string { return c.address }

// Requests returns how many requests went by.
func (c *Counter) Requests() int64 { return c.requests.Load() }

// During returns how many requests went by, and how many bytes came, while what was
// done.
func (c *Counter) During(what func()) (requests, bytes int64) {
	requests, bytes = c.requests.Load(), c.bytes.Load()
	what()
	return c.requests.Load() - requests, c.bytes.Load() - bytes
}

// Operations returns how often each operation was asked for, pings too. Those within a
// multi-read count beside it; those within a multi do not, which is a change
// whatever it holds.
func (c *Counter) Operations() map[int32]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.operations)
}

// came counts what comes back.
type came struct{ *Counter }

func (c came) Write(p []byte) (int, error) {
	c.bytes.Add(int64(len(p)))
	return len(p), nil
}

func (c *Counter) forward(to io.Writer, from *bufio.Reader) {
	const largest = 4 << 20
	for first := true; ; first = false {
		length, err := from.Peek(4)
		if err != nil || binary.BigEndian.Uint32(length) > largest { // srvr
			_, _ = io.Copy(to, from)
			return
		}
		frame := make([]byte, 4+binary.BigEndian.Uint32(length))
		if _, err := io.ReadFull(from, frame); err != nil {
			return
		}
		if !first { // which is the handshake
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
	_ = request.Int32() // the xid
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
		_ = request.Int32() // no error yet
		if last || request.Err != nil {
			return
		}
		c.operations[within]++
		if within != wire.OpGetData && within != wire.OpGetChildrenNames {
			return // a server refuses what else is in it
		}
		_, _ = request.Text(), request.Bool() // the path, and whether to watch it
	}
}
