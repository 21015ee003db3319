package nodes

import (
	"time"

	"github.com/a-h/templ"

	"zkweb/web/views"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// rowsMarkup is the rows of the children's table.
func rowsMarkup(w *words.Words, rows []ChildRow, now time.Time) templ.Component {
	return views.Written(func(m *views.Markup) {
		for _, row := range rows {
			appendRow(m, w, row, now)
		}
	})
}

func appendRow(m *views.Markup, w *words.Words, row ChildRow, now time.Time) {
	m.Raw(`<tr><td class="c-name">`)
	appendLink(m, row.URL, row.Name)
	if row.Problem != nil {
		m.Raw(`</td><td colspan="4" class="lost">`)
		m.Text(rowWords(w, *row.Problem))
		m.Raw(`</td></tr>`)
		return
	}
	kind := row.Stat.CreateKind()
	if kind == znode.Ephemeral {
		m.Raw(`<i class="eph" aria-hidden="true">e</i>`)
	}
	m.Raw(`</td><td class="c-children n">`)
	m.Count(int(row.Stat.NumChildren))
	m.Raw(`</td><td class="c-bytes n">`)
	m.Count(int(row.Stat.DataLength))
	m.Raw(`</td><td class="c-modified">`)
	m.Relative(w, row.Stat.Modified(), now)
	m.Raw(`</td><td class="c-kind"><span class="kind `)
	m.Text(kind)
	m.Raw(`">`)
	m.Text(w.Children.Kinds[kind])
	m.Raw(`</span></td></tr>`)
}

// appendLink appends a znode's name, as a link where it has an address.
func appendLink(m *views.Markup, url, name string) {
	if url == "" {
		m.Name(name)
		return
	}
	m.Raw(`<a href="`)
	m.Text(url)
	m.Raw(`">`)
	m.Name(name)
	m.Raw(`</a>`)
}
