package format

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
)

// unwrapGzip unpacks a stream of which a first byte can be read, or an empty
// content.
func unwrapGzip(r *Reading) *Content {
	if !isGzip(r.Data) {
		return nil
	}
	stream := Unpack(r.Data, MaxUnwrapped)
	return &Content{
		Reading: Read(r.Path, stream.Content),
		Headers: stream.Headers, More: stream.More, Damaged: stream.Damaged,
	}
}

func isGzip(data []byte) bool {
	if !bytes.HasPrefix(data, []byte{0x1f, 0x8b, 8}) {
		return false
	}
	stream, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return false
	}
	n, err := io.ReadFull(stream, make([]byte, 1))
	return n == 1 || errors.Is(err, io.EOF)
}

func wrapGzip(content []byte) ([]byte, error) {
	var packed bytes.Buffer
	stream := gzip.NewWriter(&packed)
	_, err := stream.Write(content)
	err = errors.Join(err, stream.Close())
	return packed.Bytes(), err
}

// Unpacked is what a gzip stream holds.
type Unpacked struct {
	Content []byte // of all members, one behind the other
	Headers []byte // the names, comments and extra fields of all members, a line each
	More    bool   // there is more content, which was not looked at
	Damaged bool   // the stream is damaged or cut off, or no gzip stream follows a member: Content is what could be read
}

// Unpack reads a gzip stream, at most limit bytes of its content. A character
// of UTF-8 that the end cuts is left out, if all before it is UTF-8.
func Unpack(data []byte, limit int) Unpacked {
	var all Unpacked
	packed := bytes.NewReader(data)
	stream, err := gzip.NewReader(packed)
	for err == nil {
		all.Headers = append(all.Headers, stream.Name+"\n"+stream.Comment+"\n"+string(stream.Extra)+"\n"...)
		stream.Multistream(false)
		var content []byte
		content, err = io.ReadAll(io.LimitReader(stream, int64(limit-len(all.Content)+1)))
		all.Content = append(all.Content, content...)
		if len(all.Content) > limit {
			return Unpacked{Content: wholeCharacters(all.Content[:limit]), Headers: all.Headers, More: true}
		}
		if err == nil {
			err = stream.Reset(packed)
		}
	}
	if !errors.Is(err, io.EOF) || len(all.Headers) == 0 {
		all.Content, all.Damaged = wholeCharacters(all.Content), true
	}
	return all
}
