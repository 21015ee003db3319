package format

import (
	"bytes"
	"image"
	_ "image/gif"  // registers its decoder
	_ "image/jpeg" // registers its decoder
	_ "image/png"  // registers its decoder
	"strings"

	_ "golang.org/x/image/webp" // registers its decoder

	"zkweb/zkconn/znode"
)

// imageTypes are the types of images that are served to browsers. SVG is left out, since it can
// contain links and scripts.
var imageTypes = []struct{ name, magic, mediaType string }{
	{"png", "\x89PNG\r\n\x1a\n", "image/png"},
	{"jpeg", "\xff\xd8\xff", "image/jpeg"},
	{"gif", "GIF87a", "image/gif"},
	{"gif", "GIF89a", "image/gif"},
	{"webp", "RIFF????WEBPVP8", "image/webp"},
}

// Picture is an image that can be served to a browser.
type Picture struct {
	MediaType     string
	Width, Height int // in pixels
}

// maxPixels is the maximum number of pixels of an image that is served to browsers, as a few bytes
// can claim to be a huge image.
const maxPixels = 32 << 20

// PictureOf reads the header of a PNG, JPEG, GIF or WebP image. ok is false for other data and for
// images of more than maxPixels pixels.
func PictureOf(data []byte) (picture Picture, ok bool) {
	name, mediaType := imageType(data)
	if name == "" {
		return Picture{}, false
	}
	header, kind, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || kind != name || header.Width <= 0 || header.Height <= 0 || header.Width > maxPixels/header.Height {
		return Picture{}, false
	}
	return Picture{mediaType, header.Width, header.Height}, true
}

func imageType(data []byte) (name, mediaType string) {
	for _, known := range imageTypes {
		if hasMagic(data, known.magic) {
			return known.name, known.mediaType
		}
	}
	return "", ""
}

func mayBeImage(_ znode.Path, text string) bool {
	return strings.HasPrefix(text, "GIF8") || strings.HasPrefix(text, "RIFF")
}

// hasMagic reports whether data begins with magic, in which "?" stands for any byte.
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

// unwrapImage describes the header of an image. Decoding the image is left to the browser.
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
