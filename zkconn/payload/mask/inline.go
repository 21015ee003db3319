package mask

import (
	"cmp"
	"slices"
	"strings"
)

// maskInline masks secrets that need no name, anywhere on a line: passwords in URLs and command
// lines, credentials in headers, signatures, hashes and tokens of a known shape.
func maskInline(text string) (masked string, count int) {
	return withMasks(text, findInline(text))
}

// withMasks returns text with Text in place of the spans, which must be sorted. It ignores spans
// beyond the end of text, as they belong to a longer text that begins with it.
func withMasks(text string, spans []span) (masked string, count int) {
	if len(spans) == 0 {
		return text, 0
	}
	var out strings.Builder
	out.Grow(len(text))
	at := 0
	for _, s := range spans {
		s.start = max(s.start, at)
		if s.end <= s.start || s.end > len(text) || text[s.start:s.end] == Text {
			continue
		}
		out.WriteString(text[at:s.start])
		out.WriteString(Text)
		count++
		at = s.end
	}
	out.WriteString(text[at:])
	return out.String(), count
}

// withBars returns text with bars in place of the spans, since a password can contain the name of a
// secret.
func withBars(text string, spans []span) string {
	if len(spans) == 0 {
		return text
	}
	barred := []byte(text)
	for _, s := range spans {
		if text[s.start:s.end] == Text {
			continue
		}
		for at := s.start; at < s.end; at++ {
			barred[at] = '|'
		}
	}
	return string(barred)
}

// hintsInline returns false only if maskInline finds nothing in a text and in its parts.
func hintsInline(text string) bool {
	if hasPasswordFileLine(text) {
		return true
	}
	i := inline{scan: scan{finder: marks, text: text}, first: true}
	i.findAll()
	return i.commands || len(i.spans) > 0
}

// findInline returns the spans of secrets, sorted by where they begin.
func findInline(text string) []span {
	i := inline{scan: scan{finder: marks, text: text}}
	i.findAll()
	if i.commands {
		i.spans = append(i.spans, findCommands(text)...)
	}
	return inOrder(append(i.spans, passwordFileLines(text)...))
}

// inOrder sorts spans by where they begin, the longest first.
func inOrder(spans []span) []span {
	order := func(a, b span) int { return cmp.Or(a.start-b.start, b.end-a.end) }
	if !slices.IsSortedFunc(spans, order) {
		slices.SortStableFunc(spans, order)
	}
	return spans
}

// inline is a search for secrets that begin or end with a mark.
type inline struct {
	scan
	spans    []span
	first    bool // stop at the first secret
	done     int  // marks that begin before this offset are skipped
	noUser   int  // no URL before this offset has an "@"
	commands bool // one of the commands in commandOptions is named
}

func (i *inline) findAll() {
	for !i.first || len(i.spans) == 0 && !i.commands {
		which, found := i.next()
		if !found {
			return
		}
		m := inlineMarks[which]
		start := i.at - len(m.mark)
		if start >= i.done && (!m.word || start == 0 || !isWordByte(i.text[start-1])) {
			m.find(i, start)
		}
	}
}

// option records that there is an option that may have a password.
func (i *inline) option(int) {
	i.commands = i.commands || i.at == len(i.text) || !isWordByte(i.text[i.at])
}

// add adds a secret. Nothing else is looked for within it.
func (i *inline) add(start, end int) {
	if end <= start {
		return
	}
	if i.done = max(i.done, end); i.text[start:end] == Text {
		return
	}
	i.spans = append(i.spans, span{start, end})
}

// runEnd returns where the run of characters of a set ends that begins at an offset.
func runEnd(text string, from int, set *[256]bool) int {
	for from < len(text) && set[text[from]] {
		from++
	}
	return from
}

// byteSet returns the set of the ASCII characters in spelled, which may contain ranges such as
// "a-z". A literal "-" must come first. A leading "^" inverts the set.
func byteSet(spelled string) *[256]bool {
	var set [256]bool
	spelled, not := strings.CutPrefix(spelled, "^")
	for at := 0; at < len(spelled); at++ {
		first, last := spelled[at], spelled[at]
		if at > 0 && at+2 < len(spelled) && spelled[at+1] == '-' || at == 0 && len(spelled) > 2 && spelled[1] == '-' {
			last = spelled[at+2]
			at += 2
		}
		for b := int(first); b <= int(last); b++ {
			set[b] = true
		}
	}
	if not {
		for b := range set {
			set[b] = !set[b]
		}
	}
	return &set
}

var (
	wordBytes    = byteSet("A-Za-z0-9_")
	alphanumeric = byteSet("A-Za-z0-9")
	urlBase64    = byteSet("-A-Za-z0-9_")
	dotted       = byteSet("-A-Za-z0-9_.")
	base64Bytes  = byteSet("A-Za-z0-9+/=")
	cryptBytes   = byteSet("-A-Za-z0-9_+/=.,$:")
	noSpace      = byteSet("^ \t\r\n\f\v")
	credential   = byteSet("^ \t\r\n\f\v\"'<>\xe2") // 0xe2 is the first byte of a mask
	parameter    = byteSet("^ \t\r\n\f\v\"'<>&;\xe2")
)

func isWordByte(b byte) bool { return wordBytes[b] }
