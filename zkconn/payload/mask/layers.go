package mask

import (
	"bytes"
	"strings"

	"zkweb/zkconn/payload/format"
)

// maskLayer masks what a layer wraps and wraps it again. Where that cannot be,
// the data is masked as a whole, and what was read in it in part. It refuses
// what is in too many layers, or whose headers hold a secret.
func (m *Masker) maskLayer(r *format.Reading, content *format.Content) Masked {
	if m.inBinary(content.Headers) {
		return wholeMasked(r)
	}
	if content.Reading.TooDeep() {
		masked := wholeMasked(r)
		masked.Unread = true
		return masked
	}
	inner := m.mask(content.Reading, 0)
	switch {
	case inner.Whole:
		return wholeMasked(r)
	case content.More, content.Damaged:
		return m.maskUnread(r, content, inner)
	case inner.Count == 0:
		return m.maskShown(r, content)
	}
	return withMasked(r, content, inner, m.wrapped(r, content, inner))
}

// maskUnread masks data that could not be read to its end as a whole, and what was read
// in part: what is damaged names nothing.
func (m *Masker) maskUnread(r *format.Reading, content *format.Content, inner Masked) Masked {
	if content.Guessed && inner.Count == 0 && m.isInBytes(r.Data) {
		return wholeMasked(r)
	}
	masked := withMasked(r, content, inner, []byte(Text))
	masked.Count, masked.Unread = max(1, inner.Count), inner.Count == 0
	return masked
}

// withMasked returns a layer's masked content in place of its data.
func withMasked(r *format.Reading, content *format.Content, inner Masked, data []byte) Masked {
	shown := *content
	shown.Reading, shown.Headers = inner.reading, nil
	reading := r.WithContent(data, &shown)
	reading.Masked = true
	return Masked{Data: reading.Data, Binary: !r.UTF8 && string(reading.Data) == Text, Count: inner.Count, reading: reading}
}

// isInBytes reports whether there is a secret in what is no text, in whatever it may be.
func (m *Masker) isInBytes(data []byte) bool { return m.inBinary(data) || m.inCharsets(data, nil) }

// maskShown masks data in whose content there is no secret: as a whole, if there
// is one in the bytes.
func (m *Masker) maskShown(r *format.Reading, content *format.Content) Masked {
	layer := content.Layer
	switch {
	case layer.Charset && m.inCharsets(r.Data, masksIn(layer)):
		return wholeMasked(r)
	case layer.Wrap == nil && content.Guessed && m.isInBytes(r.Data):
		return wholeMasked(r) // a wrong guess can part a secret from its name
	case layer.Wrap == nil && !r.Readable() && m.inBinary(r.Data):
		reading := r.WithContent([]byte(Text), content)
		reading.Masked = true
		return Masked{Data: reading.Data, Binary: !r.UTF8, Count: 1, reading: reading}
	}
	return Masked{Data: r.Data, reading: r}
}

// wrapped returns masked content as the layer wraps it, if that reads as such
// again and hides all that the data holds; else Text alone.
func (m *Masker) wrapped(r *format.Reading, content *format.Content, inner Masked) []byte {
	layer := content.Layer
	if layer.Wrap == nil {
		return []byte(Text)
	}
	data, err := rewrap(layer, r.Data, inner.Data)
	if err != nil {
		return []byte(Text)
	}
	again := r.With(data).Content()
	if again == nil || again.Layer != layer || !bytes.Equal(again.Reading.Data, inner.Data) {
		return []byte(Text)
	}
	if layer.Charset && !m.onlyMasked(r, content, data) {
		return []byte(Text)
	}
	return data
}

// rewrap returns masked content in a layer again; lz4 and snappy as before was written:
// whoever reads blocks or Hadoop's frames reads no others.
func rewrap(layer *format.Layer, before, masked []byte) ([]byte, error) {
	if layer.Name == format.LZ4 || layer.Name == format.Snappy {
		return format.Repack(layer.Name, before, masked)
	}
	return layer.Wrap(masked)
}

// onlyMasked reports whether data in a character set is written as before where
// nothing is masked, and holds no secret when it is read in another one.
func (m *Masker) onlyMasked(r *format.Reading, content *format.Content, data []byte) bool {
	before, err := content.Layer.Wrap(content.Reading.Data)
	if err != nil || !bytes.Equal(before, r.Data) {
		return false
	}
	return !m.inCharsets(data, masksIn(content.Layer))
}

// masksIn returns how masks are written in a character set; nil if they cannot be.
func masksIn(charset *format.Layer) []byte {
	masks, err := charset.Wrap([]byte(Text))
	if err != nil {
		return nil
	}
	return masks
}

// inCharsets reports whether there is a secret in data read in any character set,
// beside the masks in it.
func (m *Masker) inCharsets(data, masks []byte) bool {
	parts := [][]byte{data}
	if masks != nil {
		parts = bytes.Split(data, masks)
	}
	found := false
	format.InCharsets(parts, func(texts []string) bool {
		// Without its zero bytes, UTF-16 reads as ASCII.
		text := strings.ReplaceAll(strings.Join(texts, Text), "\x00", "")
		found = m.spent() || m.holdsSecret(text)
		return !found
	})
	return found
}

// holdsSecret reports whether a text would be masked.
func (m *Masker) holdsSecret(text string) bool {
	_, count, ok := m.maskText(text, 0)
	return !ok || count > 0
}
