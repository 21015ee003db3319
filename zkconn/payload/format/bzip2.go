package format

import (
	"bytes"
	"compress/bzip2"
)

// bzip2Head is the number of bytes at the start of a stream that identify bzip2: “BZh”, a digit,
// and the mark of a block or of the end of an empty stream.
const bzip2Head = 10

var bzip2Marks = [][]byte{{0x31, 0x41, 0x59, 0x26, 0x53, 0x59}, {0x17, 0x72, 0x45, 0x38, 0x50, 0x90}}

func unwrapBzip2(r *Reading) *Content {
	if !isBzip2(r.Data) {
		return nil
	}
	return unpacked(r, bzip2.NewReader(bytes.NewReader(r.Data)))
}

func isBzip2(data []byte) bool {
	if len(data) < bzip2Head || !bytes.HasPrefix(data, []byte("BZh")) || data[3] < '1' || data[3] > '9' {
		return false
	}
	mark := data[4:bzip2Head]
	return bytes.Equal(mark, bzip2Marks[0]) || bytes.Equal(mark, bzip2Marks[1])
}
