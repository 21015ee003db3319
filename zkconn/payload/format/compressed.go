package format

import (
	"bytes"
	"errors"
	"io"
)

// unpacked returns as much of the content of a compressed stream as can be read.
func unpacked(r *Reading, stream io.Reader) *Content {
	content, more, err := readUpTo(stream, MaxUnwrapped)
	if more || err != nil {
		content = wholeCharacters(content)
	}
	return &Content{Reading: Read(r.Path, content), More: more, Damaged: err != nil}
}

// readUpTo reads at most limit bytes and reports whether there are more. If it returns an error,
// content is incomplete.
func readUpTo(stream io.Reader, limit int) (content []byte, more bool, err error) {
	var read bytes.Buffer
	_, err = io.Copy(&read, io.LimitReader(stream, int64(limit)+1))
	content = read.Bytes()
	if len(content) > limit {
		return content[:limit], true, nil
	}
	return content, false, err
}

// packed returns content as compressed by the writer that compressor returns.
func packed[W io.WriteCloser](content []byte, compressor func(io.Writer) (W, error)) ([]byte, error) {
	var out bytes.Buffer
	stream, err := compressor(&out)
	if err != nil {
		return nil, err
	}
	_, err = stream.Write(content)
	err = errors.Join(err, stream.Close())
	return out.Bytes(), err
}
