package views

// Icon returns an icon of web/static/icons.svg by its ID. Screen readers ignore it; there is a text
// beside it.
func Icon(l Links, id string) Markup {
	var m Markup
	m.Icon(l, id)
	return m
}

// Icon appends an icon.
func (m *Markup) Icon(l Links, id string) {
	m.Raw(`<svg class="icon" aria-hidden="true"><use href="`)
	m.Text(l.Static("icons.svg"))
	m.Raw("#" + id + `"/></svg>`)
}
