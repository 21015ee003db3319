package format

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strings"
	"unicode/utf8"

	"zkweb/zkconn/znode"
)

const (
	minBase64   = 16 // minimum characters of data; words and numbers are shorter
	minCodedRun = 24 // minimum characters within a text, where words are numerous
	maxPadding  = 2
	maxWrong    = 2 // maximum characters outside the alphabet in damaged base64
)

// unwrapBase64 decodes data that is base64 as a whole, with or without line ends, if it holds text
// or bytes in a format that is certain or has likely names. Data with one or two characters outside
// the alphabet is damaged base64, if it holds text.
func unwrapBase64(r *Reading) *Content {
	if !r.Readable() || !mayBeBase64(r.Path, r.Text) {
		return nil
	}
	text := lineEnds.Replace(r.Text)
	content, whole := decodeBase64(text)
	if !whole {
		content = decodeDamaged(text)
	}
	if content == nil {
		return nil
	}
	more := len(content) > MaxUnwrapped
	if more {
		content = wholeCharacters(content[:MaxUnwrapped])
	}
	inner := Read(r.Path, content)
	if !inner.isLikelyText() && !(whole && isKnownBinary(inner)) {
		return nil
	}
	return &Content{Reading: inner, More: more, Damaged: !whole}
}

func mayBeBase64(_ znode.Path, text string) bool {
	if len(text) < minBase64 {
		return false
	}
	wrong := 0
	for at := strings.IndexFunc(text, isNoBase64); at >= 0; at = strings.IndexFunc(text, isNoBase64) {
		if wrong++; wrong > maxWrong {
			return false
		}
		text = text[at+1:]
	}
	return true
}

func isNoBase64(r rune) bool {
	return r >= utf8.RuneSelf || !base64Bytes[r] && r != '=' && r != '\r' && r != '\n'
}

// isKnownBinary reports whether data is in a binary format that random bytes are hardly in. This
// excludes messages of numbered fields, numbers, character sets, and guesses for damaged data.
func isKnownBinary(r *Reading) bool {
	for _, unwrap := range []func(*Reading) *Content{
		unwrapGzip, unwrapZlib, unwrapZstd, unwrapBzip2, unwrapLZ4, unwrapSnappy,
		unwrapCertificate, unwrapAvro, unwrapJava, unwrapHBase, unwrapBSON, unwrapMessagePack, unwrapCBOR,
	} {
		if content := unwrap(r); content != nil && !(content.Guessed && content.Damaged) {
			return true
		}
	}
	return IsPrivateKey(r.Data)
}

// CodedBytes returns the bytes that a text is base16 or base64 of as a whole, whatever they are, or
// false for any other text.
func CodedBytes(text string) ([]byte, bool) {
	if !mayBeBase64(znode.Root, text) { // base16 uses letters of base64
		return nil, false
	}
	bare := lineEnds.Replace(text)
	if mayBeBase16(znode.Root, text) {
		if content, err := hex.DecodeString(bare); err == nil {
			return content, true
		}
	}
	return decodeBase64(bare)
}

// CodedText returns the text that a word within a text is base64 of, in any variant, or base16 of.
// It returns false if the word is neither. Of a word that is cut off, it decodes what it can.
func CodedText(word string) (string, bool) {
	const first = 16 // enough to tell that most words are not base64
	if len(word) < minCodedRun {
		return "", false
	}
	if isBase16(word[:first]) {
		if text, ok := textInBase16(word, first); ok {
			return text, true
		}
	}
	var start [first * 3 / 4]byte
	if _, err := codingOf(word[:first]).Decode(start[:], []byte(word[:first])); err != nil || !Readable(start[:]) || !utf8.Valid(wholeCharacters(start[:])) {
		return "", false
	}
	content, ok := decodeCut(word)
	if content = wholeCharacters(content); !ok || !utf8.Valid(content) || !Readable(content) {
		return "", false
	}
	return string(content), true
}

// CodedRest reports whether a word within a text ends with base64 of text, because the beginning is
// lost or something precedes it.
func CodedRest(word string) bool {
	for lost := 1; lost < 4 && len(word)-lost >= minCodedRun; lost++ {
		if _, ok := CodedText(word[lost:]); ok {
			return true
		}
	}
	return false
}

// CodedKey reports whether a word within a text is base64 of a private key in DER, or of a key
// store.
func CodedKey(word string) bool {
	const first = "M/_z" // DER, JKS and JCEKS
	if len(word) < minCodedRun || strings.IndexByte(first, word[0]) < 0 {
		return false
	}
	content, ok := decodeBase64(word)
	return ok && IsPrivateKey(content)
}

// CodedKeyStart reports whether a word within a text is the first line of base64 of a private key
// or a key store that continues on the next line.
func CodedKeyStart(word string) bool {
	const first, start, oneLine = "M/_z", 40, 256 // start is the minimum length of a line, oneLine the maximum length of a store that is on one line
	if len(word) < start || strings.IndexByte(first, word[0]) < 0 {
		return false
	}
	content, ok := decodeBase64(word[:start])
	return ok && beginsPrivateKey(content) && (word[0] != 'M' && len(word) < oneLine || !CodedKey(word))
}

