package format

import (
	"time"

	"github.com/tinylib/msgp/msgp"
)

// unwrapMessagePack takes data that is one map or list of MessagePack as a whole.
// It has no magic bytes, so the strings in it must make it likely.
func unwrapMessagePack(r *Reading) *Content {
	if !guessable(r) {
		return nil
	}
	if kind := msgp.NextType(r.Data); kind != msgp.MapType && kind != msgp.ArrayType {
		return nil
	}
	var w writing
	rest, err := writeMessagePack(&w, r.Data)
	if err != nil || len(rest) > 0 && !w.full || !w.likely(len(r.Data)) {
		return nil
	}
	return guess(w.content(r, false))
}

// writeMessagePack writes the value that data begins with and returns the rest.
func writeMessagePack(w *writing, data []byte) (rest []byte, err error) {
	if w.full {
		return data, nil
	}
	var n uint32
	switch msgp.NextType(data) {
	case msgp.MapType:
		n, rest, err = msgp.ReadMapHeaderBytes(data)
		w.object()
		for ; err == nil && n > 0 && !w.full; n-- {
			if rest, err = w.keyFrom(rest, writeMessagePack); err == nil {
				rest, err = writeMessagePack(w, rest)
			}
		}
		w.end()
	case msgp.ArrayType:
		n, rest, err = msgp.ReadArrayHeaderBytes(data)
		w.list()
		for ; err == nil && n > 0 && !w.full; n-- {
			rest, err = writeMessagePack(w, rest)
		}
		w.end()
	default:
		rest, err = writeMessagePackScalar(w, data)
	}
	return rest, err
}

func writeMessagePackScalar(w *writing, data []byte) (rest []byte, err error) {
	switch msgp.NextType(data) {
	case msgp.StrType:
		var text []byte
		text, rest, err = msgp.ReadStringZC(data)
		w.string(string(text))
	case msgp.BinType:
		var value []byte
		value, rest, err = msgp.ReadBytesZC(data)
		w.bytes(value)
	case msgp.IntType:
		var n int64
		n, rest, err = msgp.ReadInt64Bytes(data)
		w.int(n)
	case msgp.UintType:
		var n uint64
		n, rest, err = msgp.ReadUint64Bytes(data)
		w.uint(n)
	case msgp.Float32Type:
		var f float32
		f, rest, err = msgp.ReadFloat32Bytes(data)
		w.float(float64(f), 32)
	case msgp.Float64Type:
		var f float64
		f, rest, err = msgp.ReadFloat64Bytes(data)
		w.float(f, 64)
	case msgp.BoolType:
		var b bool
		b, rest, err = msgp.ReadBoolBytes(data)
		w.bool(b)
	case msgp.NilType:
		rest, err = msgp.ReadNilBytes(data)
		w.null()
	case msgp.TimeType:
		var at time.Time
		at, rest, err = msgp.ReadTimeUTCBytes(data)
		w.string(at.Format(time.RFC3339Nano))
	default:
		rest, err = writeMessagePackExtension(w, data)
	}
	return rest, err
}

// writeMessagePackExtension writes the type of an extension and its bytes.
func writeMessagePackExtension(w *writing, data []byte) (rest []byte, err error) {
	rest, err = msgp.Skip(data)
	if err != nil {
		return nil, err
	}
	kind, body := 1, 2 // of a fixed length
	switch data[0] {
	case 0xc7:
		kind, body = 2, 3
	case 0xc8:
		kind, body = 3, 4
	case 0xc9:
		kind, body = 5, 6
	}
	value := data[:len(data)-len(rest)]
	if body > len(value) || value[0] < 0xc7 {
		return nil, errDamaged
	}
	w.object()
	w.label("extension")
	w.int(int64(int8(value[kind])))
	w.label("data")
	w.bytes(value[body:])
	w.end()
	return rest, nil
}
