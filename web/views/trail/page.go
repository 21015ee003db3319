// Package trail shows the audit trail and the reports made from it.
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
	Events   []string // that can be chosen
	Outcomes []string
	Within   []string // names of the clusters that can be chosen
	Away     []string // of those that would be, and cannot be asked now who may see what
	Entries  []Entry
	Next     string    // cursor of the older entries; "" at the end
	Outside  []Outside // what came round the console, by cluster
	Partial  bool      // the search stopped before the page was full: Next goes on
}

// Query is the query of the audit page. Zero values do not appear in the
// URL.
type Query struct {
	User, Path, Event, Outcome, Cluster string

	Revealed string // a znode: leaves who was shown its secrets

	From, To time.Time
	After    string // opaque cursor
	Format   string // "csv" or "jsonl" for a download
}

// Entry is one entry of the trail.
type Entry struct {
	Seq      int64
	Time     time.Time
	Times    int       // how often the same came in a row, this the last time; 0 or 1 for once
	First    time.Time // when the first of them came
	Event    string
	Outcome  string
	Who      string // "" without credentials
	Nobody   bool   // no person did it, or it is not known who
	Verified bool
	Role     string
	Address  string
	Cluster  string
	Path     string
	URL      string // of the znode; "" when the path is none
	Target   string // whose sign-in was ended; "" for other events
	Why      string // why it went so: the error
	Reason   string // that a person gave
	Undo     bool   // the reader may take the change back
	Forgot   bool   // they might, but what it replaced is no longer kept
	Facts    []Fact // the rest, in order

	TransactionURL string // of the change in the cluster's history; "" where there is none
}

// Outside is what came round the console in a cluster, as its history has it.
type Outside struct {
	Cluster string
	Rows    []OutsideRow // the newest first
	More    bool         // there are older ones, or may be
	Proof   string       // how complete the history is of that time; "" where it has nothing of it
	Gaps    bool         // some of the time is not known
	URL     string       // of all of them, and of the gaps
	Problem string       // why they cannot be told
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
	Sure    string // how it is known
	From    string // the address of the client, where it is known beside Who
	Session int64

	URL            string // of the znode's versions
	TransactionURL string
}

// Fact is a name and its value.
type Fact struct{ Name, Value string }

// Render writes the page.
func (p Page) Render(ctx context.Context, w io.Writer) error {
	return auditPage(p).Render(ctx, w)
}

// timeForm is what a browser's field for a time takes; it has no zone, and the
// field's label says UTC.
const timeForm = "2006-01-02T15:04:05"

// String returns the query with its question mark, "" when nothing is asked.
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

// fieldTime keeps fractions of a second, which a pasted URL may have.
func fieldTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(timeForm + ".999999")
}

// span is a stretch of time to choose.
type span struct {
	key, label string
	query      Query
}

// spans returns the stretches that are asked for most, in UTC: console.js makes days
// of the reader's.
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
