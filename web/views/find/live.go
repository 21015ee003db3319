package find

import (
	"context"
	"io"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// Live is a list that grows while the page is sent. Its last item says how far the walk has come.
// The stylesheet hides the earlier ones, so no script is needed.
type Live struct {
	page  views.Shell
	say   func(Progress) string
	out   io.Writer
	shown Progress
	begun bool
}

// liveList returns a list that send fills.
func liveList(s views.Shell, say func(Progress) string, send func(*Live) error) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		return send(&Live{page: s, say: say, out: w})
	})
}

// Hit appends a result. It is sent with the next Progress at the latest.
func (l *Live) Hit(hit Hit) error {
	var m views.Markup
	m.Raw(`<li class="hit"><a href="`)
	m.Text(hit.placeIn(l.page.Links.Node(l.page.Cluster, hit.Path)))
	m.Raw(`">`)
	appendPath(&m, hit)
	m.Raw(`</a><small> `) // a space of its own would be drawn, and move, before what follows it
	l.appendFacts(&m, hit)
	m.Raw(`</small>`)
	if hit.Line > 0 {
		m.Raw(`<code><b>` + strconv.Itoa(hit.Line) + `</b>`)
		appendFound(&m, hit.Text, hit.From, hit.To, m.Data)
		m.Raw(`</code>`)
	}
	m.Raw(`</li>`)
	_, err := l.out.Write(m)
	return err
}

// placeIn returns the URL of a line of the data on the znode's page. It asks for the plain text,
// since formatted data has other lines. What is only in a decoded text is shown beside it.
func (hit Hit) placeIn(page string) string {
	if hit.Line == 0 || hit.Within {
		return page
	}
	with := "?"
	if strings.Contains(page, "?") {
		with = "&"
	}
	return page + with + "view=text#L" + strconv.Itoa(hit.Line)
}

func (l *Live) appendFacts(m *views.Markup, hit Hit) {
	if hit.Denied {
		m.Text(l.page.Words.Find.NameAlone)
		return
	}
	m.Text(l.page.Words.Format.Size(int(hit.Stat.DataLength)))
	m.Raw(` · `)
	m.Relative(l.page.Words, hit.Stat.Modified(), l.page.Now)
	if hit.Stat.CreateKind() != znode.Persistent {
		m.Raw(` · `)
		m.Text(l.page.Words.Children.Kinds[hit.Stat.CreateKind()])
	}
}

// appendPath appends a path, and marks what was found in its name.
func appendPath(m *views.Markup, hit Hit) {
	text := hit.Path.String()
	above := len(text) - len(hit.Path.Name())
	from, to := 0, 0
	if hit.Line == 0 && hit.To > 0 {
		from, to = above+hit.From, above+hit.To
	}
	m.Raw(`<bdi class="name">`)
	appendFound(m, text, from, to, m.Marked)
	m.Raw(`</bdi>`)
}

// appendFound appends a text, and marks a part of it.
func appendFound(m *views.Markup, text string, from, to int, add func(string)) {
	if to <= from || to > len(text) {
		add(text)
		return
	}
	add(text[:from])
	m.Raw(`<mark>`)
	add(text[from:to])
	m.Raw(`</mark>`)
	add(text[to:])
}

// Progress appends how far the walk has come, and sends everything that was appended.
func (l *Live) Progress(now Progress) error {
	if !l.begun || !same(l.shown, now) {
		var m views.Markup
		m.Raw(`<li class="progress`)
		if now.State != Going && now.State != Waiting {
			m.Raw(` over`)
		}
		m.Raw(`">`)
		m.Text(l.say(now))
		m.Raw(`</li>`)
		if _, err := l.out.Write(m); err != nil {
			return err
		}
		l.shown, l.begun = now, true
	}
	if flusher, ok := l.out.(interface{ Flush() error }); ok {
		return flusher.Flush()
	}
	return nil
}

// same reports whether both say the same.
func same(a, b Progress) bool {
	return a.State == b.State && a.Matched == b.Matched && a.Znodes == b.Znodes && a.Bytes == b.Bytes && a.Denied == b.Denied && a.Compared == b.Compared
}
