package wire

import "zkweb/zkconn/jute"

// MultiHeader begins an operation of a multi-request (MultiHeader of zookeeper.jute: type, done,
// err).
func MultiHeader(e *jute.Encoder, operation int32) {
	e.Int32(operation)
	e.Bool(false)
	e.Int32(-1)
}

// MultiEnd ends a multi-request.
func MultiEnd(e *jute.Encoder) {
	e.Int32(-1)
	e.Bool(true)
	e.Int32(-1)
}

// MultiResult reads the header of one result in the answer to a multi. It returns the operation,
// whose fields follow, or OpError and the error code.
func MultiResult(d *jute.Decoder) (operation int32, failed Code) {
	operation, last := d.Int32(), d.Bool()
	_ = d.Int32() // the same code
	if last {
		d.Err = jute.ErrShort
	}
	if operation == OpError && d.Err == nil {
		failed = Code(d.Int32())
	}
	return operation, failed
}
