// Package find shows what was found below a znode: matches, the newest and the largest znodes,
// differences between two subtrees, ACLs; and the pages of exports and support bundles.
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

// IsEmpty reports whether nothing is sought.
func (q Query) IsEmpty() bool { return q.Name == "" && q.Data == "" && !q.hasMore() }

// hasMore reports whether something is sought beside a name and data.
func (q Query) hasMore() bool {
	return q.Kind != "" || q.Owner != "" || q.Since != "" || q.ACL != "" || q.Min != "" || q.Max != ""
}

// Bounds are how far a find goes.
type Bounds struct {
	Znodes  int
	Bytes   int64
	Seconds int
}

// Bounded are the bounds of the walk that a page shows.
type Bounded struct {
	Within Bounds // of this walk
	Most   Bounds // that can be asked for
	Raised bool   // the page was asked for with bounds of its own
}

// raised returns a bound for the form; "" for one that is as usual.
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
	Problem *views.Problem // why nothing is sought: something in the query
	Bounded

	StopURL string            // takes the POST that ends the find
	Live    func(*Live) error // sends the results while the page is written; nil for the form alone
}

// Hit is a znode that was found.
type Hit struct {
	Path     znode.Path
	Stat     znode.Stat
	Denied   bool   // ZooKeeper tells no stat
	Line     int    // of the data, from 1; 0 where the name was found
	Text     string // that line
	From, To int    // what was found, in Text or the name; 0 where it is not known
	Within   bool   // it is what a text in the data says once it is decoded
}

// State is how far a walk has come.
type State int

// The states. All but the first two are ends.
const (
	Going   State = iota
	Waiting       // for ZooKeeper
	Ended
	AtZnodes
	AtBytes
	AtTime
	Lost    // Problem tells why
	Stopped // by the reader
	Full    // the page shows no more
)

// Progress is what a walk has seen and found.
type Progress struct {
	State       State
	Matched     int
	Znodes      int
	Bytes       int64
	Denied      int            // znodes of which something may not be read
	DeniedPaths []znode.Path   // the first of them, at the end
	Problem     *views.Problem // why it is Lost
	Compared    Compared       // of a comparison
}

// Render writes the page. With Live, it takes as long as the find; w then should be an
// http.Flusher.
func (p Page) Render(ctx context.Context, w io.Writer) error { return findPage(p).Render(ctx, w) }
