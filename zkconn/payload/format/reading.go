package format

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"zkweb/zkconn/znode"
)

// MaxShown is the maximum number of bytes of a value that views and JSON show: 64 KiB. The download
// is complete.
const MaxShown = 64 << 10

// ByteOrderMark can precede a text.
const ByteOrderMark = "\ufeff"

// MaskText stands in place of every secret, whatever its length. It is a plain scalar in YAML and
// properties, and valid inside the quotes of JSON and the tags of XML.
const MaskText = "•masked•"

// Reading is a znode's data as the formats read it. Each format reads it at most once, when its
// document is first needed. A Reading is safe for concurrent use.
type Reading struct {
	Path   znode.Path
	Data   []byte
	UTF8   bool   // whether all of Data is valid UTF-8, which is what counts as text
	Text   string // Data without its byte order mark; "" unless UTF8 is set
	Marked bool   // there is a byte order mark before Text
	Size   int    // size of all the data in bytes; more than that of Data if Data is the beginning
	Masked bool   // MaskText in Data stands in place of secrets

	documents []lazy[*Document] // one for each of Formats
	readable  lazy[bool]
	content   lazy[*Content]
	set       lazy[foundSet]
	charsets  lazy[[]Name]
	depth     int  // number of layers that were removed
	replaced  bool // Data is a replacement for data that was not text
}

type lazy[T any] struct {
	once  sync.Once
	value T
}

func (l *lazy[T]) get(read func() T) T {
	l.once.Do(func() { l.value = read() })
	return l.value
}

// Read returns a reading of all of a znode's data.
func Read(path znode.Path, data []byte) *Reading {
	r := &Reading{Path: path, Data: data, UTF8: utf8.Valid(data), Size: len(data), documents: make([]lazy[*Document], len(Formats))}
	if r.UTF8 {
		r.Text, r.Marked = strings.CutPrefix(string(data), ByteOrderMark)
	}
	return r
}

// ReadText returns a reading of a text within the data of the znode at path.
func ReadText(path znode.Path, text string) *Reading {
	r := &Reading{Path: path, UTF8: true, Size: len(text), depth: MaxLayers, documents: make([]lazy[*Document], len(Formats))}
	r.Text, r.Marked = strings.CutPrefix(text, ByteOrderMark)
	return r
}

// Readable reports whether data is text without control characters other than those that file(1)
// accepts in text.
func (r *Reading) Readable() bool {
	return r.UTF8 && r.readable.get(func() bool { return Readable(r.Text) })
}

// IsCutText reports whether data is readable UTF-8 except that its last character is cut off.
func (r *Reading) IsCutText() bool {
	whole := wholeCharacters(r.Data)
	return len(whole) > 0 && len(whole) < len(r.Data) && !utf8.FullRune(r.Data[len(whole):]) && Readable(whole)
}

// Viewed returns the documents that a person may look at, the most specific format first, or none
// if data is not text.
func (r *Reading) Viewed() []*Document {
	if !r.UTF8 || r.Size == 0 {
		return nil
	}
	var viewed []*Document
	for i := range Formats {
		if d := r.document(i); d != nil && d.Viewed {
			viewed = append(viewed, d)
		}
	}
	return viewed
}

// Values returns the document in the most specific format with names and values, and the root of
// these, or nil if there is none.
func (r *Reading) Values() (*Document, *Item) {
	for i := range Formats {
		if d := r.document(i); d != nil && d.items != nil {
			if root := d.items(); root != nil {
				return d, root
			}
		}
	}
	return nil, nil
}

func (r *Reading) document(i int) *Document {
	return r.documents[i].get(func() *Document {
		d := Formats[i].Read(r)
		if d != nil {
			d.Format, d.Text = Formats[i].Name, r.Text
		}
		return d
	})
}

// Content returns the content of a layer, or nil if data is in no layer or already within MaxLayers
// layers.
func (r *Reading) Content() *Content {
	if r.depth >= MaxLayers {
		return nil
	}
	return r.content.get(func() *Content { return unwrap(r) })
}

// With returns a reading of data that replaces the reading's data.
func (r *Reading) With(data []byte) *Reading {
	with := Read(r.Path, data)
	with.depth = r.depth
	return with
}

// WithContent returns a reading of data that replaces the reading's data, with content as its
// content.
func (r *Reading) WithContent(data []byte, content *Content) *Reading {
	with := r.With(data)
	with.content.get(func() *Content { return content })
	with.replaced = r.Packed()
	return with
}

// IsMask reports whether data is nothing but a mask for all of it.
func (r *Reading) IsMask() bool { return r.Masked && string(r.Data) == MaskText }

// TooDeep reports whether data is within MaxLayers layers and in one more.
func (r *Reading) TooDeep() bool { return r.depth == MaxLayers && unwrap(r) != nil }

// Packed reports whether data is not text for people, who read its content if it has one.
func (r *Reading) Packed() bool { return !r.Readable() || r.replaced }

// Decoded returns the content of the innermost layer around data, which is what a person reads. If
// data is readable text, that is the reading itself.
func (r *Reading) Decoded() *Reading {
	for r.Packed() {
		content := r.Content()
		if content == nil {
			break
		}
		r = content.Reading
	}
	return r
}

