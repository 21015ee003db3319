package wire

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"time"

	"zkweb/zkconn/jute"
)

// ErrNotZooKeeper is the error of a handshake with something else.
var ErrNotZooKeeper = errors.New("the first bytes are not a ZooKeeper server's")

// The connect response is 36 or 37 bytes; some room for what a later version may
// add. Something that is no ZooKeeper must not make us read a gigabyte.
const minGrant, maxGrant = 20, 1024

// Hello asks a server for a session (org.apache.zookeeper.proto.ConnectRequest).
type Hello struct {
	LastZxid  int64         // the last one seen: a server that is behind it refuses
	Timeout   time.Duration // the session timeout that is asked for
	SessionID int64         // 0 for a new session
	Password  []byte        // of the session that SessionID names
}

// Grant is the server's answer (org.apache.zookeeper.proto.ConnectResponse).
type Grant struct {
	Timeout   time.Duration // the session timeout that is granted
	SessionID int64         // 0 when the session that was asked for has expired
	Password  []byte        // of the session
	frame     []byte        // the whole answer, for the library
}

// Handshake asks for a session over a fresh connection. It reads no byte beyond
// the answer. The caller bounds it by the connection's deadline.
func Handshake(conn net.Conn, hello Hello) (Grant, error) {
	e := &jute.Encoder{Bytes: make([]byte, lengthBytes, 64)}
	e.Int32(0) // the protocol's version
	e.Int64(hello.LastZxid)
	e.Int32(int32(hello.Timeout / time.Millisecond))
	e.Int64(hello.SessionID)
	if hello.SessionID == 0 {
		hello.Password = make([]byte, 16)
	}
	e.Buffer(hello.Password)
	e.Bool(false) // no server without a quorum
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
	_ = fields.Int32() // the protocol's version
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

// Decline ends a session that was granted over conn and is not wanted, and closes
// conn.
func Decline(conn net.Conn) {
	_ = conn.SetWriteDeadline(time.Now().Add(writeTimeout))
	_, _ = conn.Write(seal(newRequest(1, OpClose))) // what is not told expires
	HangUp(conn)
}
