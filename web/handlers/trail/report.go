package trail

import (
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth/audit"
	"zkweb/auth/guard"
	"zkweb/web/handlers/site"
	"zkweb/web/views/trail"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

const (
	usualReport   = 30 * 24 * time.Hour
	reportTime    = time.Minute // for everything but the rows of CSV
	maxReports    = 2
	maxReportRows = 500 // entries of a section on the page; CSV has all of them
)

// report has what a report is made from.
type report struct {
	*Handlers
	ctx    context.Context
	words  *words.Words
	guards []*guard.Guard
	away   []string     // names of clusters that are left out
	filter audit.Filter // has its time span, cluster and scope
	head   audit.Head
}

// Report shows or downloads a summary of the trail for a time span: who had access and what they
// did. Since that is recorded, a link on another site leads to the page of the trail instead.
func (h *Handlers) Report(c echo.Context, v site.Visit) error {
	if h.Rules.Trail == nil {
		return &znode.Error{Kind: znode.NotFound, Code: znode.CodeTrailNone}
	}
	query, err := readReportQuery(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	if site.FromElsewhere(c) {
		return site.SeeOther(c, h.Links.Audit())
	}
	done, err := h.reports.Open(site.Owner{}) // the limit is for everybody together
	if err != nil {
		return err
	}
	defer done()
	guards := guardsOf(v.Guards, query.Cluster)
	ctx, cancel := context.WithTimeout(c.Request().Context(), reportTime)
	defer cancel()
	r := &report{Handlers: h, ctx: ctx, words: site.WordsOf(c), guards: guards, away: leftOut(v.Away, query.Cluster), head: h.Rules.Trail.Head(), filter: audit.Filter{
		From: query.From, To: query.To, Cluster: query.Cluster, Within: h.within(v.Guards),
	}}
	head := c.Request().Method == http.MethodHead
	if !head {
		for _, guard := range guards {
			guard.TrailExported(ctx, map[string]string{"report": query.Query(h.Links.Report())})
		}
	}
	switch {
	case query.Format == "csv":
		nameDownload(c, "zkweb-report-"+query.From.Format("20060102")+"-"+query.To.Format("20060102"), query.Format, r.away)
		if head {
			return c.NoContent(http.StatusOK)
		}
		return r.sendCSV(c)
	case site.AsksJSON(c):
		return r.sendJSON(c)
	case head:
		return site.SendHead(c, echo.MIMETextHTMLCharsetUTF8)
	}
	return site.SendLive(ctx, c, r.page(c, v, query))
}

func readReportQuery(raw string) (trail.ReportQuery, error) {
	values, err := site.ParseQuery(raw)
	if err != nil {
		return trail.ReportQuery{}, err
	}
	query := trail.ReportQuery{Cluster: values.Get("cluster"), Format: values.Get("format")}
	if query.Format != "" && query.Format != "csv" {
		return trail.ReportQuery{}, &znode.Error{Kind: znode.Invalid, Code: znode.CodeTrailExportForm}
	}
	if query.From, err = readTime(values.Get("from")); err != nil {
		return trail.ReportQuery{}, err
	}
	if query.To, err = readTime(values.Get("to")); err != nil {
		return trail.ReportQuery{}, err
	}
	if query.To.IsZero() {
		query.To = time.Now().UTC().Truncate(time.Second).Add(time.Second)
	}
	if query.From.IsZero() {
		query.From = query.To.Add(-usualReport)
	}
	if !query.From.Before(query.To) {
		return trail.ReportQuery{}, &znode.Error{Kind: znode.Invalid, Code: znode.CodeTrailTime}
	}
	return query, nil
}

// page returns the report for reading and printing. It makes its parts while it is sent.
func (r *report) page(c echo.Context, v site.Visit, query trail.ReportQuery) trail.Report {
	page := trail.Report{
		Shell: r.Shell(c, r.guards[0].Cluster()), Query: query, Within: site.ClustersOf(v.Guards), Away: r.away, By: r.guards[0].Person.User,
		HeadSeq: r.head.Seq, HeadHash: r.head.Hash, Whole: r.filter.Within == nil,
		People: func() trail.People {
			rows, beyond, err := r.people()
			return trail.People{Rows: rows[:min(len(rows), maxReportRows)], More: beyond > 0 || len(rows) > maxReportRows, Problem: r.problem(err)}
		},
	}
	for _, section := range r.sections(r.guards) {
		page.Sections = append(page.Sections, trail.Section{Key: section.key, Rows: func() trail.Rows { return r.rows(section) }})
	}
	return page
}
