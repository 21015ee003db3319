package format

import (
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

// utf reads a string after its length.
func (j *javaReader) utf() string { return modifiedUTF8(j.take(uint64(j.uint16()))) }

func (j *javaReader) byte() byte {
	if b := j.take(1); !j.broken {
		return b[0]
	}
	return 0
}

func (j *javaReader) uint16() uint16 {
	if b := j.take(2); !j.broken {
		return binary.BigEndian.Uint16(b)
	}
	return 0
}

func (j *javaReader) uint32() uint32 {
	if b := j.take(4); !j.broken {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

func (j *javaReader) uint64() uint64 {
	if b := j.take(8); !j.broken {
		return binary.BigEndian.Uint64(b)
	}
	return 0
}

// take returns the next bytes, or nil if there are fewer.
func (j *javaReader) take(size uint64) []byte {
	if j.broken || size > uint64(len(j.data)) {
		j.broken = true
		return nil
	}
	taken := j.data[:size]
	j.data = j.data[size:]
	return taken
}

// modifiedUTF8 decodes Java's variant of UTF-8, in which a zero takes two bytes, and a character
// beyond U+FFFF is two surrogates of three bytes each. It returns other data unchanged.
func modifiedUTF8(data []byte) string {
	if utf8.Valid(data) {
		return string(data)
	}
	units := make([]uint16, 0, len(data))
	for at := 0; at < len(data); {
		b := data[at]
		switch {
		case b < 0x80:
			units = append(units, uint16(b))
			at++
		case b>>5 == 6 && at+1 < len(data) && data[at+1]>>6 == 2:
			units = append(units, uint16(b&0x1f)<<6|uint16(data[at+1]&0x3f))
			at += 2
		case b>>4 == 14 && at+2 < len(data) && data[at+1]>>6 == 2 && data[at+2]>>6 == 2:
			units = append(units, uint16(b&0xf)<<12|uint16(data[at+1]&0x3f)<<6|uint16(data[at+2]&0x3f))
			at += 3
		default:
			return string(data)
		}
	}
	return string(utf16.Decode(units))
}
