package find

import (
	"context"
	"io"
	"net/url"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// TopPage shows the znodes below a znode that were changed last, or the largest.
type TopPage struct {
	views.Shell
	Path znode.Path
	By   string // a key of words.Find.Orders; any other value for those changed last
	Bounded

	StopURL string            // URL for the POST that ends the walk
	Live    func(*Live) error // walks while the page is written
	Table   func() Table      // called after Live: the result
}

// Table is the ranking that a walk has made.
type Table struct {
	Rows       []Row
	Bytes      int64
	Ephemerals int
	Owners     []Owner // sessions with the most ephemeral znodes
}

// Row is a znode.
type Row struct {
	Path   znode.Path
	Stat   znode.Stat
	Family int // bytes of the answer that lists its children
}

// Owner is a session with the number of its ephemeral znodes.
type Owner struct {
	Session    int64
	Ephemerals int
}

// orders are the keys of words.Find.Orders, the default first.
var orders = []string{"bytes", "children", "family"}

// Render writes the page while the walk runs.
func (p TopPage) Render(ctx context.Context, w io.Writer) error { return topPage(p).Render(ctx, w) }

func (p TopPage) tab() tab {
	if p.Words.Find.Orders[p.By] == "" {
		return tabRecent
	}
	return tabLargest
}

func (p TopPage) title() string {
	if p.tab() == tabRecent {
		return p.Words.Find.Recent
	}
	return p.Words.Find.Largest
}

// here returns the page's URL without a query.
func (p TopPage) here() string {
	if p.tab() == tabRecent {
		return p.Links.Recent(p.Cluster, p.Path)
	}
	return p.Links.Largest(p.Cluster, p.Path)
}

func (p TopPage) sortedBy(order string) string {
	return p.Links.Largest(p.Cluster, p.Path) + "?" + url.Values{"by": {order}}.Encode()
}

// percent returns the size of the list of children as a percentage of the usual jute.maxbuffer.
func (r Row) percent() int { return int(int64(r.Family) * 100 / znode.UsualBuffer) }
