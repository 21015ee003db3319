package nodes

import (
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"zkweb/web/views"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// rowsMarkup is the rows of the children's table.
func rowsMarkup(p Page) templ.Component {
	columns := p.columns()
	return views.Written(func(m *views.Markup) {
		rows := tableRows{
			Markup: m, words: p.Words, now: p.Now,
			sequences: slices.ContainsFunc(columns, func(c Column) bool { return c.Key == ColumnSequence }),
			beside:    strconv.Itoa(len(columns) - 1),
		}
		for _, row := range p.Children.Rows {
			rows.append(row)
		}
	})
}

// tableRows are rows that are appended to.
type tableRows struct {
	*views.Markup
	words     *words.Words
	now       time.Time
	sequences bool   // there is a column of sequence numbers
	beside    string // how many columns there are beside the name's
}

func (m *tableRows) append(row ChildRow) {
	w := m.words
	m.Raw(`<tr><td class="c-name">`)
	appendLink(m.Markup, row.URL, row.Name)
	if row.Problem != nil {
		m.Raw(`</td><td colspan="` + m.beside + `" class="lost">`)
		m.Text(rowWords(w, *row.Problem))
		m.Raw(`</td></tr>`)
		return
	}
	kind := row.Stat.CreateKind()
	if kind == znode.Ephemeral {
		m.Raw(`<i class="eph" aria-hidden="true">e</i>`)
	}
	if m.sequences {
		m.appendSequence(row.Name)
	}
	m.Raw(`</td><td class="c-children n">`)
	m.Count(int(row.Stat.NumChildren))
	m.Raw(`</td><td class="c-bytes n">`)
	m.Count(int(row.Stat.DataLength))
	m.Raw(`</td><td class="c-modified">`)
	m.Relative(w, row.Stat.Modified(), m.now)
	m.Raw(`</td><td class="c-kind"><span class="kind `)
	m.Text(kind)
	m.Raw(`">`)
	m.Text(w.Children.Kinds[kind])
	m.Raw(`</span></td></tr>`)
}

// appendSequence appends the number that a server has added to a name.
func (m *tableRows) appendSequence(name string) {
	m.Raw(`</td><td class="c-sequence n">`)
	number, _, ok := znode.SequenceOf(name)
	if !ok {
		return
	}
	m.Raw(strconv.Itoa(int(number)))
	if number.Overflowed() {
		m.Raw(` <small title="`)
		m.Text(m.words.Children.OverflowExplained)
		m.Raw(`">`)
		m.Text(m.words.Children.Overflow)
		m.Raw(`</small>`)
	}
}

// appendLink appends a znode's name, as a link where it has an address.
func appendLink(m *views.Markup, url, name string) {
	if url == "" {
		m.ShortName(name)
		return
	}
	m.Raw(`<a href="`)
	m.Text(url)
	m.Raw(`">`)
	m.ShortName(name)
	m.Raw(`</a>`)
}
