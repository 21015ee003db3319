package format

import (
	"bytes"
	"image"
	_ "image/gif"  // registers its decoder
	_ "image/jpeg" // registers its decoder
	_ "image/png"  // registers its decoder
	"strings"

	_ "golang.org/x/image/webp" // registers its decoder
)

// imageTypes are the media types of the images that a browser is given to show.
// SVG is none: it is markup, with links and scripts.
var imageTypes = []struct{ name, magic, mediaType string }{
	{"png", "\x89PNG\r\n\x1a\n", "image/png"},
	{"jpeg", "\xff\xd8\xff", "image/jpeg"},
	{"gif", "GIF87a", "image/gif"},
	{"gif", "GIF89a", "image/gif"},
	{"webp", "RIFF????WEBPVP8", "image/webp"},
}

// ImageType returns the media type of an image that browsers show, by its first
// bytes: PNG, JPEG, GIF or WebP; "" for other data.
func ImageType(data []byte) string {
	_, mediaType := imageType(data)
	return mediaType
}

func imageType(data []byte) (name, mediaType string) {
	for _, known := range imageTypes {
		if hasMagic(data, known.magic) {
			return known.name, known.mediaType
		}
	}
	return "", ""
}

// hasMagic reports whether data begins with a text, in which "?" is any byte.
func hasMagic(data []byte, magic string) bool {
	if len(data) < len(magic) {
		return false
	}
	for i := range len(magic) {
		if magic[i] != '?' && data[i] != magic[i] {
			return false
		}
	}
	return true
}

// unwrapImage writes down what the image's header says; the image itself is the
// browser's to decode.
func unwrapImage(r *Reading) *Content {
	name, _ := imageType(r.Data)
	if name == "" {
		return nil
	}
	var w writing
	header, kind, err := image.DecodeConfig(bytes.NewReader(r.Data))
	damaged := err != nil || kind != name
	w.object()
	w.key("image")
	w.string(strings.ToUpper(name))
	if !damaged {
		w.key("width")
		w.int(int64(header.Width))
		w.key("height")
		w.int(int64(header.Height))
	}
	w.end()
	return w.content(r, damaged)
}
