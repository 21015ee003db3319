package views

import (
	"github.com/a-h/templ"

	"zkweb/zkconn/znode"
)

// NearLevels is how many levels of a way are always shown at its end, the znode's own
// among them, and as many at its beginning.
const NearLevels = 8

// Folded tells which levels of a way are left out between its beginning and its end,
// where it has so many, the root's among them: from the one, the root's being 0, to
// before the other. They stand in one item, so that a page far down does not grow with
// each level by all the addresses above it.
func Folded(levels int) (from, to int) {
	const fewest = 2 // a single level takes no more room than what would say that it is left out
	if levels < 2*NearLevels+fewest {
		return 0, 0
	}
	return NearLevels, levels - NearLevels
}

// Hidden returns the part of a path that the levels from the one to before the other are.
func Hidden(ancestors []znode.Path, from, to int) string {
	return ancestors[to-1].String()[len(ancestors[from-1].String()):]
}

// ancestorCrumbs returns the items of the znodes above one, of which there are many deep
// in the tree.
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
