package payload

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// maxUnpacked is how many bytes of a gzip stream's content are looked at. Its
// content is not unpacked again.
const maxUnpacked = 1 << 20

var gzipDecoder = decoder{Gzip, isGzip, showGzip}

// isGzip takes what a gzip reader can read a first byte of, or an empty
// content.
func isGzip(data []byte) bool {
	stream, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return false
	}
	n, err := io.ReadFull(stream, make([]byte, 1))
	return n == 1 || errors.Is(err, io.EOF)
}

// showGzip shows what the stream unpacks to, as Best would show it.
func showGzip(data []byte) shown {
	content, more, damaged := unpack(data)
	inside := decode(content, Best, contentDecoders)
	notes := []string{fmt.Sprintf("Unpacked from %s of gzip to %s.", sizeWords(len(data)), sizeWords(len(content)))}
	switch {
	case more:
		notes = []string{fmt.Sprintf("Unpacked from %s of gzip to more than %s; the rest was not looked at.", sizeWords(len(data)), sizeWords(maxUnpacked))}
	case damaged:
		notes = append(notes, "The gzip stream is damaged or cut off: this is what could be unpacked.")
	}
	if len(content) > 0 {
		notes = append(notes, fmt.Sprintf("The content is shown as %s.", inside.Current.Label()))
		notes = append(notes, inside.Notes...)
	}
	return shown{inside.Lines, inside.Truncated || more || damaged, notes}
}

func unpack(data []byte) (content []byte, more, damaged bool) {
	stream, err := gzip.NewReader(bytes.NewReader(data))
	if err == nil {
		content, err = io.ReadAll(io.LimitReader(stream, maxUnpacked+1))
	}
	if len(content) > maxUnpacked {
		return wholeCharacters(content[:maxUnpacked]), true, false
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
