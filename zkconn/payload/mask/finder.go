package mask

import (
	"sync"
	"unicode"
	"unicode/utf8"
)

// finder finds any of a set of pieces in a text in one pass, however many there are. It is an
// Aho-Corasick automaton, and read-only once made.
type finder struct {
	classes [256]uint8 // of each byte; 0 for those in no piece
	actions [256]uint8 // for each byte of a text, its class, passOver or foldIt
	width   int        // length of a row of next
	next    []uint32   // by row plus class, the start of the row of the next state, with hit set if a piece ends there
	found   []uint16   // the piece that ends in each state, counted from 1

	passOver uint8 // the class of bytes that are ignored
	foldIt   uint8 // the class of bytes of characters that must be folded; the transition for it is always a hit
}

const hit = 1 << 31 // a piece ends in the next state, or may end there

// newFinder returns a finder of pieces. They must be lower case, not empty, and have fewer than
// 65,535 bytes in total. With fold, it compares as foldName does; otherwise it only ignores case.
func newFinder(pieces []string, fold bool) *finder {
	f := &finder{width: 1}
	for _, piece := range pieces {
		for _, b := range []byte(piece) {
			if f.classes[b] == 0 {
				f.classes[b] = uint8(f.width)
				f.width++
			}
		}
	}
	for b := 'A'; b <= 'Z'; b++ {
		f.classes[b] = f.classes[b+'a'-'A']
	}
	f.passOver, f.foldIt = uint8(f.width), uint8(f.width+1)
	f.width += 2
	f.actions = f.classes
	for b := range 256 {
		switch {
		case fold && b >= utf8.RuneSelf:
			f.actions[b] = f.foldIt
		case fold && isSeparator(byte(b)):
			f.actions[b] = f.passOver
		}
	}
	f.addState()
	for i, piece := range pieces {
		row := 0
		for _, b := range []byte(piece) {
			at := row + int(f.classes[b])
			if f.next[at] == 0 {
				f.next[at] = uint32(f.addState())
			}
			row = int(f.next[at])
		}
		f.found[row/f.width] = uint16(i + 1)
	}
	f.link()
	return f
}

// addState adds a state and returns the start of its row.
func (f *finder) addState() int {
	f.next = append(f.next, make([]uint32, f.width)...)
	f.found = append(f.found, 0)
	return (len(f.found) - 1) * f.width
}

// link completes the automaton, level by level: a missing transition goes where that of the longest
// suffix goes that begins a piece.
func (f *finder) link() {
	fallback := make([]int, len(f.found))
	queue := []int{0}
	for len(queue) > 0 {
		row := queue[0]
		queue = queue[1:]
		for class := range f.width {
			shorter := 0
			if row != 0 {
				shorter = int(f.next[fallback[row/f.width]+class] &^ hit)
			}
			next := int(f.next[row+class])
			if next == 0 {
				next = shorter
			} else {
				state := next / f.width
				fallback[state] = shorter
				if f.found[state] == 0 {
					f.found[state] = f.found[shorter/f.width]
				}
				queue = append(queue, next)
			}
			f.next[row+class] = uint32(next)
			if f.found[next/f.width] > 0 {
				f.next[row+class] |= hit
			}
		}
	}
	for row := 0; row < len(f.next); row += f.width {
		f.next[row+int(f.passOver)] = uint32(row)
		f.next[row+int(f.foldIt)] = hit
	}
}

// in reports whether any of the pieces is in the text.
func (f *finder) in(text string) bool {
	if !f.mayBeIn(text) {
		return false
	}
	s := scan{finder: f, text: text}
	_, found := s.next()
	return found
}

// mayBeIn returns false only for a text without any of the pieces. It processes four quarters of
// the text at the same time, since each step depends on the one before.
func (f *finder) mayBeIn(text string) bool {
	next, actions, quarter := f.next, &f.actions, len(text)/4
	a, b, c, d := text[:quarter], text[quarter:2*quarter], text[2*quarter:3*quarter], text[3*quarter:4*quarter]
	var rowA, rowB, rowC, rowD uint32
	for i := range quarter {
		rowA = next[rowA+uint32(actions[a[i]])]
		rowB = next[rowB+uint32(actions[b[i]])]
		rowC = next[rowC+uint32(actions[c[i]])]
		rowD = next[rowD+uint32(actions[d[i]])]
		if (rowA|rowB|rowC|rowD)&hit != 0 {
			return true
		}
	}
	return f.mayGoOn(text, [...]uint32{rowA, rowB, rowC, rowD})
}

