package events

import (
	"strings"

	"zkweb/web/handlers/site"
	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// mostAround is how many of the levels above a znode a stream follows. No sidebar shows the
// children of more.
const mostAround = 10

// asked is what a stream is asked to report in addition to the state.
type asked struct {
	node   *znode.Path // nil if no znode is followed
	around bool        // whether the children of the levels above it are followed too
	seen   *znode.Stat // what the page has read, as far as events report it; nil if not known
	job    string      // the ID of a job; "" for none

	rows     []znode.Path   // the children of node that are followed
	rowsSeen views.SeenRows // what the page has read of rows

	servers bool // whether the cluster's servers are followed
}

// readAsked parses the query of a stream's URL.
func readAsked(query string) (asked, error) {
	values, err := site.ParseQuery(query)
	if err != nil || !values.Has("node") {
		return asked{job: values.Get("job"), servers: values.Get("servers") == "1"}, err
	}
	path, err := znode.ParsePath(strings.Clone(values.Get("node"))) // cloned, so that the stream does not keep the whole URL in memory
	if err != nil {
		return asked{}, err
	}
	a := asked{
		node: &path, around: values.Get("around") == "1", job: values.Get("job"), seen: views.ParseSeen(values.Get("seen")),
		rowsSeen: views.ParseSeenRows(values.Get("had")),
	}
	a.rows, err = readRows(path, values.Get("rows"))
	return a, err
}

// levels returns the nearest mostAround levels above the znode.
func (a asked) levels() []znode.Path {
	if !a.around {
		return nil
	}
	all := a.node.Ancestors()
	return all[max(0, len(all)-mostAround):]
}
