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

// Markup is HTML to which more is appended, for what repeats a hundred times on a page: rows,
// items, lines. Everything else is a template. It is a templ.Component. Raw appends HTML as it is,
// so its argument must be constant; all other methods escape.
type Markup []byte

// markups are free for reuse.
var markups = sync.Pool{New: func() any { return new(Markup) }}

// maxKeptMarkup is the largest Markup that is reused.
const maxKeptMarkup = 256 << 10

// Written returns a component that renders what write appends. It uses memory only during
// rendering.
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

// Text appends text, or the value of an attribute.
func (m *Markup) Text(text string) {
	if !plain(text) {
		text = html.EscapeString(text)
	}
	*m = append(*m, text...)
}

// Marked appends text as Visible returns it, with the escapes marked.
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

// Data appends data: text as Marked appends it, except for tabs, which are common in data.
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

// Name appends the name of a znode, a user or a server. Spaces at its ends, and several in a row,
// are escaped too, since they are easily overlooked.
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

// Count appends a number with separators between thousands.
func (m *Markup) Count(n int) {
	if 0 <= n && n < 1000 {
		*m = strconv.AppendInt(*m, int64(n), 10)
		return
	}
	m.Raw(words.Count(n))
}

// Relative appends how long ago a time was.
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

// Absolute appends a time with milliseconds, in UTC; console.js converts it to the reader's time
// zone.
func (m *Markup) Absolute(t time.Time) {
	m.Raw(`<time class="local" datetime="`)
	*m = appendISO(*m, t)
	m.Raw(`" title="`)
	*m = appendISO(*m, t)
	m.Raw(`">`)
	m.Text(inUTC(t))
	m.Raw(`</time>`)
}

// Absolute returns the markup of a time.
func Absolute(t time.Time) Markup {
	var m Markup
	m.Absolute(t)
	return m
}

// Name returns the markup of the name of a znode, a user or a server. A bdi element keeps a name
// that is written from right to left from moving the text beside it.
func Name(text string) Markup {
	var m Markup
	m.Name(text)
	return m
}

// Relative returns the markup of how long ago a time was; console.js keeps it current.
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

// plain reports whether text needs no escaping, neither for HTML nor to be visible.
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

// plainWord is like plain for the first eight bytes of a text, which it checks at once. In bad, a
// byte with its highest bit set stands for one that is not plain.
func plainWord(text string) bool {
	const each, highest = 0x0101010101010101, 0x8080808080808080
	_ = text[7]
	word := uint64(text[0]) | uint64(text[1])<<8 | uint64(text[2])<<16 | uint64(text[3])<<24 |
		uint64(text[4])<<32 | uint64(text[5])<<40 | uint64(text[6])<<48 | uint64(text[7])<<56
	zero := func(word uint64) uint64 { return (word - each) &^ word }
	bad := word | (word - each*' ') // not ASCII, or a control character
	bad |= zero(word^each*0x7f) | zero(word^each*'"')
	bad |= zero((word | each) ^ each*'\'')  // or &, which is one less
	bad |= zero((word | each*2) ^ each*'>') // or <, which is two less
	return bad&highest == 0
}

// plainBytes has the visible ASCII characters that have no meaning in HTML.
var plainBytes = func() (all [256]bool) {
	for b := ' '; b <= '~'; b++ {
		all[b] = !strings.ContainsRune(`&<>"'`, b)
	}
	return all
}()
