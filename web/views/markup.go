package views

import (
	"context"
	"html"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"

	"zkweb/web/words"
)

// Markup is HTML that is appended to, for what repeats a hundred times on a
// page: rows, items, lines. Templates stay for all else. It is a templ.Component.
//
// Raw takes HTML as it is, so it takes constants only; all others escape.
type Markup []byte

// markups are those that nobody writes at the moment.
var markups = sync.Pool{New: func() any { return new(Markup) }}

// maxKeptMarkup is the largest markup whose memory is used again.
const maxKeptMarkup = 256 << 10

// Written returns the markup that write appends. It takes memory only while it is
// rendered.
func Written(write func(m *Markup)) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		m := markups.Get().(*Markup)
		write(m)
		_, err := w.Write(*m)
		if cap(*m) <= maxKeptMarkup {
			*m = (*m)[:0]
			markups.Put(m)
		}
		return err
	})
}

// Raw appends HTML.
func (m *Markup) Raw(html string) { *m = append(*m, html...) }

// Text appends text or an attribute's value.
func (m *Markup) Text(text string) {
	if !plain(text) {
		text = html.EscapeString(text)
	}
	*m = append(*m, text...)
}

// Marked appends text as Visible returns it, with the characters marked that are written out.
func (m *Markup) Marked(text string) {
	if plain(text) {
		*m = append(*m, text...)
		return
	}
	eachVisible(text, func(piece string, escaped bool) {
		if escaped {
			m.Raw(`<span class="odd">` + piece + `</span>`)
			return
		}
		m.Raw(html.EscapeString(piece))
	})
}

// Data appends data: text that is Marked, but for tabs, which are at home there.
func (m *Markup) Data(text string) {
	for {
		before, after, tab := strings.Cut(text, "\t")
		m.Marked(before)
		if !tab {
			return
		}
		m.Raw("\t")
		text = after
	}
}

// Name appends the name of a znode, a user or a server. Spaces at its ends and in a row
// are written out too, as they are easily overlooked.
func (m *Markup) Name(name string) {
	m.Raw(`<bdi class="name">`)
	m.nameText(name, 0, len(name))
	m.Raw(`</bdi>`)
}

// nameText appends a part of a name.
func (m *Markup) nameText(name string, from, to int) {
	start := from
	for i := from; i < to; i++ {
		atEnd := i == 0 || i == len(name)-1
		if name[i] == ' ' && (atEnd || name[i-1] == ' ') {
			m.Marked(name[start:i])
			m.Raw(`<span class="odd">⟨U+0020⟩</span>`)
			start = i + 1
		}
	}
	m.Marked(name[start:to])
}

// Count appends a number with its thousands set off.
func (m *Markup) Count(n int) {
	if 0 <= n && n < 1000 {
		*m = strconv.AppendInt(*m, int64(n), 10)
		return
	}
	m.Raw(words.Count(n))
}

// Relative appends how long ago a time was. What is now keeps its place while it counts.
func (m *Markup) Relative(w *words.Words, t, now time.Time) {
	if NeverSet(t) {
		m.Raw("<span>")
		m.Text(w.Format.Never)
		m.Raw("</span>")
		return
	}
	passed := now.Sub(t)
	m.Raw(`<time class="ago`)
	if passed < time.Hour {
		m.Raw(" now")
	}
	m.Raw(`" datetime="`)
	*m = appendISO(*m, t)
	m.Raw(`">`)
	m.Text(w.Format.Ago(passed))
	m.Raw("</time>")
}

// Absolute appends a time to the millisecond, in UTC until console.js puts it into
// the reader's zone.
func (m *Markup) Absolute(t time.Time) {
	m.Raw(`<time class="local" datetime="`)
	*m = appendISO(*m, t)
	m.Raw(`" title="`)
	*m = appendISO(*m, t)
	m.Raw(`">`)
	m.Text(inUTC(t))
	m.Raw(`</time>`)
}

// Absolute shows a time.
func Absolute(t time.Time) Markup {
	var m Markup
	m.Absolute(t)
	return m
}

// Name shows a znode's, a user's or a server's name. A bdi keeps names written
// from right to left from moving what stands beside them.
func Name(text string) Markup {
	var m Markup
	m.Name(text)
	return m
}

// Relative shows how long ago a time was; console.js keeps it current.
func Relative(w *words.Words, t, now time.Time) Markup {
	var m Markup
	m.Relative(w, t, now)
	return m
}

// Render writes the markup.
func (m Markup) Render(_ context.Context, w io.Writer) error {
	_, err := w.Write(m)
	return err
}

// plain reports whether text is HTML as it is, and all of it can be seen.
func plain(text string) bool {
	for len(text) >= 8 {
		if !plainWord(text) {
			return false
		}
		text = text[8:]
	}
	for i := range len(text) {
		if !plainBytes[text[i]] {
			return false
		}
	}
	return true
}

// plainWord is like plain, for the first eight bytes of a text, which it looks at together:
// a byte of bad with its highest bit set is one that is not plain.
func plainWord(text string) bool {
	const each, highest = 0x0101010101010101, 0x8080808080808080
	_ = text[7]
	word := uint64(text[0]) | uint64(text[1])<<8 | uint64(text[2])<<16 | uint64(text[3])<<24 |
		uint64(text[4])<<32 | uint64(text[5])<<40 | uint64(text[6])<<48 | uint64(text[7])<<56
	zero := func(word uint64) uint64 { return (word - each) &^ word }
	bad := word | (word - each*' ') // beyond ASCII, or a control
	bad |= zero(word^each*0x7f) | zero(word^each*'"')
	bad |= zero((word | each) ^ each*'\'')  // or &, one less
	bad |= zero((word | each*2) ^ each*'>') // or <, two less
	return bad&highest == 0
}

// plainBytes are all of ASCII that can be seen but what HTML takes for its own.
var plainBytes = func() (all [256]bool) {
	for b := ' '; b <= '~'; b++ {
		all[b] = !strings.ContainsRune(`&<>"'`, b)
	}
	return all
}()
