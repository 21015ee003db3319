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

// headMarkup returns the row of column headers, each a link that sorts by it.
func headMarkup(p *Page) templ.Component {
	page, query := p.Links.Node(p.Cluster, p.Path), p.Query
	if p.Children.ByName {
		query.Sort = ""
	}
	return views.Written(func(m *views.Markup) {
		m.Raw(`<tr>`)
		for _, column := range p.columns() {
			if column.Key == ColumnChildren && p.Query.Values {
				m.Raw(`<th scope="col" class="c-value">`)
				m.Text(p.Words.Reading.Value)
				m.Raw(`</th>`)
			}
			m.Raw(`<th scope="col" class="c-` + column.Key)
			if column.Numeric {
				m.Raw(` n`)
			}
			if order := query.order(column); order != "" {
				m.Raw(`" aria-sort="` + order)
			}
			m.Raw(`"><a href="`)
			m.Text(views.Join(page, query.sortedBy(column).String()))
			m.Raw(`">`)
			m.Text(p.Words.Children.Columns[column.Key])
			m.Raw(`</a></th>`)
		}
		m.Raw(`</tr>`)
	})
}

// rowsMarkup returns the rows of the children's table.
func rowsMarkup(p *Page) templ.Component {
	columns := p.columns()
	return views.Written(func(m *views.Markup) {
		rows := tableRows{
			Markup: m, words: p.Words, now: p.Now,
			sequences: slices.ContainsFunc(columns, func(c Column) bool { return c.Key == ColumnSequence }),
			beside:    strconv.Itoa(p.width() - 1),
			values:    p.Query.Values,
			links:     p.Links,
			kinds:     map[string]string{},
			selects:   p.selects(),
		}
		for _, row := range p.Children.Rows {
			rows.append(row)
		}
	})
}

// seenRows returns what the page has read of its children, from which events continue.
func (p *Page) seenRows() string {
	var seen views.SeenRows
	for _, row := range p.Children.Rows {
		seen.Add(row.Stat)
	}
	return seen.String()
}

// selects reports whether children can be chosen on the page.
func (p *Page) selects() bool { return p.Query.Select && p.Offers.DeleteChildren }

// tableRows is a Markup of rows, with what they have in common.
type tableRows struct {
	*views.Markup
	words     *words.Words
	now       time.Time
	sequences bool   // there is a column for sequence numbers
	beside    string // number of columns beside the name's
	values    bool   // there is a column for values
	selects   bool   // rows can be chosen
	links     views.Links
	kinds     map[string]string // markup of appendKind for the kinds so far
}

// appendKind ends a row with an icon for the kind of its znode, and a word for screen readers.
func (m *tableRows) appendKind(kind string) {
	if m.kinds[kind] == "" {
		word := m.words.Children.Kinds[kind]
		var cell views.Markup
		cell.Raw(`</td><td class="c-kind" title="`)
		cell.Text(word)
		cell.Raw(`"><span class="kind `)
		cell.Text(kind)
		cell.Raw(`">`)
		cell.Icon(m.links, kind)
		cell.Raw(`<span class="offscreen">`)
		cell.Text(word)
		cell.Raw(`</span></span></td></tr>`)
		m.kinds[kind] = string(cell)
	}
	m.Raw(m.kinds[kind])
}

func (m *tableRows) append(row ChildRow) {
	w := m.words
	m.Raw(`<tr><td class="c-name">`)
	if m.selects {
		m.Raw(`<input type="checkbox" name="child" value="`)
		m.Text(row.Name)
		m.Raw(`" aria-label="`)
		m.Text(views.Visible(row.Name))
		m.Raw(`"> `)
	}
	appendLink(m.Markup, row.URL, row.Name)
	if row.Problem != nil {
		m.Raw(`</td><td colspan="` + m.beside + `" class="lost">`)
		m.Text(rowWords(w, *row.Problem))
		m.Raw(`</td></tr>`)
		return
	}
	kind := row.Stat.CreateKind()
	if kind == znode.Ephemeral {
		m.Raw(`<i class="eph" aria-hidden="true"></i>`)
	}
	if m.sequences {
		m.appendSequence(row.Name)
	}
	if m.values {
		m.appendValue(row)
	}
	m.Raw(`</td><td class="c-children n">`)
	m.Count(int(row.Stat.NumChildren))
	m.Raw(`</td><td class="c-bytes n">`)
	m.Count(int(row.Stat.DataLength))
	m.Raw(`</td><td class="c-modified">`)
	m.Relative(w, row.Stat.Modified(), m.now)
	m.appendKind(kind)
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

// appendValue appends the beginning of a child's value.
func (m *tableRows) appendValue(row ChildRow) {
	m.Raw(`</td><td class="c-value">`)
	switch value := row.Value; {
	case value.Problem != nil:
		m.Raw(`<small>`)
		m.Text(rowWords(m.words, *value.Problem))
		m.Raw(`</small>`)
	case value.Large:
		m.Raw(`<small>`)
		m.Text(m.words.Format.Size(int(row.Stat.DataLength)))
		m.Raw(`</small>`)
	case value.Text != "":
		m.Raw(`<code>`)
		m.Data(value.Text)
		m.Raw(`</code>`)
	}
}

// appendLink appends a znode's name, as a link if it has a URL.
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
