package mask

import (
	"unicode"
	"unicode/utf8"
)

// finder finds any of a set of pieces in a text in one pass, whatever their
// number: Aho and Corasick's automaton. It is read-only once made.
type finder struct {
	classes [256]uint8 // of a byte; 0 for those that no piece has
	width   int        // of a row of next
	next    []uint16   // the state behind each state and class
	found   []uint16   // the piece that ends in each state, counted from 1
	fold    bool       // compares as foldName does; without it, only capitals make no difference
}

// newFinder makes a finder of pieces in lower case, none of them empty. Their
// bytes together must be fewer than 65,535.
func newFinder(pieces []string, fold bool) *finder {
	f := &finder{width: 1, fold: fold}
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
	f.addState()
	for i, piece := range pieces {
		state := 0
		for _, b := range []byte(piece) {
			at := state*f.width + int(f.classes[b])
			if f.next[at] == 0 {
				f.next[at] = uint16(f.addState())
			}
			state = int(f.next[at])
		}
		f.found[state] = uint16(i + 1)
	}
	f.link()
	return f
}

func (f *finder) addState() int {
	f.next = append(f.next, make([]uint16, f.width)...)
	f.found = append(f.found, 0)
	return len(f.found) - 1
}

// link completes the automaton, level by level: where a state has no next one,
// it goes on from the longest end of what it stands for that begins a piece.
func (f *finder) link() {
	fallback := make([]uint16, len(f.found))
	queue := []uint16{0}
	for len(queue) > 0 {
		state := queue[0]
		queue = queue[1:]
		for class := range f.width {
			at := int(state)*f.width + class
			next := f.next[at]
			shorter := uint16(0)
			if state != 0 {
				shorter = f.next[int(fallback[state])*f.width+class]
			}
			if next == 0 {
				f.next[at] = shorter
				continue
			}
			fallback[next] = shorter
			if f.found[next] == 0 {
				f.found[next] = f.found[shorter]
			}
			queue = append(queue, next)
		}
	}
}

// in reports whether one of the pieces is in the text.
func (f *finder) in(text string) bool {
	s := scan{finder: f, text: text}
	_, found := s.next()
	return found
}

// scan goes through a text.
type scan struct {
	*finder
	text  string
	at    int // text[:at] is searched
	state uint16
}

// next moves behind the end of the next piece and returns its number.
func (s *scan) next() (piece int, found bool) {
	return s.until(len(s.text), true)
}

// skip passes over what ends before an offset.
func (s *scan) skip(to int) { s.until(to, false) }

func (s *scan) until(end int, stop bool) (piece int, found bool) {
	for s.at < end {
		b := s.text[s.at]
		switch {
		case b >= utf8.RuneSelf && s.fold:
			s.foldRune()
		case s.fold && isSeparator(b):
			s.at++
			continue
		default:
			s.state = s.finder.next[int(s.state)*s.width+int(s.classes[b])]
			s.at++
		}
		if piece := s.found[s.state]; piece > 0 && stop {
			return int(piece) - 1, true
		}
	}
	return 0, false
}

func (s *scan) foldRune() {
	r, size := utf8.DecodeRuneInString(s.text[s.at:])
	s.at += size
	if r < 0x3400 || r > 0x9fff { // Chinese characters are what they are
		if r = foldRune(r); r < 0 {
			return
		}
	}
	var bytes [utf8.UTFMax]byte
	for _, b := range bytes[:utf8.EncodeRune(bytes[:], r)] {
		s.state = s.finder.next[int(s.state)*s.width+int(s.classes[b])]
	}
}

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
