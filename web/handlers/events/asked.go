package events

import (
	"zkweb/web/handlers/site"
	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// mostAround is how many of the levels above a znode are followed: as many as the
// sidebar reads.
const mostAround = 10

// asked is what a stream is asked to tell beside the state.
type asked struct {
	node   *znode.Path // nil for none
	around bool        // also of the children of the levels above it
	seen   *znode.Stat // what its page has read, as far as events tell of it; nil where that is not known
	job    string      // the id of a job; "" for none

	rows     []znode.Path // children of node
	rowNames string       // as they were asked for
	rowsSeen string       // what the page has read of them, as views.SeenRows has it

	servers bool // how the cluster's servers are
}

// readAsked reads the query of a stream.
func readAsked(query string) (asked, error) {
	values, err := site.ParseQuery(query)
	if err != nil || !values.Has("node") {
		return asked{job: values.Get("job"), servers: values.Get("servers") == "1"}, err
	}
	path, err := znode.ParsePath(values.Get("node"))
	if err != nil {
		return asked{}, err
	}
	a := asked{
		node: &path, around: values.Get("around") == "1", job: values.Get("job"), seen: views.ParseSeen(values.Get("seen")),
		rowNames: values.Get("rows"), rowsSeen: values.Get("had"),
	}
	a.rows, err = readRows(path, a.rowNames)
	return a, err
}

// levels are the nearest levels above the znode.
func (a asked) levels() []znode.Path {
	if !a.around {
		return nil
	}
	all := a.node.Ancestors()
	return all[max(0, len(all)-mostAround):]
}