// mayGoOn is mayBeIn for pieces that end beyond a quarter of the text. rows are the rows of the
// automaton at the end of each quarter.
func (f *finder) mayGoOn(text string, rows [4]uint32) bool {
	quarter := len(text) / 4
	for i, row := range rows {
		last := i == 3
		for at := (i + 1) * quarter; at < len(text) && (last || row != 0); at++ {
			if row = f.next[row+uint32(f.actions[text[at]])]; row&hit != 0 {
				return true
			}
		}
	}
	return false
}

// scan is the state of a search through a text.
type scan struct {
	*finder
	text string
	at   int    // text[:at] has been searched
	row  uint32 // the row of the current state
}

// next moves to the end of the next piece and returns the index of that piece.
func (s *scan) next() (piece int, found bool) {
	if !s.until(len(s.text), true) {
		return 0, false
	}
	return int(s.found[int(s.row)/s.width]) - 1, true
}

// skip moves to an offset and ignores pieces that end before it.
func (s *scan) skip(to int) { s.until(to, false) }

// until moves to the offset end, or to the end of the next piece if stop is set, and reports
// whether a piece ends there.
func (s *scan) until(end int, stop bool) bool {
	text, row, next := s.text[:end], s.row, s.finder.next
	for at := s.at; at < len(text); {
		var to uint32
		switch action := s.actions[text[at]]; {
		case action != s.foldIt:
			to = next[row+uint32(action)]
			at++
		case notUTF8(text, at):
			at++
		default:
			to, at = s.foldRune(row, at)
		}
		row = to &^ hit
		if to != row && stop {
			s.at, s.row = at, row
			return true
		}
	}
	s.at, s.row = max(s.at, end), row
	return false
}

// foldRune folds the character at an offset and takes the transitions for it.
func (s *scan) foldRune(row uint32, at int) (to uint32, behind int) {
	r, size := utf8.DecodeRuneInString(s.text[at:])
	switch {
	case r == utf8.RuneError && size == 1:
		return 0, at + 1
	case !foldsToItself(r):
		if r = foldRune(r); r < 0 {
			return row, at + size
		}
	case s.classes[s.text[at]] == 0: // no piece contains such a character
		return 0, at + size
	}
	var bytes [utf8.UTFMax]byte
	for _, b := range bytes[:utf8.EncodeRune(bytes[:], r)] {
		to = s.finder.next[row+uint32(s.classes[b])]
		row = to &^ hit
	}
	return to, at + size
}

// foldsToItself returns true only for characters that foldRune returns unchanged.
func foldsToItself(r rune) bool {
	return r >= 0x3400 && r <= 0x9fff || r < 1<<16 && folding()[r/64]&(1<<(r%64)) == 0
}

// folding has a bit for each character below 65,536 that foldRune changes.
var folding = sync.OnceValue(func() *[1 << 16 / 64]uint64 {
	var all [1 << 16 / 64]uint64
	for r := range rune(1 << 16) {
		if foldRune(r) != r {
			all[r/64] |= 1 << (r % 64)
		}
	}
	return &all
})

// isSeparator reports whether an ASCII character is ignored in names.
func isSeparator(b byte) bool {
	return b <= ' ' || b == '-' || b == '_' || b == '.' || b == 0x7f
}

// foldRune returns the character that stands for r in a folded name, or -1 if r is ignored.
func foldRune(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		if isSeparator(byte(r)) {
			return -1
		}
		return unicode.ToLower(r)
	case r == utf8.RuneError: // the most frequent case in binary data
		return r
	case r == 'ſ':
		return 's'
	case unicode.In(r, unicode.Cf, unicode.Z, unicode.Cc):
		return -1
	}
	return unicode.ToLower(r)
}
