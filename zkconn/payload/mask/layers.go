package mask

import (
	"bytes"
	"strings"

	"zkweb/zkconn/payload/format"
)

// maskLayer masks the content of a layer and wraps it again. If that is not possible, it masks the
// data as a whole, and in part what was read in it. It masks everything if there are too many
// layers, or if the headers of a layer contain a secret.
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

// maskUnread masks data that could not be read to its end as a whole, and in part what was read in
// it. Such data is not searched for names as it is.
func (m *Masker) maskUnread(r *format.Reading, content *format.Content, inner Masked) Masked {
	if content.Guessed && inner.Count == 0 && m.isInBytes(r.Data) {
		return wholeMasked(r)
	}
	masked := withMasked(r, content, inner, []byte(Text))
	masked.Count, masked.Unread = max(1, inner.Count), inner.Count == 0
	return masked
}

// withMasked returns the masked content of a layer, with data in place of the layer's data.
func withMasked(r *format.Reading, content *format.Content, inner Masked, data []byte) Masked {
	shown := *content
	shown.Reading, shown.Headers = inner.reading, nil
	reading := r.WithContent(data, &shown)
	reading.Masked = true
	return Masked{Data: reading.Data, Binary: !r.UTF8 && string(reading.Data) == Text, Count: inner.Count, reading: reading}
}

// isInBytes reports whether there is a secret in data that is not text, in any encoding.
func (m *Masker) isInBytes(data []byte) bool { return m.inBinary(data) || m.inCharsets(data, nil) }

// maskShown masks data whose content has no secret: as a whole, if the bytes themselves have one.
func (m *Masker) maskShown(r *format.Reading, content *format.Content) Masked {
	layer := content.Layer
	switch {
	case layer.Charset && m.inCharsets(r.Data, masksIn(layer)):
		return wholeMasked(r)
	case layer.Wrap == nil && content.Guessed && m.isInBytes(r.Data):
		return wholeMasked(r) // a wrong guess can separate a secret from its name
	case layer.Wrap == nil && !r.Readable() && m.inBinary(r.Data):
		reading := r.WithContent([]byte(Text), content)
		reading.Masked = true
		return Masked{Data: reading.Data, Binary: !r.UTF8, Count: 1, reading: reading}
	}
	return Masked{Data: r.Data, reading: r}
}

// wrapped returns masked content wrapped in its layer. If that would not read as the same content
// again, or would not hide all secrets in the data, it returns just Text.
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

// rewrap wraps masked content in a layer. It writes lz4 and snappy in the variant of before, since
// programs that read blocks or Hadoop's frames read no other variant.
func rewrap(layer *format.Layer, before, masked []byte) ([]byte, error) {
	if layer.Name == format.LZ4 || layer.Name == format.Snappy {
		return format.Repack(layer.Name, before, masked)
	}
	return layer.Wrap(masked)
}

// onlyMasked reports whether wrapping the unmasked content yields the original data, and the masked
// data contains no secret when read in other character sets.
func (m *Masker) onlyMasked(r *format.Reading, content *format.Content, data []byte) bool {
	before, err := content.Layer.Wrap(content.Reading.Data)
	if err != nil || !bytes.Equal(before, r.Data) {
		return false
	}
	return !m.inCharsets(data, masksIn(content.Layer))
}

// masksIn returns Text in a character set, or nil if the set cannot express it.
func masksIn(charset *format.Layer) []byte {
	masks, err := charset.Wrap([]byte(Text))
	if err != nil {
		return nil
	}
	return masks
}

// inCharsets reports whether there is a secret in data read in any character set, apart from the
// masks in it.
func (m *Masker) inCharsets(data, masks []byte) bool {
	parts := [][]byte{data}
	if masks != nil {
		parts = bytes.Split(data, masks)
	}
	found := false
	format.InCharsets(parts, func(texts []string) bool {
		// Removing the zero bytes of UTF-16 leaves ASCII.
		text := strings.ReplaceAll(strings.Join(texts, Text), "\x00", "")
		found = m.spent() || m.holdsSecret(text)
		return !found
	})
	return found
}

// holdsSecret reports whether maskText would mask anything in text.
func (m *Masker) holdsSecret(text string) bool {
	_, count, ok := m.maskText(text, 0)
	return !ok || count > 0
}
