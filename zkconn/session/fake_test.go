package session_test

import (
	"encoding/binary"
	"io"
	"net"
	"sync"
	"testing"

	"zkweb/zkconn/jute"
	"zkweb/zkconn/wire"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// fakeServer is a server that behaves as a test requires, for what real servers do not do on
// demand.
type fakeServer struct {
	mu         sync.Mutex
	grant      func(handshake handshake) int64 // returns the ID of the session; 0 refuses it
	answer     func(operation int32, path string) (zxid int64, code wire.Code, body jute.Encoder)
	tell       func() string // returns the version that srvr tells; nil is 3.9.3
	ping       func() int64  // returns the zxid with which pings are answered; nil is 0
	pinged     chan struct{} // closed when the first ping was answered; nil if unused
	asking     int64         // the session whose call is answered
	held       chan struct{} // receives a value for each call that is not answered; nil if all are answered
	handshakes []handshake
	conns      []net.Conn
}

type handshake struct{ lastZxid, session int64 }

// run starts the server and returns its address.
func (f *fakeServer) run(t *testing.T) string {
	t.Helper()
	return zktest.RunHostile(t, f.serve)
}

// cut closes all connections.
func (f *fakeServer) cut() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, conn := range f.conns {
		_ = conn.Close()
	}
	f.conns = nil
}

// hold leaves all calls from now on unanswered, and sends a value to held for each. nil ends that.
func (f *fakeServer) hold(held chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.held = held
}

func (f *fakeServer) seen() []handshake {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]handshake(nil), f.handshakes...)
}

func (f *fakeServer) serve(conn net.Conn) {
	var head [4]byte
	if _, err := io.ReadFull(conn, head[:]); err != nil {
		return
	}
	if string(head[:]) == "srvr" {
		version := "3.9.3"
		if f.tell != nil {
			version = f.tell()
		}
		_, _ = io.WriteString(conn, "Zookeeper version: "+version+"-fake, built on a test\n")
		return
	}
	f.mu.Lock()
	f.conns = append(f.conns, conn)
	f.mu.Unlock()
	hello, err := rest(conn, head)
	if err != nil {
		return
	}
	_ = hello.Int32() // version of the protocol
	asked := handshake{lastZxid: hello.Int64()}
	_ = hello.Int32() // timeout
	asked.session = hello.Int64()
	f.mu.Lock()
	f.handshakes = append(f.handshakes, asked)
	id := f.grant(asked)
	f.mu.Unlock()
	var granted jute.Encoder
	granted.Int32(0)
	granted.Int32(4000)
	granted.Int64(id)
	granted.Buffer(make([]byte, 16))
	granted.Bool(false)
	if send(conn, granted) != nil || id == 0 {
		return
	}
	for {
		if _, err := io.ReadFull(conn, head[:]); err != nil {
			return
		}
		request, err := rest(conn, head)
		if err != nil {
			return
		}
		xid, operation := request.Int32(), request.Int32()
		var reply jute.Encoder
		reply.Int32(xid)
		if xid < 1<<30 { // a ping, or the end of the session
			reply.Int64(f.toldByPings())
			reply.Int32(0)
		} else {
			f.mu.Lock()
			if f.held != nil {
				f.held <- struct{}{}
				f.mu.Unlock()
				continue
			}
			f.asking = id
			zxid, code, body := f.answer(operation, request.Text())
			f.mu.Unlock()
			reply.Int64(zxid)
			reply.Int32(int32(code))
			reply.Bytes = append(reply.Bytes, body.Bytes...)
		}
		if send(conn, reply) != nil {
			return
		}
		if xid == xidPing {
			f.hasPinged()
		}
	}
}

// xidPing is the xid of pings.
const xidPing = -2

func (f *fakeServer) toldByPings() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ping == nil {
		return 0
	}
	return f.ping()
}

func (f *fakeServer) hasPinged() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.pinged != nil {
		close(f.pinged)
		f.pinged = nil
	}
}

func rest(conn net.Conn, length [4]byte) (jute.Decoder, error) {
	body := make([]byte, binary.BigEndian.Uint32(length[:]))
	_, err := io.ReadFull(conn, body)
	return jute.Decoder{Rest: body}, err
}

func send(conn net.Conn, e jute.Encoder) error {
	_, err := conn.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(e.Bytes))), e.Bytes...))
	return err
}

func encodeStat(e *jute.Encoder, stat znode.Stat) {
	e.Int64(stat.Czxid)
	e.Int64(stat.Mzxid)
	e.Int64(stat.Ctime)
	e.Int64(stat.Mtime)
	e.Int32(stat.Version)
	e.Int32(stat.Cversion)
	e.Int32(stat.Aversion)
	e.Int64(stat.EphemeralOwner)
	e.Int32(stat.DataLength)
	e.Int32(stat.NumChildren)
	e.Int64(stat.Pzxid)
}
