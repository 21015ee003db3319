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

// Report is a report of the trail for a period. Its parts are made while it is written.
type Report struct {
	views.Shell
	Query    ReportQuery
	Within   []string // the clusters that can be chosen
	Away     []string // clusters left out, since they cannot be asked now who may see what
	By       string   // who made it; "" without credentials
	People   func() People
	Sections []Section
	HeadSeq  int64
	HeadHash string
	Whole    bool // it covers everything that the trail has for its period and clusters
}

// ReportQuery is the query of a report.
type ReportQuery struct {
	From, To time.Time
	Cluster  string // "" for all
	Format   string // "csv" for a download
}

// People lists who had access.
type People struct {
	Rows    []PersonRow
	More    bool
	Problem string // a sentence: why there are no rows; "" if there are
}

// PersonRow is what one person did in a cluster.
type PersonRow struct {
	Cluster, Who                              string // Who is "" without credentials
	Verified                                  bool
	Roles, Addresses                          []string // some of those of their sign-ins
	SignIns                                   int
	First, Last                               time.Time // of the sign-ins
	Looked, Taken, Revealed, Changed, Refused int
}

// Section lists entries of one kind.
type Section struct {
	Key  string // a key of words.Report.Sections
	Rows func() Rows
}

// Rows are the rows of a section, the newest first.
type Rows struct {
	Entries []Entry
	More    bool   // there are older ones
	Problem string // a sentence: why there are no more; "" if there are none left out
}

// Render writes the report while its parts are made.
func (r Report) Render(ctx context.Context, w io.Writer) error { return reportPage(r).Render(ctx, w) }

// Query returns the URL of the report, given that of reports.
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

// spans returns the usual periods of reports.
func (r Report) spans() []span {
	month := time.Date(r.Now.UTC().Year(), r.Now.UTC().Month(), 1, 0, 0, 0, 0, time.UTC)
	between := func(from, to time.Time) Query { return Query{From: from, To: to, Cluster: r.Query.Cluster} }
	return []span{
		{"", r.Words.Report.LastWeek, between(r.Now.UTC().Truncate(time.Second).AddDate(0, 0, -7), time.Time{})},
		{"", r.Words.Report.ThisMonth, between(month, time.Time{})},
		{"", r.Words.Report.LastMonth, between(month.AddDate(0, -1, 0), month)},
	}
}

// head returns the chain's head, in the form that verify takes.
func (r Report) head() string { return strconv.FormatInt(r.HeadSeq, 10) + ":" + r.HeadHash }

func (p PersonRow) roles() string { return views.Visible(strings.Join(p.Roles, ", ")) }

func (p PersonRow) addresses() string { return views.Visible(strings.Join(p.Addresses, ", ")) }
