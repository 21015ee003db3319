package changes

import (
	"github.com/a-h/templ"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// followed returns what live.js needs to report that the znode has changed since the page was made;
// nothing if stat is nil, which means that the znode was not read.
func followed(s views.Shell, path znode.Path, stat *znode.Stat) templ.Attributes {
	if stat == nil {
		return nil
	}
	return templ.Attributes{
		"data-stat":   s.Links.Stat(s.Cluster, path),
		"data-seen":   views.Seen(*stat),
		"data-page":   s.Links.Node(s.Cluster, path),
		"data-events": s.Links.NodeEvents(s.Cluster, path),
	}
}
