package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Link is an entry's position in the chain. The zero Link comes before entry 1.
type Link struct {
	Seq  int64
	Hash [sha256.Size]byte
}

// Next returns the link of the entry after l that has this canonical encoding.
func (l Link) Next(canonical []byte) Link {
	hash := sha256.New()
	hash.Write(l.Hash[:])
	hash.Write(canonical)
	next := Link{Seq: l.Seq + 1}
	hash.Sum(next.Hash[:0])
	return next
}

// Head returns the link for people and logs.
func (l Link) Head() Head { return Head{Seq: l.Seq, Hash: hex.EncodeToString(l.Hash[:])} }

// canonical returns the encoding of an entry that is stored and hashed: its JSON without the hash,
// without spaces and HTML escapes.
func canonical(entry Entry) ([]byte, error) {
	entry.Hash = ""
	line, err := jsonLine(entry)
	return bytes.TrimSuffix(line, []byte("\n")), err
}

// jsonLine returns an entry as a line of JSON. Without its hash, which comes last, the line is the
// canonical encoding, so that anybody with the lines can compute the chain.
func jsonLine(entry Entry) ([]byte, error) {
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(entry)
	return escapeFormats(line.Bytes()), err
}

// escapeFormats escapes characters that do not print. A character that changes the direction of
// text, for example, would let a line show something that it does not say.
func escapeFormats(line []byte) []byte {
	if !bytes.ContainsFunc(line, isFormat) {
		return line
	}
	var escaped []byte
	for _, r := range string(line) {
		if !isFormat(r) {
			escaped = utf8.AppendRune(escaped, r)
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) {
			escaped = fmt.Appendf(escaped, `\u%04x`, unit)
		}
	}
	return escaped
}

func isFormat(r rune) bool { return unicode.Is(unicode.Cf, r) }
