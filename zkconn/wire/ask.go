package wire

import (
	"encoding/binary"
	"io"
	"net"

	"zkweb/zkconn/jute"
)

// headerBytes is the size of the header of an answer: xid, zxid and error code.
const headerBytes = 16

// Ask sends one request over a connection on which a session was granted and which nothing else
// uses, and returns the body of the answer. Answers of more than most bytes are an error. It is for
// diagnosis; sessions make their calls by a Link. The caller must set a deadline on the connection.
// If the server refuses, the error is a Code.
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
