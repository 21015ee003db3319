package wire

import (
	"encoding/binary"

	"zkweb/zkconn/jute"
)

// MaxRequest is the largest request that is sent, in bytes: a server drops the
// connection over one that exceeds its jute.maxbuffer, which is this unless the
// server was told otherwise.
const MaxRequest = 0xfffff

// lengthBytes is the size of the length that precedes each frame.
const lengthBytes = 4

// newRequest begins a frame with its header; seal fills in the length.
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
