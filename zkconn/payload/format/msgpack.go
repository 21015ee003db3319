package format

import (
	"time"

	"github.com/tinylib/msgp/msgp"
)

// unwrapMessagePack reads data that is one map or list of MessagePack, at least for a good part.
// The format has no magic bytes, so the strings in it must make it likely.
func unwrapMessagePack(r *Reading) *Content {
	if !guessable(r) {
		return nil
	}
	if kind := msgp.NextType(r.Data); kind != msgp.MapType && kind != msgp.ArrayType {
		return nil
	}
	var w writing
	rest, err := writeMessagePack(&w, r.Data)
	damaged := err != nil || len(rest) > 0 && !w.full
	if damaged && !w.partly(len(r.Data)) || !w.likely(len(r.Data)) {
		return nil
	}
	return guess(w.content(r, damaged))
}

// writeMessagePack writes the value at the start of data and returns the rest.
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
		return taken(msgp.ReadStringZC(data))(func(text []byte) { w.string(string(text)) })
	case msgp.BinType:
		return taken(msgp.ReadBytesZC(data))(w.bytes)
	case msgp.IntType:
		return taken(msgp.ReadInt64Bytes(data))(w.int)
	case msgp.UintType:
		return taken(msgp.ReadUint64Bytes(data))(w.uint)
	case msgp.Float32Type:
		return taken(msgp.ReadFloat32Bytes(data))(func(f float32) { w.float(float64(f), 32) })
	case msgp.Float64Type:
		return taken(msgp.ReadFloat64Bytes(data))(func(f float64) { w.float(f, 64) })
	case msgp.BoolType:
		return taken(msgp.ReadBoolBytes(data))(w.bool)
	case msgp.NilType:
		rest, err = msgp.ReadNilBytes(data)
		w.null()
		return rest, err
	}
	return writeMessagePackExtension(w, data)
}

// taken returns a function that writes value if err is nil, and returns rest and err.
func taken[T any](value T, rest []byte, err error) func(write func(T)) ([]byte, error) {
	return func(write func(T)) ([]byte, error) {
		if err == nil {
			write(value)
		}
		return rest, err
	}
}

// writeMessagePackExtension writes the type and the bytes of an extension, or the time if it is
// one. msgp.NextType mistakes other extensions for times, and does not recognize a time at the end
// of the data.
func writeMessagePackExtension(w *writing, data []byte) (rest []byte, err error) {
	if at, rest, err := msgp.ReadTimeUTCBytes(data); err == nil {
		w.string(at.Format(time.RFC3339Nano))
		return rest, nil
	}
	rest, err = msgp.Skip(data)
	if err != nil {
		return nil, err
	}
	kind, body := 1, 2 // for extensions of a fixed length
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
