package views

import (
	"github.com/a-h/templ"

	"zkweb/zkconn/znode"
)

// ancestorCrumbs are the items of the znodes above one, of which there are many deep
// in the tree.
func ancestorCrumbs(s Shell, path znode.Path) templ.Component {
	return Written(func(m *Markup) {
		ancestors, pages := path.Ancestors(), s.Links.Way(s.Cluster, path)
		for i, above := range ancestors {
			m.Raw(`<li><a href="`)
			m.Text(pages[i])
			if i == len(ancestors)-1 {
				m.Raw(`" data-key="u`)
			}
			m.Raw(`">`)
			m.Name(crumbName(above))
			m.Raw(`</a></li>`)
		}
	})
}

func crumbName(path znode.Path) string {
	if path.IsRoot() {
		return "/"
	}
	return path.Name()
}
