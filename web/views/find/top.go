package find

import (
	"context"
	"io"
	"net/url"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// TopPage is what was changed last below a znode, or what is largest there.
type TopPage struct {
	views.Shell
	Path znode.Path
	By   string // a key of words.Find.Orders, or another for what was changed last
	Bounded

	StopURL string            // takes the POST that ends the walk
	Live    func(*Live) error // walks while the page is written
	Table   func() Table      // returns the result, after Live
}

// Table is what a walk has ranked.
type Table struct {
	Rows       []Row
	Bytes      int64
	Ephemerals int
	Owners     []Owner // of the ephemeral ones, those with the most
}

// Row is a znode.
type Row struct {
	Path   znode.Path
	Stat   znode.Stat
	Family int // bytes of the answer that lists its children
}

// Owner is a session and how many ephemeral znodes it holds.
type Owner struct {
	Session    int64
	Ephemerals int
}

// orders are the keys of words.Find.Orders, the usual one first.
var orders = []string{"bytes", "children", "family"}

// Render writes the page, which takes as long as the walk.
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

// here returns the page without a query.
func (p TopPage) here() string {
	if p.tab() == tabRecent {
		return p.Links.Recent(p.Cluster, p.Path)
	}
	return p.Links.Largest(p.Cluster, p.Path)
}

func (p TopPage) sortedBy(order string) string {
	return p.Links.Largest(p.Cluster, p.Path) + "?" + url.Values{"by": {order}}.Encode()
}

// percent returns how much of the usual jute.maxbuffer the list of children takes.
func (r Row) percent() int { return int(int64(r.Family) * 100 / znode.UsualBuffer) }
