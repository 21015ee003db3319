package views

import (
	"github.com/a-h/templ"

	"zkweb/zkconn/znode"
)

// NearLevels is how many levels of a path are always shown at either end, including the znode's
// own.
const NearLevels = 8

// Folded returns the range of levels, [from, to), that are left out in the middle of a path with so
// many levels; the root is level 0. They become one item, so that a page deep in the tree does not
// grow with each level by the URLs of all levels above it.
func Folded(levels int) (from, to int) {
	const fewest = 2 // a single level is as short as an item that stands for it
	if levels < 2*NearLevels+fewest {
		return 0, 0
	}
	return NearLevels, levels - NearLevels
}

// Hidden returns the part of a path that the levels in [from, to) make up.
func Hidden(ancestors []znode.Path, from, to int) string {
	return ancestors[to-1].String()[len(ancestors[from-1].String()):]
}

// ancestorCrumbs returns the breadcrumbs of a path's ancestors.
func ancestorCrumbs(s Shell, path znode.Path) templ.Component {
	return Written(func(m *Markup) {
		ancestors, pages := path.Ancestors(), s.Links.Way(s.Cluster, path)
		from, to := Folded(len(ancestors) + 1)
		for i, above := range ancestors {
			if from <= i && i < to-1 {
				continue
			}
			m.Raw(`<li><a href="`)
			m.Text(pages[i])
			if i == len(ancestors)-1 {
				m.Raw(`" data-key="u`)
			}
			if i == to-1 {
				m.Raw(`" title="`)
				m.Text(Visible(Hidden(ancestors, from, to)))
				m.Raw(`">`)
				m.Text(s.Words.Tree.Levels(to - from))
				m.Raw(`</a></li>`)
				continue
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
