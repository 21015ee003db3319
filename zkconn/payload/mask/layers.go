package mask

import (
	"zkweb/zkconn/payload/format"
)

// maskWritten masks what a layer writes down of data that cannot be made of that
// again: the data is masked as a whole, and what is written down in part.
func (m *Masker) maskWritten(r *format.Reading, content *format.Content) Masked {
	if !isSound(content) || m.inBinary(content.Headers) {
		return wholeMasked(r)
	}
	written := m.mask(content.Reading, 0)
	switch {
	case written.Whole:
		return wholeMasked(r)
	case written.Count == 0 && !m.inBinary(r.Data):
		return Masked{Data: r.Data, reading: r}
	}
	reading := format.WithContent(r.Path, []byte(Text), &format.Content{Layer: content.Layer, Reading: written.reading})
	reading.Masked = true
	return Masked{Data: reading.Data, Binary: !r.UTF8, Count: max(1, written.Count), reading: reading}
}

// isSound reports whether all of a layer's content is known.
func isSound(content *format.Content) bool {
	return !content.More && !content.Damaged && !content.Reading.Wrapped()
}

// maskContent masks what a layer wraps and wraps it again. It refuses what is
// not whole, is wrapped twice, holds more than is looked at, or whose headers
// hold a secret.
func (m *Masker) maskContent(r *format.Reading, content *format.Content) maskedData {
	if !isSound(content) || m.inBinary(content.Headers) {
		return maskedData{}
	}
	masked := m.maskData(content.Reading, 0)
	if !masked.ok || masked.count == 0 {
		return maskedData{data: r.Data, ok: masked.ok, checked: len(r.Data)}
	}
	wrapped, err := content.Layer.Wrap(masked.data)
	return maskedData{wrapped, masked.count, err == nil, masked.format, len(wrapped)}
}
