package format

import (
	"encoding/hex"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of what is written down of binary data. What is beyond is not looked at.
const (
	maxWrittenDepth = 64
	maxWrittenItems = 1 << 16
)

// writing writes the values of binary data down as JSON, which shows names and
// values to whoever masks. After a limit is reached it takes no more.
type writing struct {
	text     []byte
	hidden   []byte // bytes that the text spells as hexadecimal digits, in which no secret would be seen
	brackets []byte // that close what is open
	items    int
	tags     int  // open ones of CBOR
	full     bool // a limit is reached
	names    int  // keys that are names of the data's own
	oddKeys  int  // other keys of its own
	letters  int  // bytes of strings that are readable text
}

// object begins an object, list a list, until the next end.
func (w *writing) object() { w.begin('{', '}') }

func (w *writing) list() { w.begin('[', ']') }

func (w *writing) begin(bracket, closing byte) {
	if w.next(1); w.full {
		return
	}
	w.text = append(w.text, bracket)
	w.brackets = append(w.brackets, closing)
	w.full = len(w.brackets) > maxWrittenDepth
}

func (w *writing) end() {
	if !w.full {
		w.close()
	}
}

func (w *writing) close() {
	w.giveValue()
	last := len(w.brackets) - 1
	w.text = append(w.text, w.brackets[last])
	w.brackets = w.brackets[:last]
}

// next makes room for a value, or a key, of a size.
func (w *writing) next(size int) {
	w.items++
	w.full = w.full || w.items > maxWrittenItems || len(w.text)+size+len(w.brackets) > MaxUnwrapped-64
	if w.full || len(w.text) == 0 {
		return
	}
	if last := w.text[len(w.text)-1]; last != '{' && last != '[' && last != ':' && last != '\n' {
		w.text = append(w.text, ',')
	}
}

// key writes the name of the next value.
func (w *writing) key(name string) {
	w.string(strings.ToValidUTF8(name, "\ufffd"))
	if !w.full {
		w.text = append(w.text, ':')
	}
}

// label writes the name of the next value, which is none of the data's.
func (w *writing) label(name string) {
	letters := w.letters
	w.key(name)
	w.letters = letters
}

// keyFrom writes the value that data begins with as the name of the next value,
// and returns the rest.
func (w *writing) keyFrom(data []byte, write func(*writing, []byte) ([]byte, error)) (rest []byte, err error) {
	start, depth := len(w.text), len(w.brackets)
	rest, err = write(w, data)
	if w.full || err != nil {
		w.text, w.brackets = w.text[:start], w.brackets[:depth]
		return rest, err
	}
	if w.text[start] == ',' {
		start++
	}
	value := string(w.text[start:])
	if !isName(strings.Trim(value, `"`)) || value[0] != '"' {
		w.oddKeys++
	} else {
		w.names++
	}
	if value[0] != '"' {
		w.text = append(w.text[:start], QuoteJSON(value)...)
	}
	w.text = append(w.text, ':')
	return rest, nil
}

// string writes a text; what is not UTF-8 as bytes.
func (w *writing) string(text string) {
	if !utf8.ValidString(text) {
		w.bytes([]byte(text))
		return
	}
	if w.next(len(text) + 2); w.full {
		return
	}
	if Readable(text) {
		w.letters += len(text)
	}
	w.text = append(w.text, QuoteJSON(text)...)
	w.full = len(w.text) > MaxUnwrapped-64
}

// bytes writes bytes as text where they are readable text, otherwise in hexadecimal.
func (w *writing) bytes(data []byte) {
	if utf8.Valid(data) && Readable(data) {
		w.string(string(data))
		return
	}
	if w.next(2*len(data) + 4); w.full {
		return
	}
	w.hidden = append(append(w.hidden, data...), '\n')
	w.text = append(w.text, `"0x`...)
	w.text = append(hex.AppendEncode(w.text, data), '"')
}

// literal writes what JSON spells as itself.
func (w *writing) literal(text string) {
	if w.next(len(text)); !w.full {
		w.text = append(w.text, text...)
	}
}

func (w *writing) int(n int64) { w.literal(strconv.FormatInt(n, 10)) }

func (w *writing) uint(n uint64) { w.literal(strconv.FormatUint(n, 10)) }

func (w *writing) bool(b bool) { w.literal(strconv.FormatBool(b)) }

func (w *writing) null() { w.literal("null") }

// float writes a number, exact to the given bits; what JSON has no number for
// as a string.
func (w *writing) float(f float64, bits int) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		w.string(strconv.FormatFloat(f, 'g', -1, bits))
		return
	}
	text := strconv.FormatFloat(f, 'g', -1, bits)
	if !strings.ContainsAny(text, ".e") {
		text += ".0"
	}
	w.literal(text)
}

// guessable reports whether data may be in a binary format without magic bytes.
func guessable(r *Reading) bool {
	return len(r.Data) >= minGuessed && len(r.Data) <= MaxUnwrapped && !(r.UTF8 && r.Readable())
}

const (
	minGuessed = 4 // bytes of data that a format without magic bytes is guessed in
	minLetters = 3 // readable characters in it that chance hardly makes
)

// likely reports whether there is enough readable text in what was written of
// data that chance did not make it: more where few keys are names.
func (w *writing) likely(size int) bool {
	size = min(size, len(w.text)) // not all is written when a limit is reached
	if w.oddKeys > w.names || w.names == 0 {
		return w.letters >= 2*minLetters && w.letters >= size/4*3
	}
	return w.letters >= minLetters && w.letters >= size/8 || w.names > 1 && w.letters >= 2*minLetters
}

// partly reports the same of data that could not be read to its end.
func (w *writing) partly(size int) bool {
	return w.names > 1 && w.oddKeys == 0 && w.letters >= 2*minLetters && w.letters >= size/4
}

// isName reports whether a key is one that programs have: words, and what stands
// between them.
func isName(key string) bool {
	for _, r := range key {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_-.:/@$ ", r) {
			return false
		}
	}
	return key != ""
}

// guess calls content a guess.
func guess(content *Content) *Content {
	content.Guessed = true
	return content
}

// giveValue writes null behind a name whose value could not be read.
func (w *writing) giveValue() {
	if last := len(w.text) - 1; last >= 0 && w.text[last] == ':' {
		w.text = append(w.text, "null"...)
	}
}

// closeAll ends all that is open.
func (w *writing) closeAll() {
	w.giveValue()
	for len(w.brackets) > 0 {
		w.close()
	}
}

// content returns what was written, with all that is open closed. damaged says that
// not all of the data could be read.
func (w *writing) content(r *Reading, damaged bool) *Content {
	w.closeAll()
	return &Content{Reading: Read(r.Path, w.text), Headers: w.hidden, More: w.full, Damaged: damaged && !w.full}
}
