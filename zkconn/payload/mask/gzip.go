package mask

import (
	"bytes"
	"compress/gzip"
	"io"

	"zkweb/zkconn/payload/format"
)

// maskGzip masks what the stream unpacks to and packs it again.
func (m *Masker) maskGzip(data []byte) (masked []byte, count int, ok bool) {
	content, ok := m.unpackAll(data)
	if !ok || format.IsGzip(content) {
		return nil, 0, false
	}
	content, count, ok = m.maskUnpacked(content)
	if !ok || count == 0 {
		return data, 0, ok
	}
	var packed bytes.Buffer
	stream := gzip.NewWriter(&packed)
	_, err := stream.Write(content)
	if closed := stream.Close(); err != nil || closed != nil {
		return nil, 0, false
	}
	return packed.Bytes(), count, true
}

// unpackAll refuses a stream that is not whole, that holds more than maxMasked
// bytes, or whose header holds a secret.
func (m *Masker) unpackAll(data []byte) ([]byte, bool) {
	stream, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, false
	}
	header := []byte(stream.Name + "\n" + stream.Comment + "\n" + string(stream.Extra))
	content, err := io.ReadAll(io.LimitReader(stream, maxMasked+1))
	return content, err == nil && len(content) <= maxMasked && !m.inBinary(header)
}
