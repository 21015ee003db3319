package recipes

import (
	"encoding/binary"
	"strconv"
)

// message holds the fields of a protobuf message by number. For a repeated field it holds the last.
type message map[int]field

type field struct {
	number uint64
	bytes  []byte
}

// fields parses a protobuf message without its schema, up to the first byte that does not fit.
func fields(data []byte) message {
	m := message{}
	eachField(data, func(number int, found field) { m[number] = found })
	return m
}

// messages returns all values of a repeated field that holds messages.
func messages(data []byte, wanted int) [][]byte {
	var all [][]byte
	eachField(data, func(number int, found field) {
		if number == wanted && found.bytes != nil {
			all = append(all, found.bytes)
		}
	})
	return all
}

// eachField calls visit for each field of a protobuf message, up to the first byte that does not
// fit.
func eachField(data []byte, visit func(number int, found field)) {
	for len(data) > 0 {
		key, size := binary.Uvarint(data)
		if size <= 0 || key>>3 == 0 || key>>3 > 1<<16 {
			return
		}
		data = data[size:]
		var found field
		switch key & 7 {
		case 0:
			if found.number, size = binary.Uvarint(data); size <= 0 {
				return
			}
		case 1:
			size = 8
		case 2:
			length, prefix := binary.Uvarint(data)
			if prefix <= 0 || length > uint64(len(data)-prefix) {
				return
			}
			found.bytes, size = data[prefix:prefix+int(length)], prefix+int(length)
		case 5:
			size = 4
		default:
			return
		}
		if size > len(data) {
			return
		}
		data = data[size:]
		visit(int(key>>3), found)
	}
}
func (m message) bytes(number int) []byte { return m[number].bytes }

func (m message) number(number int) string { return strconv.FormatUint(m[number].number, 10) }
