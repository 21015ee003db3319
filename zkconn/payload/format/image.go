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

// imageTypes are the media types of the images that a browser is given to show.
// SVG is none: it is markup, with links and scripts.
var imageTypes = []struct{ name, magic, mediaType string }{
	{"png", "\x89PNG\r\n\x1a\n", "image/png"},
	{"jpeg", "\xff\xd8\xff", "image/jpeg"},
	{"gif", "GIF87a", "image/gif"},
	{"gif", "GIF89a", "image/gif"},
	{"webp", "RIFF????WEBPVP8", "image/webp"},
}

// Picture is an image that a browser can be given to show.
type Picture struct {
	MediaType     string
	Width, Height int // pixels
}

// maxPixels is how large an image is at most that browsers are given: a few bytes
// can say that they are a million times as many.
const maxPixels = 32 << 20

// PictureOf reads the header of an image: PNG, JPEG, GIF or WebP. ok is false for
// other data, and for images over some 33 million pixels.
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
