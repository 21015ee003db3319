package people

import (
	"context"
	"io"
	"net/url"
	"strconv"
	"time"

	"zkweb/web/views"
)

// SessionsPage is the list of console sessions.
type SessionsPage struct {
	views.Shell
	Query    SessionsQuery
	Sessions []ConsoleSession // on this page
	Matched  int              // number that match the query, on all pages
	Total    int
	Trail    bool // there is an audit trail to look at
}

// SessionsQuery is the query of the page. Zero values do not appear in the URL.
type SessionsQuery struct {
	Filter string // part of a name, role, cluster, address or ID, ignoring case
	Limit  int    // rows on a page
	After  int    // rows before the first
}

const usualSessions = 100 // limit when there is no limit=

// limit returns the value of limit=, "" for the usual one.
func (q SessionsQuery) limit() string {
	if q.Limit == 0 || q.Limit == usualSessions {
		return ""
	}
	return strconv.Itoa(q.Limit)
}

// String returns the query with its question mark, "" if there is nothing in it.
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

// ConsoleSession is the console session of one browser.
type ConsoleSession struct {
	ID       string
	Own      bool // the reader's own
	Started  time.Time
	LastSeen time.Time
	SignIns  []SessionSignIn
	MayEnd   bool // the reader may end it, now
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
