// Package trail shows the audit trail and its reports.
package trail

import (
	"context"
	"io"
	"net/url"
	"time"

	"zkweb/web/views"
	"zkweb/web/words"
)

// Page is the page of the audit trail.
type Page struct {
	views.Shell
	Query    Query
	Events   []string // the events that can be chosen
	Outcomes []string
	Within   []string // the clusters that can be chosen
	Away     []string // clusters left out, since they cannot be asked now who may see what
	Entries  []Entry
	Next     string    // cursor of the older entries; "" at the end
	Outside  []Outside // changes that were not made through the console, by cluster
	Partial  bool      // the search stopped before the page was full; Next continues it
}

// Query is the query of the audit page. Zero values do not appear in the
// URL.
type Query struct {
	User, Path, Event, Outcome, Cluster string

	Revealed string // only reveals of the secrets of this znode

	From, To time.Time
	After    string // an opaque cursor
	Format   string // "csv" or "jsonl" for a download
}

// Entry is one entry of the trail.
type Entry struct {
	Seq      int64
	Time     time.Time
	Times    int       // how often it happened in a row, this being the last time; 0 or 1 for once
	First    time.Time // when it first happened
	Event    string
	Outcome  string
	Who      string // "" without credentials
	Nobody   bool   // no person did it, or it is not known who did
	Verified bool
	Role     string
	Address  string
	Cluster  string
	Path     string
	URL      string // of the znode; "" if the path is not valid
	Target   string // whose sign-in was ended; "" for other events
	Why      string // the error
	Reason   string // the reason that a person gave
	Undo     bool   // the reader may undo the change
	Forgot   bool   // the reader might, but what it replaced is no longer kept
	Facts    []Fact // everything else, in order

	TransactionURL string // the change in the cluster's history; "" without one
}

// Outside lists the changes in a cluster that were not made through the console, from its history.
type Outside struct {
	Cluster string
	Rows    []OutsideRow // the newest first
	More    bool         // there are older ones, or there may be
	Proof   string       // how complete the history is for that time; "" if it has nothing of it
	Gaps    bool         // there are gaps in that time
	URL     string       // all of these changes, with the gaps
	Problem string       // why there are none to show
}

// title says how many there are.
func (o Outside) title(w *words.Words) string {
	if o.More {
		return w.Trail.OutsideMore(len(o.Rows))
	}
	return w.Trail.Outside(len(o.Rows))
}

// OutsideRow is one such change.
type OutsideRow struct {
	Time    time.Time
	Op      string // "create", "set", "acl" or "delete"
	Cause   string // of a delete: "expired", "closed", "container" or ""
	Path    string
	Who     string // "" where only the session is known
	Sure    string // how Who is known
	From    string // the client's address, if it is known beside Who
	Session int64

	URL            string // the znode's versions
	TransactionURL string
}

// Fact is a name and its value.
type Fact struct{ Name, Value string }

// Render writes the page.
func (p Page) Render(ctx context.Context, w io.Writer) error {
	return auditPage(p).Render(ctx, w)
}

// timeForm is the format of an input field for a time. It has no zone; the label says UTC.
const timeForm = "2006-01-02T15:04:05"

// String returns the query with its question mark, "" if there is nothing in it.
func (q Query) String() string {
	values := url.Values{}
	for _, p := range []struct{ key, value string }{
		{"user", q.User}, {"path", q.Path}, {"event", q.Event}, {"outcome", q.Outcome}, {"cluster", q.Cluster}, {"revealed", q.Revealed},
		{"from", fieldTime(q.From)}, {"to", fieldTime(q.To)}, {"after", q.After}, {"format", q.Format},
	} {
		if p.value != "" {
			values.Set(p.key, p.value)
		}
	}
	if len(values) == 0 {
		return ""
	}
	return "?" + values.Encode()
}

func (q Query) from(cursor string) Query { q.After = cursor; return q }

func (q Query) as(format string) Query { q.Format = format; return q.from("") }

func (q Query) filters() bool { return q.from("") != Query{} }

// fieldTime formats a time with its fraction of a second, which a pasted URL may have.
func fieldTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(timeForm + ".999999")
}

// span is a period to choose.
type span struct {
	key, label string
	query      Query
}

// spans returns the usual periods in UTC; console.js converts them to days of the reader's time
// zone.
func (p Page) spans() []span {
	today := p.Now.UTC().Truncate(24 * time.Hour)
	between := func(from, to time.Time) Query {
		query := p.Query.from("")
		query.From, query.To = from, to
		return query
	}
	return []span{
		{"hour", p.Words.Trail.LastHour, between(p.Now.UTC().Truncate(time.Second).Add(-time.Hour), time.Time{})},
		{"today", p.Words.Trail.Today, between(today, time.Time{})},
		{"yesterday", p.Words.Trail.Yesterday, between(today.Add(-24*time.Hour), today)},
	}
}
