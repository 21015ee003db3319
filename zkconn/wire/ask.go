package wire

import (
	"encoding/binary"
	"io"
	"net"

	"zkweb/zkconn/jute"
)

// headerBytes are the xid, the zxid and the error before an answer.
const headerBytes = 16

// Ask asks one question over a connection on which a session was granted, and on which
// nobody asks anything else. It is for whoever looks at the connection itself: calls of
// sessions go through a Link. The caller bounds it by the connection's deadline. A refusal
// is an error of type Code.
func Ask(conn net.Conn, operation int32, most int, body func(*jute.Encoder)) (*jute.Decoder, error) {
	request := newRequest(1, operation)
	if body != nil {
		body(request)
	}
	if _, err := conn.Write(seal(request)); err != nil {
		return nil, err
	}
	frame := make([]byte, lengthBytes)
	if _, err := io.ReadFull(conn, frame); err != nil {
		return nil, err
	}
	size := binary.BigEndian.Uint32(frame)
	if size < headerBytes || size > uint32(most) {
		return nil, ErrNotZooKeeper
	}
	frame = make([]byte, size)
	if _, err := io.ReadFull(conn, frame); err != nil {
		return nil, err
	}
	answer := &jute.Decoder{Rest: frame}
	_, _ = answer.Int32(), answer.Int64() // xid and zxid
	if code := Code(answer.Int32()); code != 0 {
		return nil, code
	}
	return answer, answer.Err
}
