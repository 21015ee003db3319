package format

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
)

// unwrapGzip unpacks a stream if its first byte can be read, or if it is empty.
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

// Unpacked is the content of a gzip stream.
type Unpacked struct {
	Content []byte // the content of all members, concatenated
	Headers []byte // the names, comments and extra fields of all members, one per line
	More    bool   // there is more content, which was not examined
	Damaged bool   // the stream is damaged or cut off, or followed by other data; Content is what could be read
}

// Unpack reads at most limit bytes of the content of a gzip stream. If the content is UTF-8, it
// leaves out a character that is cut at the end.
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
