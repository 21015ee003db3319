// Package find shows what was found below a znode: matches, the newest and the largest znodes, the
// differences between two subtrees, and ACLs. It also has the forms for exports and support
// bundles.
package find

import (
	"context"
	"io"
	"strconv"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// Query is a find's query as it was typed. Zero values do not appear in the URL.
type Query struct {
	Name, Data, Match       string
	Kind, Owner, Since, ACL string
	Min, Max                string // bytes
}

// IsEmpty reports whether the query searches for nothing.
func (q Query) IsEmpty() bool { return q.Name == "" && q.Data == "" && !q.hasMore() }

// hasMore reports whether the query has more than a name and data.
func (q Query) hasMore() bool {
	return q.Kind != "" || q.Owner != "" || q.Since != "" || q.ACL != "" || q.Min != "" || q.Max != ""
}

// Bounds limit how far a find goes.
type Bounds struct {
	Znodes  int
	Bytes   int64
	Seconds int
}

// Bounded are the bounds of the walk on a page.
type Bounded struct {
	Within Bounds // of this walk
	Most   Bounds // the highest that can be asked for
	Raised bool   // the page was asked for with bounds of its own
}

// raised returns a bound for the form; "" for the usual one.
func (b Bounded) raised(bound int) string {
	if !b.Raised {
		return ""
	}
	return strconv.Itoa(bound)
}

// Page is a find below a znode, or the form for one.
type Page struct {
	views.Shell
	Path    znode.Path
	Query   Query
	Problem *views.Problem // an error in the query
	Bounded

	StopURL string            // URL for the POST that ends the find
	Live    func(*Live) error // sends the results while the page is written; nil for the form alone
}

// Hit is a znode that was found.
type Hit struct {
	Path     znode.Path
	Stat     znode.Stat
	Denied   bool   // ZooKeeper does not tell the stat
	Line     int    // number of the line in the data, from 1; 0 if the name matched
	Text     string // that line; or "" if the name matched
	From, To int    // the match in Text or in the name; 0 if not known
	Within   bool   // the match is in a text that is encoded in the data
}

// State is the state of a walk.
type State int

// The states. All except the first two are final.
const (
	Going   State = iota
	Waiting       // for ZooKeeper
	Ended
	AtZnodes
	AtBytes
	AtTime
	Lost    // see Problem
	Stopped // by the reader
	Full    // the page shows no more
)

// Progress is what a walk has seen and found so far.
type Progress struct {
	State       State
	Matched     int
	Znodes      int
	Bytes       int64
	Denied      int            // znodes of which something may not be read
	DeniedPaths []znode.Path   // the first of them, in the end
	Problem     *views.Problem // if Lost
	Compared    Compared       // for a comparison
}

// Render writes the page. With Live, it writes while the find runs; w should then be an
// http.Flusher.
func (p Page) Render(ctx context.Context, w io.Writer) error { return findPage(p).Render(ctx, w) }
