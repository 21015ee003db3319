package wire

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"time"

	"zkweb/zkconn/jute"
)

// ErrNotZooKeeper is the error if the other end is not a ZooKeeper server.
var ErrNotZooKeeper = errors.New("the first bytes are not a ZooKeeper server's")

// The bounds of the connect response, in bytes. It has 36 or 37; later versions may add fields. A
// peer that is not ZooKeeper must not make us allocate a gigabyte.
const minGrant, maxGrant = 20, 1024

// Hello is the request for a session (org.apache.zookeeper.proto.ConnectRequest).
type Hello struct {
	LastZxid  int64         // the last zxid seen; a server that is behind it refuses
	Timeout   time.Duration // the requested session timeout
	SessionID int64         // 0 for a new session
	Password  []byte        // password of the session SessionID; unused for a new one
}

// Grant is the server's answer (org.apache.zookeeper.proto.ConnectResponse).
type Grant struct {
	Timeout   time.Duration // the granted session timeout
	SessionID int64         // 0 if the requested session has expired
	Password  []byte        // password of the session
	frame     []byte        // the whole answer, for the library
}

// Handshake requests a session over a new connection. It reads no byte beyond the answer. The
// caller must set a deadline on the connection.
func Handshake(conn net.Conn, hello Hello) (Grant, error) {
	e := &jute.Encoder{Bytes: make([]byte, lengthBytes, 64)}
	e.Int32(0) // version of the protocol
	e.Int64(hello.LastZxid)
	e.Int32(int32(hello.Timeout / time.Millisecond))
	e.Int64(hello.SessionID)
	if hello.SessionID == 0 {
		hello.Password = make([]byte, 16)
	}
	e.Buffer(hello.Password)
	e.Bool(false) // read-only: accept no server without a quorum
	if _, err := conn.Write(seal(e)); err != nil {
		return Grant{}, err
	}
	frame := make([]byte, lengthBytes, lengthBytes+maxGrant)
	if _, err := io.ReadFull(conn, frame); err != nil {
		return Grant{}, err
	}
	size := binary.BigEndian.Uint32(frame)
	if size < minGrant || size > maxGrant {
		return Grant{}, ErrNotZooKeeper
	}
	frame = frame[:lengthBytes+size]
	if _, err := io.ReadFull(conn, frame[lengthBytes:]); err != nil {
		return Grant{}, err
	}
	return readGrant(frame)
}

func readGrant(frame []byte) (Grant, error) {
	fields := jute.Decoder{Rest: frame[lengthBytes:]}
	_ = fields.Int32() // version of the protocol
	grant := Grant{
		Timeout:   time.Duration(fields.Int32()) * time.Millisecond,
		SessionID: fields.Int64(),
		Password:  fields.Buffer(),
		frame:     frame,
	}
	if fields.Err != nil || grant.SessionID != 0 && grant.Timeout <= 0 {
		return Grant{}, ErrNotZooKeeper
	}
	return grant, nil
}

// Decline ends an unwanted session that was granted over conn, and closes conn.
func Decline(conn net.Conn) {
	_ = conn.SetWriteDeadline(time.Now().Add(writeTimeout))
	_, _ = conn.Write(seal(newRequest(1, OpClose))) // if this fails, the session expires by itself
	HangUp(conn)
}
