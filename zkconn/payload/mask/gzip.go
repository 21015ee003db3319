package mask

import (
	"bytes"
	"compress/gzip"

	"zkweb/zkconn/payload/format"
)

// maskGzip masks what the stream unpacks to and packs it again. It refuses a
// stream that is not whole, that is packed twice, that holds more than
// maxMasked bytes, or of which a member's header holds a secret.
func (m *Masker) maskGzip(data []byte) (masked []byte, count int, ok bool) {
	stream := format.Unpack(data, maxMasked)
	if stream.More || stream.Damaged || format.IsGzip(stream.Content) || m.inBinary(stream.Headers) {
		return nil, 0, false
	}
	content, count, ok := m.maskUnpacked(stream.Content)
	if !ok || count == 0 {
		return data, 0, ok
	}
	packed, ok := pack(content)
	return packed, count, ok
}

func pack(content []byte) ([]byte, bool) {
	var packed bytes.Buffer
	stream := gzip.NewWriter(&packed)
	_, err := stream.Write(content)
	if closed := stream.Close(); err != nil || closed != nil {
		return nil, false
	}
	return packed.Bytes(), true
}
