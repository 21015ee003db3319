package mask

import (
	"sync"
	"unicode"
	"unicode/utf8"
)

// finder finds any of a set of pieces in a text in one pass, whatever their
// number: Aho and Corasick's automaton. It is read-only once made.
type finder struct {
	classes [256]uint8 // of a byte; 0 for those that no piece has
	actions [256]uint8 // the class of a byte of a text, passOver or foldIt
	width   int        // of a row of next
	next    []uint32   // where the row of the next state begins, by that of a state and a class; with hit where a piece ends
	found   []uint16   // the piece that ends in each state, counted from 1

	passOver uint8 // the class of bytes that make no difference
	foldIt   uint8 // the class of bytes of characters that are to be folded: none follows what it says
}

const hit = 1 << 31 // a piece ends in the next state, or may end there

// newFinder makes a finder of pieces in lower case, none of them empty; their
// bytes together are fewer than 65,535. With fold, it compares as foldName does;
// without it, only capitals make no difference.
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

// addState returns where the row of the new state begins.
func (f *finder) addState() int {
	f.next = append(f.next, make([]uint32, f.width)...)
	f.found = append(f.found, 0)
	return (len(f.found) - 1) * f.width
}

// link completes the automaton, level by level: where a state has no next one,
// it goes on from the longest end of what it stands for that begins a piece.
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

// in reports whether one of the pieces is in the text.
func (f *finder) in(text string) bool {
	if !f.mayBeIn(text) {
		return false
	}
	s := scan{finder: f, text: text}
	_, found := s.next()
	return found
}

// mayBeIn returns false only for a text without any of the pieces. It goes through
// four quarters of the text at a time, for each step waits for the one before.
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

// mayGoOn is like mayBeIn, behind each quarter of the text, at whose end the automaton is in
// these rows: a piece can end in the next quarter.
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

// scan goes through a text.
type scan struct {
	*finder
	text string
	at   int    // text[:at] is searched
	row  uint32 // of the state
}

// next moves behind the end of the next piece and returns its number.
func (s *scan) next() (piece int, found bool) {
	if !s.until(len(s.text), true) {
		return 0, false
	}
	return int(s.found[int(s.row)/s.width]) - 1, true
}

// skip passes over what ends before an offset.
func (s *scan) skip(to int) { s.until(to, false) }

// until goes on to an offset, or behind a piece, and reports whether one ends
// there.
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

// foldRune takes the character at an offset.
func (s *scan) foldRune(row uint32, at int) (to uint32, behind int) {
	r, size := utf8.DecodeRuneInString(s.text[at:])
	switch {
	case r == utf8.RuneError && size == 1:
		return 0, at + 1
	case !foldsToItself(r):
		if r = foldRune(r); r < 0 {
			return row, at + size
		}
	case s.classes[s.text[at]] == 0: // no piece has such a character
		return 0, at + size
	}
	var bytes [utf8.UTFMax]byte
	for _, b := range bytes[:utf8.EncodeRune(bytes[:], r)] {
		to = s.finder.next[row+uint32(s.classes[b])]
		row = to &^ hit
	}
	return to, at + size
}

// foldsToItself is true only for characters that foldRune returns as they are.
func foldsToItself(r rune) bool {
	return r >= 0x3400 && r <= 0x9fff || r < 1<<16 && folding()[r/64]&(1<<(r%64)) == 0
}

// folding has a bit for each character below 65,536 that foldRune does not return as
// it is.
var folding = sync.OnceValue(func() *[1 << 16 / 64]uint64 {
	var all [1 << 16 / 64]uint64
	for r := range rune(1 << 16) {
		if foldRune(r) != r {
			all[r/64] |= 1 << (r % 64)
		}
	}
	return &all
})

// isSeparator reports whether an ASCII character makes no difference to a name.
func isSeparator(b byte) bool {
	return b <= ' ' || b == '-' || b == '_' || b == '.' || b == 0x7f
}

// foldRune returns the character that stands for r in a folded name; -1 for one
// that makes no difference.
func foldRune(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		if isSeparator(byte(r)) {
			return -1
		}
		return unicode.ToLower(r)
	case r == utf8.RuneError: // what most of binary data is
		return r
	case r == 'ſ':
		return 's'
	case unicode.In(r, unicode.Cf, unicode.Z, unicode.Cc):
		return -1
	}
	return unicode.ToLower(r)
}
