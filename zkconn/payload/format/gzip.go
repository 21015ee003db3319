package format

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"unicode/utf8"
)

// MaxUnpacked is how many bytes of a gzip stream's content are looked at. Its
// content is not unpacked again.
const MaxUnpacked = 1 << 20

// IsGzip takes what a gzip reader can read a first byte of, or an empty
// content.
func IsGzip(data []byte) bool {
	stream, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return false
	}
	n, err := io.ReadFull(stream, make([]byte, 1))
	return n == 1 || errors.Is(err, io.EOF)
}

func Unpack(data []byte) (content []byte, more, damaged bool) {
	stream, err := gzip.NewReader(bytes.NewReader(data))
	if err == nil {
		content, err = io.ReadAll(io.LimitReader(stream, MaxUnpacked+1))
	}
	if len(content) > MaxUnpacked {
		return wholeCharacters(content[:MaxUnpacked]), true, false
	}
	if err != nil {
		return wholeCharacters(content), false, true
	}
	return content, false, false
}

// wholeCharacters leaves out a character that was cut off at the end, if what
// is left is valid UTF-8 then.
func wholeCharacters(content []byte) []byte {
	for cut := range min(utf8.UTFMax, len(content)+1) {
		if whole := content[:len(content)-cut]; utf8.Valid(whole) {
			return whole
		}
	}
	return content
}
