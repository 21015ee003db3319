package format

import (
	"encoding/hex"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of the text for binary data. Data beyond them is not examined.
const (
	maxWrittenDepth = 64
	maxWrittenItems = 1 << 16
)

// writing writes the values of binary data as JSON, which keeps names and values recognizable for
// masking. Once a limit is reached, it ignores further values.
type writing struct {
	text     []byte
	hidden   []byte // bytes that are hexadecimal digits in text, where no secret would be found
	brackets []byte // the closing brackets of all that is open
	items    int
	tags     int  // number of open CBOR tags
	full     bool // a limit was reached
	names    int  // number of keys from the data that are names
	oddKeys  int  // number of other keys from the data
	letters  int  // bytes of strings that are readable text
}

// object begins an object, and list a list, which the next end ends.
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

// next prepares for a value or a key of a size: it checks the limits and adds a comma if needed.
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

// label writes a name for the next value that is not from the data.
func (w *writing) label(name string) {
	letters := w.letters
	w.key(name)
	w.letters = letters
}

// keyFrom writes the value at the start of data as the name of the next value, and returns the
// rest.
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

// string writes a text. It writes text that is not UTF-8 as bytes.
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

// bytes writes bytes as text if they are readable, else in hexadecimal.
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

// literal writes text as it is, which must be valid JSON.
func (w *writing) literal(text string) {
	if w.next(len(text)); !w.full {
		w.text = append(w.text, text...)
	}
}

func (w *writing) int(n int64) { w.literal(strconv.FormatInt(n, 10)) }

func (w *writing) uint(n uint64) { w.literal(strconv.FormatUint(n, 10)) }

func (w *writing) bool(b bool) { w.literal(strconv.FormatBool(b)) }

func (w *writing) null() { w.literal("null") }

// float writes a number with the precision of bits. It writes infinities and NaN as strings, since
// JSON has no numbers for them.
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
	minGuessed = 4 // minimum size of such data in bytes
	minLetters = 3 // number of readable characters that hardly occur by chance
)

// likely reports whether what was written has so much readable text that this is hardly due to
// chance. It takes more text if few keys are names.
func (w *writing) likely(size int) bool {
	size = min(size, len(w.text)) // only a part is written if a limit is reached
	if w.oddKeys > w.names || w.names == 0 {
		return w.letters >= 2*minLetters && w.letters >= size/4*3
	}
	return w.letters >= minLetters && w.letters >= size/8 || w.names > 1 && w.letters >= 2*minLetters
}

// partly is like likely, for data that could not be read to its end.
func (w *writing) partly(size int) bool {
	return w.names > 1 && w.oddKeys == 0 && w.letters >= 2*minLetters && w.letters >= size/4
}

// isName reports whether a key looks like one in a program: words, and separators between them.
func isName(key string) bool {
	for _, r := range key {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_-.:/@$ ", r) {
			return false
		}
	}
	return key != ""
}

// guess marks content as a guess and returns it.
func guess(content *Content) *Content {
	content.Guessed = true
	return content
}

// giveValue writes null after a name whose value could not be read.
func (w *writing) giveValue() {
	if last := len(w.text) - 1; last >= 0 && w.text[last] == ':' {
		w.text = append(w.text, "null"...)
	}
}

// closeAll ends everything that is open.
func (w *writing) closeAll() {
	w.giveValue()
	for len(w.brackets) > 0 {
		w.close()
	}
}

// content ends everything that is open and returns what was written. damaged says that not all of
// the data could be read.
func (w *writing) content(r *Reading, damaged bool) *Content {
	w.closeAll()
	return &Content{Reading: Read(r.Path, w.text), Headers: w.hidden, More: w.full, Damaged: damaged && !w.full}
}
