package recipes

import (
	"encoding/binary"
	"strconv"
)

// message holds the fields of a protobuf message by number; of a field that is there
// twice, the last.
type message map[int]field

type field struct {
	number uint64
	bytes  []byte
}

// fields reads a protobuf message without its schema, as far as it is one.
func fields(data []byte) message {
	m := message{}
	for len(data) > 0 && len(m) < 64 {
		key, size := binary.Uvarint(data)
		if size <= 0 || key>>3 == 0 || key>>3 > 1<<16 {
			return m
		}
		data = data[size:]
		var found field
		switch key & 7 {
		case 0:
			if found.number, size = binary.Uvarint(data); size <= 0 {
				return m
			}
		case 1:
			size = 8
		case 2:
			length, prefix := binary.Uvarint(data)
			if prefix <= 0 || length > uint64(len(data)-prefix) {
				return m
			}
			found.bytes, size = data[prefix:prefix+int(length)], prefix+int(length)
		case 5:
			size = 4
		default:
			return m
		}
		if size > len(data) {
			return m
		}
		data, m[int(key>>3)] = data[size:], found
	}
	return m
}

func (m message) bytes(number int) []byte { return m[number].bytes }

func (m message) number(number int) string { return strconv.FormatUint(m[number].number, 10) }
