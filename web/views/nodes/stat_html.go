package nodes

import (
	"time"

	"github.com/a-h/templ"

	"zkweb/web/views"
	"zkweb/web/words"
)

// statMarkup returns the fields of a stat, each explained on hover and focus.
func statMarkup(p *Page) templ.Component {
	return views.Written(func(m *views.Markup) {
		for _, field := range p.statFields() {
			m.Raw(`<div><dt><button type="button" class="term" aria-describedby="about-`)
			m.Text(field.name)
			m.Raw(`">`)
			m.Text(field.name)
			m.Raw(`</button><span role="tooltip" class="tip" id="about-`)
			m.Text(field.name)
			m.Raw(`">`)
			m.Text(p.Words.Stat.Meanings[field.name])
			m.Raw(`</span></dt><dd data-field="`)
			m.Text(field.name)
			m.Raw(`">`)
			if field.time.IsZero() {
				appendField(m, p.Words, field)
			} else {
				appendStatTime(m, p.Words, field.time, p.Now)
			}
			m.Raw(`</dd></div>`)
		}
	})
}

func appendField(m *views.Markup, w *words.Words, field statField) {
	if field.url != "" {
		m.Raw(`<a href="`)
		m.Text(field.url)
		m.Raw(`" title="`)
		m.Text(w.Stat.HeldBy)
		m.Raw(`">`)
	}
	m.Raw(`<code>`)
	m.Text(field.value)
	m.Raw(`</code>`)
	if field.url != "" {
		m.Raw(`</a>`)
	}
	if field.note != "" {
		m.Raw(`<small>`)
		m.Text(field.note)
		m.Raw(`</small>`)
	}
}

func appendStatTime(m *views.Markup, w *words.Words, t, now time.Time) {
	if views.NeverSet(t) {
		m.Raw(`<small>`)
		m.Text(w.Format.Never)
		m.Raw(`</small>`)
		return
	}
	m.Absolute(t)
	m.Raw(`<small class="also">`)
	m.Relative(w, t, now)
	m.Raw(`</small>`)
}
