package events

import (
	"strings"

	"zkweb/web/handlers/site"
	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// mostAround is how many of the levels above a znode are followed: no sidebar shows the
// children of more.
const mostAround = 10

// asked is what a stream is asked to tell beside the state.
type asked struct {
	node   *znode.Path // nil for none
	around bool        // also of the children of the levels above it
	seen   *znode.Stat // what its page has read, as far as events tell of it; nil where that is not known
	job    string      // the id of a job; "" for none

	rows     []znode.Path   // children of node
	rowsSeen views.SeenRows // what the page has read of them

	servers bool // how the cluster's servers are
}

// readAsked reads the query of a stream.
func readAsked(query string) (asked, error) {
	values, err := site.ParseQuery(query)
	if err != nil || !values.Has("node") {
		return asked{job: values.Get("job"), servers: values.Get("servers") == "1"}, err
	}
	path, err := znode.ParsePath(strings.Clone(values.Get("node"))) // the stream holds it, and not the address
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

// levels returns the nearest levels above the znode.
func (a asked) levels() []znode.Path {
	if !a.around {
		return nil
	}
	all := a.node.Ancestors()
	return all[max(0, len(all)-mostAround):]
}
