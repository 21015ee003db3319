package format

import (
	"math"
	"strconv"
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protowire"

	"zkweb/zkconn/znode"
)

// unwrapProtobuf reads a message whose schema is known for the znode's path. Otherwise, all of the
// data must be a message with its fields in order, and its strings must make that likely.
func unwrapProtobuf(r *Reading) *Content {
	if content := unwrapSchema(r); content != nil {
		return content
	}
	if content := unwrapHadoop(r); content != nil {
		return content
	}
	if !guessable(r) || !isWireMessage(r.Data) {
		return nil
	}
	var w writing
	w.wireMessage(r.Data)
	if w.letters <= minLetters || w.letters < min(len(r.Data), len(w.text))/16 {
		return nil
	}
	return guess(w.content(r, false))
}

// mayBeMessage reports whether the schema for a path is known. Otherwise, text is not a message.
func mayBeMessage(path znode.Path, _ string) bool {
	return schemaFor(path) != nil || isHadoop(path)
}

const (
	maxGuessedField = 1000 // data that begins like MessagePack and CBOR has larger ones
	maxWireDepth    = 16   // of messages within messages, each of which is read twice
)

// wireField is a field of a message as encoded.
type wireField struct {
	number protowire.Number
	kind   protowire.Type
	bits   uint64 // for a number
	data   []byte // for a string, bytes or a message
}

// wireFields reads the fields of a message and reports whether it has some, but not too many, in
// the order of their numbers, as programs write them. Otherwise, it returns those before the first
// fault.
func wireFields(data []byte) ([]wireField, bool) {
	var fields []wireField
	last := protowire.Number(1)
	for len(data) > 0 {
		field, size := readWireField(data)
		if size < 0 || field.kind == protowire.StartGroupType || field.number < last || field.number > maxGuessedField || len(fields) == maxWrittenItems {
			return fields, false
		}
		last = field.number
		fields = append(fields, field)
		data = data[size:]
	}
	return fields, len(fields) > 0
}

// readWireField returns the field at the start of data and its size, which is -1 if there is none.
func readWireField(data []byte) (wireField, int) {
	number, kind, head := protowire.ConsumeTag(data)
	if head < 0 {
		return wireField{}, -1
	}
	field := wireField{number: number, kind: kind}
	size := -1
	switch rest := data[head:]; kind {
	case protowire.VarintType:
		field.bits, size = protowire.ConsumeVarint(rest)
	case protowire.Fixed32Type:
		var n uint32
		n, size = protowire.ConsumeFixed32(rest)
		field.bits = uint64(n)
	case protowire.Fixed64Type:
		field.bits, size = protowire.ConsumeFixed64(rest)
	case protowire.BytesType:
		field.data, size = protowire.ConsumeBytes(rest)
	case protowire.StartGroupType:
		field.data, size = protowire.ConsumeGroup(number, rest)
	}
	if size < 0 {
		return wireField{}, -1
	}
	return field, head + size
}

// wireMessage writes the fields of a message without a schema, by their numbers. Repeated fields
// become a list.
func (w *writing) wireMessage(data []byte) {
	w.object()
	fields, _ := wireFields(data)
	for i := 0; i < len(fields) && !w.full; {
		number := fields[i].number
		end := i + 1
		for end < len(fields) && fields[end].number == number {
			end++
		}
		w.label(strconv.Itoa(int(number)))
		w.wireValues(fields[i:end])
		i = end
	}
	w.end()
}

func (w *writing) wireValues(fields []wireField) {
	if len(fields) == 1 {
		w.wireValue(fields[0])
		return
	}
	w.list()
	for _, field := range fields {
		if w.full {
			break
		}
		w.wireValue(field)
	}
	w.end()
}

// wireValue writes a value without a schema: as text if that is possible, else as a message if that
// is possible.
func (w *writing) wireValue(field wireField) {
	switch {
	case field.kind == protowire.Fixed64Type && isUsual(math.Float64frombits(field.bits)):
		w.float(math.Float64frombits(field.bits), 64)
	case field.kind == protowire.Fixed32Type && isUsual(float64(math.Float32frombits(uint32(field.bits)))):
		w.float(float64(math.Float32frombits(uint32(field.bits))), 32)
	case field.kind != protowire.BytesType:
		w.int(int64(field.bits)) // negative numbers are more usual than those over 2⁶³
	case len(field.data) == 0, utf8.Valid(field.data) && Readable(field.data):
		w.string(string(field.data))
	case len(w.brackets) < maxWireDepth && isWireMessage(field.data):
		w.wireMessage(field.data)
	default:
		w.bytes(field.data)
	}
}

// isUsual reports whether a number of a fixed size is likely to be a floating-point number.
func isUsual(f float64) bool { return math.Abs(f) >= 1e-6 && math.Abs(f) < 1e15 }

func isWireMessage(data []byte) bool {
	_, ok := wireFields(data)
	return ok
}
