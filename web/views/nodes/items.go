package nodes

import (
	"strconv"

	"github.com/a-h/templ"

	"zkweb/web/views"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// itemsMarkup returns items of the sidebar, with those below the open ones. parentURL is the page
// on which they are closed; "" if they cannot be closed.
func itemsMarkup(w *words.Words, items []TreeItem, parentURL string) templ.Component {
	return views.Written(func(m *views.Markup) {
		for _, item := range items {
			appendItem(m, w, item, parentURL)
		}
	})
}

// moreMarkup returns the link to the children that a list leaves out.
func moreMarkup(w *words.Words, more int, url string) views.Markup {
	var m views.Markup
	appendMore(&m, w, more, url)
	return m
}

func appendItem(m *views.Markup, w *words.Words, item TreeItem, parentURL string) {
	if item.Levels > 0 {
		appendLevels(m, w, item)
		return
	}
	if item.Denied {
		m.Raw(`<li class="denied"><div class="row">`)
	} else {
		m.Raw(`<li><div class="row">`)
	}
	if item.HasChildren && item.URL != "" {
		appendTwist(m, w, item, parentURL)
	}
	appendItemLink(m, item)
	appendMarks(m, w, item)
	m.Raw("</div>")
	if item.Open && (len(item.Items) > 0 || item.More != 0) {
		m.Raw("<ul>")
		for _, below := range item.Items {
			appendItem(m, w, below, item.URL)
		}
		appendMore(m, w, item.More, item.MoreURL)
		m.Raw("</ul>")
	}
	m.Raw("</li>")
}

// appendMarks appends the marks after an item's name.
func appendMarks(m *views.Markup, w *words.Words, item TreeItem) {
	if item.Ephemeral {
		m.Raw(`<i class="eph" role="img" aria-label="`)
		m.Text(w.Children.Ephemeral)
		m.Raw(`" title="`)
		m.Text(w.Node.Kinds[znode.Ephemeral])
		m.Raw(`"></i>`)
	}
	if item.Denied {
		m.Raw(" <small>")
		m.Text(w.Tree.Denied)
		m.Raw("</small>")
	} else if item.Count > 0 {
		m.Raw(" <small>")
		m.Count(item.Count)
		m.Raw("</small>")
	}
}

// appendLevels appends the item for levels that are left out, with what is below them. console.js
// adds the number of levels for screen readers.
func appendLevels(m *views.Markup, w *words.Words, item TreeItem) {
	m.Raw(`<li class="levels"><div class="row"><a href="`)
	m.Text(item.URL)
	m.Raw(`" title="`)
	m.Text(views.Visible(item.Name))
	m.Raw(`">`)
	m.Text(w.Tree.Levels(item.Levels))
	m.Raw(`</a></div><ul data-levels="` + strconv.Itoa(item.Levels) + `">`)
	for _, below := range item.Items {
		appendItem(m, w, below, item.URL)
	}
	m.Raw(`</ul></li>`)
}

// appendTwist appends the disclosure control of an item.
func appendTwist(m *views.Markup, w *words.Words, item TreeItem, parentURL string) {
	url, expanded := item.URL, "false"
	if item.Open {
		expanded = "true"
		if parentURL != "" {
			url = parentURL
		}
	}
	m.Raw(`<a class="twist" href="`)
	m.Text(url)
	m.Raw(`" aria-label="`)
	m.Text(w.Tree.ChildrenOf(views.Visible(item.Name)))
	m.Raw(`" aria-expanded="` + expanded + `"></a>`)
}

// appendItemLink appends the name of an item. console.js gives it a title, since it may be cut off.
func appendItemLink(m *views.Markup, item TreeItem) {
	if !item.Current {
		appendLink(m, item.URL, item.Name)
		return
	}
	m.Raw(`<a href="`)
	m.Text(item.URL)
	m.Raw(`" aria-current="page">`)
	m.ShortName(item.Name)
	m.Raw(`</a>`)
}

func appendMore(m *views.Markup, w *words.Words, more int, url string) {
	if more == 0 {
		return
	}
	m.Raw(`<li class="more"><a href="`)
	m.Text(url)
	m.Raw(`">`)
	if more < 0 {
		m.Text(w.Tree.MoreUnknown)
	} else {
		m.Text(w.Tree.More(more))
	}
	m.Raw(`</a></li>`)
}
