package people

import (
	"context"
	"io"
	"net/url"
	"strconv"
	"time"

	"zkweb/web/views"
)

// SessionsPage is the page of who is signed in.
type SessionsPage struct {
	views.Shell
	Query    SessionsQuery
	Sessions []ConsoleSession // those of this page
	Matched  int              // that the query takes, on all pages
	Total    int
	Trail    bool // there is an audit trail to look at
}

// SessionsQuery is the query of the page. Zero values do not appear in the URL.
type SessionsQuery struct {
	Filter string // in a name, a role, a cluster, an address or an id, whatever the case
	Limit  int    // rows on a page
	After  int    // rows before the first
}

const usualSessions = 100 // where no limit= is asked for

// limit returns the query's limit=, "" where it is the usual one.
func (q SessionsQuery) limit() string {
	if q.Limit == 0 || q.Limit == usualSessions {
		return ""
	}
	return strconv.Itoa(q.Limit)
}

// String returns the query with its question mark, "" when nothing is asked.
func (q SessionsQuery) String() string {
	values := url.Values{}
	if q.Filter != "" {
		values.Set("q", q.Filter)
	}
	if limit := q.limit(); limit != "" {
		values.Set("limit", limit)
	}
	if q.After > 0 {
		values.Set("after", strconv.Itoa(q.After))
	}
	if len(values) == 0 {
		return ""
	}
	return "?" + values.Encode()
}

func (p SessionsPage) pager() views.Pager {
	return views.NewPager(p.Query.After, len(p.Sessions), p.Query.Limit, p.Matched, func(after int) string {
		query := p.Query
		query.After = after
		return p.Links.Sessions() + query.String()
	})
}

// ConsoleSession is that of one browser.
type ConsoleSession struct {
	ID       string
	Own      bool // the reader's
	Started  time.Time
	LastSeen time.Time
	SignIns  []SessionSignIn
	MayEnd   bool // the reader may, now
}

// SessionSignIn is a sign-in of a console session to one cluster.
type SessionSignIn struct {
	Cluster string
	User    views.User
	Address string
	Since   time.Time
}

// Render writes the page.
func (p SessionsPage) Render(ctx context.Context, w io.Writer) error {
	return sessionsPage(p).Render(ctx, w)
}