// unwrap returns the content of the first layer that data is in. For readable text, it tries only
// the layers that this may be in.
func unwrap(r *Reading) *Content {
	readable := r.Readable()
	for i := range Layers {
		if readable && (Layers[i].ofText == nil || !Layers[i].ofText(r.Path, r.Text)) {
			continue
		}
		if content := Layers[i].Unwrap(r); content != nil {
			return r.within(&Layers[i], content)
		}
	}
	return nil
}

// IsPlain returns true only if text, as the data of the znode at path, is in no layer. text must be
// readable.
func IsPlain(path znode.Path, text string) bool {
	if strings.HasPrefix(text, ByteOrderMark) {
		return false
	}
	return !slices.ContainsFunc(textLayers(), func(l *Layer) bool { return l.ofText(path, text) })
}

// textLayers are the layers that readable text can be in.
var textLayers = sync.OnceValue(func() []*Layer {
	var all []*Layer
	for i := range Layers {
		if Layers[i].ofText != nil {
			all = append(all, &Layers[i])
		}
	}
	return all
})

func (r *Reading) within(layer *Layer, content *Content) *Content {
	content.Layer, content.Reading.depth = layer, r.depth+1
	return content
}

const spanBytes = 32 // size in memory

// Compact prepares a reading for a cache: it drops what is not needed to show the data, and the
// buffer that Data was read into. It returns the memory that remains in use, in bytes. It must be
// called before other goroutines use the reading.
func (r *Reading) Compact() int {
	r.Data = bytes.Clone(r.Data)
	viewed := r.Viewed()
	size := 2 * len(r.Data)
	for i := range r.documents {
		d := &r.documents[i]
		d.once.Do(func() {})
		if d.value == nil || !slices.Contains(viewed, d.value) {
			d.value = nil
			continue
		}
		compact := *d.value
		compact.items = nil
		if compact.parsed {
			spans := slices.Clone(compact.spans(compact.Text)) // spans may be a small part of a larger slice
			compact.spans = func(text string) []Span { return cutSpans(spans, len(text)) }
			size += len(spans) * spanBytes
		}
		d.value = &compact
	}
	if content := r.Content(); content != nil {
		size += len(content.Headers) + content.Reading.Compact()
	}
	return size
}

// Beginning returns a reading of the first end bytes of the data, with the same documents to look
// at, or the reading itself if that is all of it.
func (r *Reading) Beginning(end int) *Reading {
	if end >= len(r.Data) {
		return r
	}
	whole := r.Viewed()
	for r.UTF8 && end > 0 && !utf8.RuneStart(r.Data[end]) {
		end--
	}
	cut := Read(r.Path, bytes.Clone(r.Data[:end]))
	cut.Size, cut.Masked, cut.depth = r.Size, r.Masked, MaxLayers
	for i := range Formats {
		cut.documents[i].get(func() *Document {
			at := slices.IndexFunc(whole, func(d *Document) bool { return d.Format == Formats[i].Name })
			if at < 0 {
				return nil
			}
			document := *whole[at]
			document.Text, document.items = cut.Text, nil
			if document.repeated != nil { // evaluated now, as the function retains all of the data
				key := strings.Clone(document.RepeatedKey())
				document.repeated = func() string { return key }
			}
			return &document
		})
	}
	return cut
}

// Readable reports whether text has no control characters other than those that file(1) accepts in
// text: BEL, BS, HT, LF, VT, FF, CR and ESC.
func Readable[T string | []byte](text T) bool {
	at := 0
	for ; at+8 <= len(text); at += 8 { // eight bytes become a single load
		eight := uint64(text[at]) | uint64(text[at+1])<<8 | uint64(text[at+2])<<16 | uint64(text[at+3])<<24 |
			uint64(text[at+4])<<32 | uint64(text[at+5])<<40 | uint64(text[at+6])<<48 | uint64(text[at+7])<<56
		if !hasControl(eight) {
			continue
		}
		for i := range 8 {
			if isUnreadable(text[at+i]) {
				return false
			}
		}
	}
	for ; at < len(text); at++ {
		if isUnreadable(text[at]) {
			return false
		}
	}
	return true
}

// hasControl reports whether one of eight bytes is below ' '.
func hasControl(eight uint64) bool {
	const each = 0x0101010101010101
	return (eight-' '*each)&^eight&(0x80*each) != 0
}

func isUnreadable(b byte) bool { return b < ' ' && b != 0x1b && (b < 0x07 || b > 0x0d) }

// wholeCharacters removes a character that is cut off at the end of UTF-8. It returns other content
// unchanged.
func wholeCharacters(content []byte) []byte {
	for cut := range min(utf8.UTFMax, len(content)+1) {
		if whole := content[:len(content)-cut]; utf8.Valid(whole) {
			return whole
		}
	}
	return content
}

// EndsInCRLF reports whether all line ends of a text are CR LF, and there is at least one.
func EndsInCRLF(text string) bool {
	ends := strings.Count(text, "\n")
	return ends > 0 && strings.Count(text, "\r\n") == ends
}

// IndexByteOr returns the index of b in text, or the length of text if b is not in it.
func IndexByteOr(text string, b byte) int {
	if at := strings.IndexByte(text, b); at >= 0 {
		return at
	}
	return len(text)
}
