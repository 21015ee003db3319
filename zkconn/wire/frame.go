package wire

import (
	"encoding/binary"

	"zkweb/zkconn/jute"
)

// MaxRequest is the size of the largest request that is sent, in bytes. It is the default of
// jute.maxbuffer; a server drops the connection if a request exceeds that.
const MaxRequest = 0xfffff

// lengthBytes is the size of the length that precedes each frame.
const lengthBytes = 4

// newRequest begins a frame with its header. The length is filled in by seal.
func newRequest(xid, operation int32) *jute.Encoder {
	e := &jute.Encoder{Bytes: make([]byte, lengthBytes, 64)}
	e.Int32(xid)
	e.Int32(operation)
	return e
}

func seal(e *jute.Encoder) []byte {
	binary.BigEndian.PutUint32(e.Bytes, uint32(len(e.Bytes)-lengthBytes))
	return e.Bytes
}

func setXid(frame []byte, xid int32) { binary.BigEndian.PutUint32(frame[lengthBytes:], uint32(xid)) }
