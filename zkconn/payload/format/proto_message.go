package format

import (
	"math"
	"strconv"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// readMessage reads a message of a type. Readable text is a message only if all of it has known
// fields.
func readMessage(r *Reading, data []byte, message protoreflect.MessageDescriptor) *Content {
	w := protoWriting{}
	whole := w.message(message, data)
	if w.known == 0 && len(data) > 0 || r.UTF8 && r.Readable() && (!whole || w.unknown > 0) {
		return nil
	}
	return w.content(r, !whole)
}

// protoWriting writes messages with the names of their fields.
type protoWriting struct {
	writing
	known, unknown int // numbers of fields
}

// message writes a message and reports whether it was read to its end.
func (w *protoWriting) message(message protoreflect.MessageDescriptor, data []byte) bool {
	w.object()
	defer w.end()
	var order []protowire.Number
	fields := map[protowire.Number][]wireField{}
	whole := true
	for read := 0; len(data) > 0; read++ {
		field, size := readWireField(data)
		if size < 0 {
			whole = false
			break
		}
		if w.full = w.full || read == maxWrittenItems; w.full {
			break
		}
		if fields[field.number] == nil {
			order = append(order, field.number)
		}
		fields[field.number] = append(fields[field.number], field)
		data = data[size:]
	}
	for _, number := range order {
		if w.full {
			break
		}
		whole = w.field(message.Fields().ByNumber(number), fields[number]) && whole
	}
	return whole
}

// field writes all values of one field.
func (w *protoWriting) field(field protoreflect.FieldDescriptor, values []wireField) bool {
	switch {
	case field == nil, !fits(field, values):
		w.unknown++
		for _, value := range values {
			w.key(strconv.Itoa(int(value.number)))
			w.wireValue(value)
		}
		return true
	case field.IsMap():
		w.known++
		return w.mapping(field, values)
	}
	w.known++
	whole := true
	w.key(string(field.Name()))
	if !field.IsList() {
		for i, value := range values {
			if i > 0 {
				w.key(string(field.Name()))
			}
			whole = w.value(field, value) && whole
		}
		return whole
	}
	w.list()
	defer w.end()
	for _, value := range values {
		if isPacked(field, value) {
			whole = w.packedValues(field, value.data) && whole
		} else {
			whole = w.value(field, value) && whole
		}
	}
	return whole
}

// fits reports whether values have the wire type of a field.
func fits(field protoreflect.FieldDescriptor, values []wireField) bool {
	for _, value := range values {
		if value.kind != wireType(field.Kind()) && !isPacked(field, value) {
			return false
		}
	}
	return true
}

func isPacked(field protoreflect.FieldDescriptor, value wireField) bool {
	return field.IsList() && value.kind == protowire.BytesType && wireType(field.Kind()) != protowire.BytesType && field.Kind() != protoreflect.GroupKind
}

func wireType(kind protoreflect.Kind) protowire.Type {
	switch kind {
	case protoreflect.Fixed32Kind, protoreflect.Sfixed32Kind, protoreflect.FloatKind:
		return protowire.Fixed32Type
	case protoreflect.Fixed64Kind, protoreflect.Sfixed64Kind, protoreflect.DoubleKind:
		return protowire.Fixed64Type
	case protoreflect.StringKind, protoreflect.BytesKind, protoreflect.MessageKind:
		return protowire.BytesType
	case protoreflect.GroupKind:
		return protowire.StartGroupType
	}
	return protowire.VarintType
}

// packedValues writes the numbers of a list that are stored without their tags.
func (w *protoWriting) packedValues(field protoreflect.FieldDescriptor, data []byte) bool {
	tag := protowire.AppendTag(nil, field.Number(), wireType(field.Kind()))
	for len(data) > 0 && !w.full {
		head := append(tag[:len(tag):len(tag)], data[:min(len(data), maxNumberBytes)]...)
		value, size := readWireField(head)
		if size < 0 {
			return false
		}
		w.value(field, value)
		data = data[size-len(tag):]
	}
	return true
}

const maxNumberBytes = 10 // maximum size of a varint in bytes

// mapping writes the entries of a map.
func (w *protoWriting) mapping(field protoreflect.FieldDescriptor, values []wireField) bool {
	whole := true
	w.key(string(field.Name()))
	w.object()
	defer w.end()
	for _, entry := range values {
		var key, value wireField
		for data := entry.data; len(data) > 0; {
			part, size := readWireField(data)
			if size < 0 {
				whole = false
				break
			}
			switch part.number {
			case 1:
				key = part
			case 2:
				value = part
			}
			data = data[size:]
		}
		if w.full {
			break
		}
		_, err := w.keyFrom(nil, func(*writing, []byte) ([]byte, error) {
			w.value(field.MapKey(), key)
			return nil, nil
		})
		whole = whole && err == nil
		if !w.full {
			whole = w.value(field.MapValue(), value) && whole
		}
	}
	return whole
}

// value writes one value according to the type of its field.
func (w *protoWriting) value(field protoreflect.FieldDescriptor, value wireField) bool {
	switch field.Kind() {
	case protoreflect.MessageKind, protoreflect.GroupKind:
		return w.full || w.message(field.Message(), value.data)
	case protoreflect.StringKind:
		w.string(string(value.data))
	case protoreflect.BytesKind:
		w.bytes(value.data)
	case protoreflect.BoolKind:
		w.bool(value.bits != 0)
	case protoreflect.EnumKind:
		w.enum(field.Enum(), protoreflect.EnumNumber(value.bits))
	case protoreflect.Sint32Kind, protoreflect.Sint64Kind:
		w.int(protowire.DecodeZigZag(value.bits))
	case protoreflect.Int32Kind, protoreflect.Sfixed32Kind:
		w.int(int64(int32(value.bits)))
	case protoreflect.Int64Kind, protoreflect.Sfixed64Kind:
		w.int(int64(value.bits))
	case protoreflect.FloatKind:
		w.float(float64(math.Float32frombits(uint32(value.bits))), 32)
	case protoreflect.DoubleKind:
		w.float(math.Float64frombits(value.bits), 64)
	default:
		w.uint(value.bits)
	}
	return true
}

func (w *protoWriting) enum(enum protoreflect.EnumDescriptor, n protoreflect.EnumNumber) {
	if named := enum.Values().ByNumber(n); named != nil {
		w.string(string(named.Name()))
		return
	}
	w.int(int64(n))
}
