// Package sessions shows ZooKeeper's sessions.
package sessions

import (
	"cmp"
	"context"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	"zkweb/web/views"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// Page lists all sessions of a cluster, or those that watch a znode.
type Page struct {
	views.Shell
	Query      Query
	Rows       []Row
	Matched    int
	Total      int
	Next       int    // where the next page begins; 0 at the end
	Ephemerals bool   // a server told who holds which
	Held       int    // ephemeral znodes of all sessions
	Old        string // a sentence: why the list of these may be old; "" if it is not
	Asked      time.Time
	Servers    []Server // those that told how many watches they have
	Missing    []string // sentences about what servers did not tell
}

// Query is the query of these pages. Zero values do not appear in the URL.
type Query struct {
	Filter   string
	Sort     string // a column's key, after "-" for descending order; "" for the usual order
	Limit    int
	After    int // rows before the first
	Watches  bool
	Watched  bool       // only sessions that watch Watching
	Watching znode.Path // zero for any
}

// Row is a session.
type Row struct {
	Session         int64
	Address, Server string // "" when unknown
	Ours            bool   // it is a session of this console
	Own             bool   // it is the reader's own
	Who             string // who uses it, if the reader may know; "" without credentials
	Since, LastSeen time.Time
	Timeout         time.Duration
	Received, Sent  int64
	Queued          int
	LastOp          string
	Ephemerals      int
	Watches         int
	Gone            bool // it has no connection to any server
}

// timeout returns the session's timeout, or a dash if no server tells it.
func (r Row) timeout(w *words.Words) string {
	if r.Timeout <= 0 {
		return "–"
	}
	return views.Timeout(w, r.Timeout)
}

// requests returns how many requests the session has sent, or a dash if no server tells its connection.
func (r Row) requests() string {
	if r.Server == "" {
		return "–"
	}
	return views.Count(int(r.Received))
}

// ID returns the session's ID as ZooKeeper's tools write it.
func (r Row) ID() string { return views.Hex(r.Session) }

// Server is a server with the number of its watches.
type Server struct {
	Address                     string
	Connections, Paths, Watches int
}

// Render writes the page.
func (p Page) Render(ctx context.Context, w io.Writer) error { return listPage(p).Render(ctx, w) }

// SessionPage shows one session.
type SessionPage struct {
	views.Shell
	Query   Query
	Row     Row
	Told    bool   // a server told what it holds
	Old     string // a sentence: why that may be old; "" if it is not
	Holds   Paths
	Watches Paths // if Query.Watches
	Asked   time.Time
	Missing []string
	LifeURL string // the session in the history; "" without a history
}

// Paths is a page of the paths that a session holds or watches.
type Paths struct {
	Shown  []znode.Path
	Hidden int // number of paths on this page that the reader may not see
	Total  int
	Next   int // where the next page begins; 0 at the end
}

// Render writes the page.
func (p SessionPage) Render(ctx context.Context, w io.Writer) error {
	return sessionPage(p).Render(ctx, w)
}

// pair is a key and value of the query.
type pair struct{ key, value string }

func (q Query) pairs() []pair {
	all := []pair{{"q", q.Filter}, {"sort", q.Sort}}
	if q.Limit != 0 && q.Limit != usualLimit {
		all = append(all, pair{"limit", strconv.Itoa(q.Limit)})
	}
	if q.After > 0 {
		all = append(all, pair{"after", strconv.Itoa(q.After)})
	}
	switch {
	case q.Watched:
		all = append(all, pair{"watching", q.Watching.String()})
	case q.Watches:
		all = append(all, pair{"watches", "1"})
	}
	var given []pair
	for _, p := range all {
		if p.value != "" {
			given = append(given, p)
		}
	}
	return given
}

const usualLimit = 100

// String returns the query with its question mark, "" if there is nothing in it.
func (q Query) String() string {
	values := url.Values{}
	for _, p := range q.pairs() {
		values.Set(p.key, p.value)
	}
	if len(values) == 0 {
		return ""
	}
	return "?" + values.Encode()
}

func (q Query) from(after int) Query { q.After = after; return q }

// pager returns the foot of a page with rows rows of total; here is its URL without a query.
func (q Query) pager(here string, rows, total int) views.Pager {
	return views.NewPager(q.After, rows, q.Limit, total, func(after int) string { return here + q.from(after).String() })
}

func (q Query) withFilter(text string) Query { q.Filter = text; return q.from(0) }

func (q Query) withWatches() Query { q.Watches = true; return q.from(0) }

func (q Query) ofAll() Query { return Query{Limit: q.Limit} }

// Order returns Sort or, if it is "", the usual order: by what the session holds or watches, the
// most first.
func (q Query) Order() string {
	if q.Watches {
		return cmp.Or(q.Sort, "-watches")
	}
	return cmp.Or(q.Sort, "-ephemerals")
}

// column is a column of the table.
type column struct {
	key          string // value of sort=
	number       bool
	largestFirst bool
}

var columns = []column{
	{"session", false, false}, {"address", false, false}, {"server", false, false}, {"since", false, true}, {"seen", false, true},
	{"timeout", true, true}, {"requests", true, true}, {"ephemerals", true, true}, {"watches", true, true},
}

// columns returns the columns of the table. The one for watches is there only if they were asked
// for.
func (p Page) columns() []column {
	if p.Query.Watches {
		return columns
	}
	return columns[:len(columns)-1]
}

// aria returns the value of aria-sort for a column; "" if the rows are not sorted by it.
func (q Query) aria(c column) string {
	switch q.Order() {
	case c.key:
		return "ascending"
	case "-" + c.key:
		return "descending"
	}
	return ""
}

// sortedBy returns the query of a column's header.
func (q Query) sortedBy(c column) Query {
	current := q.aria(c)
	q.Sort = c.key
	if current == "ascending" || current == "" && c.largestFirst {
		q.Sort = "-" + c.key
	}
	return q.from(0)
}

func (p Page) here() string { return p.Links.ClientSessions(p.Cluster) }

func (p SessionPage) here() string { return p.Links.ClientSession(p.Cluster, p.Row.Session) }

// flood is the number of clients from which on the page warns of an event that goes to all of them.
const flood = 1000

// host returns an address without its port, for the filter.
func host(address string) string {
	if at := strings.LastIndexByte(address, ':'); at > 0 {
		return address[:at+1]
	}
	return address
}
