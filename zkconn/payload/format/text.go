package format

import "bytes"

// MaxShown is how many bytes of a value are shown at most, in every view and
// in JSON: 64 KiB. The download has the rest.
const MaxShown = 64 << 10

// ByteOrderMark can stand before a text.
const ByteOrderMark = "\ufeff"

// Readable tells whether data has no control character but those that file(1)
// finds in text: BEL, BS, HT, LF, VT, FF, CR and ESC.
func Readable(data []byte) bool {
	return bytes.IndexFunc(data, func(r rune) bool {
		return r < ' ' && r != 0x1b && (r < 0x07 || r > 0x0d)
	}) < 0
}
