package views

// Icon returns one of the icons in web/static/icons.svg, by its id there. It says
// nothing to those who hear the page: words stand beside it.
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
