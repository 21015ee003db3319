package trail

import (
	"context"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	"zkweb/web/views"
)

// Report is what the trail tells of a span. Its parts are made as it is written.
type Report struct {
	views.Shell
	Query    ReportQuery
	Within   []string // names of the clusters that can be chosen
	Away     []string // those that could be, but that cannot be asked now who may see what
	By       string   // who made it; "" without credentials
	People   func() People
	Sections []Section
	HeadSeq  int64
	HeadHash string
	Whole    bool // it is of all that the trail holds of its span and clusters
}

// ReportQuery is the query of a report.
type ReportQuery struct {
	From, To time.Time
	Cluster  string // "" for all
	Format   string // "csv" for a download
}

// People are who had access.
type People struct {
	Rows    []PersonRow
	More    bool
	Problem string // a sentence: why there are no rows
}

// PersonRow is what somebody did in a cluster.
type PersonRow struct {
	Cluster, Who                              string // Who is "" without credentials
	Verified                                  bool
	Roles, Addresses                          []string // of their sign-ins, some of each
	SignIns                                   int
	First, Last                               time.Time // of the sign-ins
	Looked, Taken, Revealed, Changed, Refused int
}

// Section is entries of a kind.
type Section struct {
	Key  string // of words.Report.Sections
	Rows func() Rows
}

// Rows are those of a section, the newest first.
type Rows struct {
	Entries []Entry
	More    bool   // there are older ones
	Problem string // a sentence: why there are no more
}

// Render writes the report, which takes as long as its parts.
func (r Report) Render(ctx context.Context, w io.Writer) error { return reportPage(r).Render(ctx, w) }

// Query returns the report's own address behind that of reports.
func (q ReportQuery) Query(report string) string {
	values := url.Values{"from": {fieldTime(q.From)}, "to": {fieldTime(q.To)}}
	if q.Cluster != "" {
		values.Set("cluster", q.Cluster)
	}
	if q.Format != "" {
		values.Set("format", q.Format)
	}
	return report + "?" + values.Encode()
}

func (q ReportQuery) as(format string) ReportQuery { q.Format = format; return q }

// spans returns the stretches that reports are made of most.
func (r Report) spans() []span {
	month := time.Date(r.Now.UTC().Year(), r.Now.UTC().Month(), 1, 0, 0, 0, 0, time.UTC)
	between := func(from, to time.Time) Query { return Query{From: from, To: to, Cluster: r.Query.Cluster} }
	return []span{
		{"", r.Words.Report.LastWeek, between(r.Now.UTC().Truncate(time.Second).AddDate(0, 0, -7), time.Time{})},
		{"", r.Words.Report.ThisMonth, between(month, time.Time{})},
		{"", r.Words.Report.LastMonth, between(month.AddDate(0, -1, 0), month)},
	}
}

// head returns the chain's head, as verify takes it.
func (r Report) head() string { return strconv.FormatInt(r.HeadSeq, 10) + ":" + r.HeadHash }

func (p PersonRow) roles() string { return views.Visible(strings.Join(p.Roles, ", ")) }

func (p PersonRow) addresses() string { return views.Visible(strings.Join(p.Addresses, ", ")) }
