package wire

import (
	"encoding/binary"

	"zkweb/zkconn/jute"
)

// newRequest begins a frame with its header; seal fills in the length.
func newRequest(xid, operation int32) *jute.Encoder {
	e := &jute.Encoder{Bytes: make([]byte, 4, 64)}
	e.Int32(xid)
	e.Int32(operation)
	return e
}

func seal(e *jute.Encoder) []byte {
	binary.BigEndian.PutUint32(e.Bytes, uint32(len(e.Bytes)-4))
	return e.Bytes
}