// CodedBinary returns the bytes that a word within a text is base64 or base16 of, if they begin
// like a layer with recognizable first bytes: compression, UTF-16 and binary formats.
func CodedBinary(word string) ([]byte, bool) {
	const first = 16 // characters; enough to tell that most words are not such layers
	if len(word) < minCodedRun {
		return nil, false
	}
	var start [first * 3 / 4]byte
	if n, err := hex.Decode(start[:], []byte(word[:first])); err == nil && beginsLayer(start[:n], len(word)/2) {
		if content, err := hex.DecodeString(word); err == nil {
			return content, true
		}
	}
	bare := len(strings.TrimRight(word, "="))
	if _, err := codingOf(word[:first]).Decode(start[:], []byte(word[:first])); err != nil || !beginsLayer(start[:], bare*3/4) {
		return nil, false
	}
	return decodeCut(word)
}

// beginsLayer reports whether data of this size may be in a layer, judged by its first bytes.
func beginsLayer(start []byte, size int) bool {
	for _, magic := range layerMagic {
		if bytes.HasPrefix(start, magic[:min(len(magic), len(start))]) {
			return true
		}
	}
	a, b, c, d := start[0], start[1], start[2], start[3]
	switch {
	case a == 0x78 && (int(a)<<8|int(b))%31 == 0: // zlib
	case b == 0 && d == 0 && a != 0, a == 0 && c == 0 && b != 0: // UTF-16
	case int(binary.LittleEndian.Uint32(start)) == size: // BSON
	case a > 0x80 && a < 0x90 && b > 0xa0 && b < 0xc0: // a MessagePack map that begins with a name
	case a > 0xa0 && a < 0xb8 && b > 0x60 && b < 0x78: // a CBOR map that begins with a name
	default:
		return false
	}
	return true
}

var layerMagic = [][]byte{
	{0x1f, 0x8b, 8}, zstdMagic, []byte("BZh"), lz4Magic, javaLZ4Magic, snappyMagic, javaSnappyMagic,
	avroMagic, javaMagic, hbaseMagic, cborMagic, {0xff, 0xfe}, {0xfe, 0xff},
}

// CodedWord returns the first word from an offset on that may be base64: characters of its
// alphabets and padding. Such a word is all that CodedText and CodedKey need.
func CodedWord(text string, from int) (word Range, ok bool) {
	const shortest = minCodedRun - maxPadding
	for at := from; at+shortest <= len(text); { // no word begins before at
		end := at + shortest
		for end > at && base64Bytes[text[end-1]] {
			end--
		}
		if end > at {
			at = end // after the last byte that is not in the alphabet
			continue
		}
		end = at + shortest
		for end < len(text) && base64Bytes[text[end]] {
			end++
		}
		for padded := end; padded < len(text) && padded < end+maxPadding && text[padded] == '='; {
			padded++
			if (padded-at)%4 == 0 {
				return Range{at, padded}, true
			}
		}
		return Range{at, end}, true
	}
	return Range{}, false
}

// decodeBase64 decodes the standard alphabet and that for URLs, with or without padding.
func decodeBase64(text string) ([]byte, bool) {
	if len(text) < minBase64 || len(text) > 2*MaxUnwrapped {
		return nil, false
	}
	for at := range len(text) {
		if !base64Bytes[text[at]] && text[at] != '=' {
			return nil, false
		}
	}
	bare := strings.TrimRight(text, "=")
	if padding := len(text) - len(bare); padding > maxPadding || padding > 0 && len(text)%4 != 0 {
		return nil, false
	}
	content, err := codingOf(bare).DecodeString(bare)
	return content, err == nil
}

// decodeDamaged decodes base64 with a few wrong characters and puts question marks in their place.
// It returns nil if text is not base64.
func decodeDamaged(text string) []byte {
	mended := []byte(text)
	var wrong []int
	for at, letter := range mended {
		if !base64Bytes[letter] && (letter != '=' || at < len(text)-maxPadding) {
			mended[at] = 'A'
			wrong = append(wrong, at)
		}
	}
	content, ok := decodeBase64(string(mended))
	if !ok || len(wrong) > maxWrong {
		return nil
	}
	for _, at := range wrong {
		copy(content[min(at/4*3, len(content)):], "???")
	}
	return content
}

// decodeCut is like decodeBase64, for a word that may be cut off. It leaves out the incomplete
// bytes at the end.
func decodeCut(word string) ([]byte, bool) {
	if content, ok := decodeBase64(word); ok {
		return content, true
	}
	return decodeBase64(word[:len(word)/4*4])
}

// codingOf returns the encoding for the alphabet of a text without padding.
func codingOf(bare string) *base64.Encoding {
	if strings.IndexByte(bare, '-') >= 0 || strings.IndexByte(bare, '_') >= 0 {
		return urlCoding
	}
	return usualCoding
}

var usualCoding, urlCoding = base64.RawStdEncoding.Strict(), base64.RawURLEncoding.Strict()

// base64Bytes are the characters of both alphabets.
var base64Bytes = func() (set [256]bool) {
	for _, b := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_") {
		set[b] = true
	}
	return set
}()

func wrapBase64(content []byte) ([]byte, error) {
	return base64.StdEncoding.AppendEncode(nil, content), nil
}
