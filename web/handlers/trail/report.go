package trail

import (
	"cmp"
	"context"
	"iter"
	"mime"
	"net/http"
	"slices"
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
	reportTime    = time.Minute
	maxReports    = 2
	maxReportRows = 500  // of a section of the page; CSV has all
	maxPeople     = 5000 // who signed in, told apart
)

// section is a part of a report: entries that a filter leaves.
type section struct {
	key    string // of words.Report.Sections
	events []audit.Event
	only   audit.Outcome // "" for all but intents
}

var reportSections = []section{
	{key: "revealed", events: []audit.Event{audit.NodeReveal}},
	{key: "taken", events: []audit.Event{audit.NodeExport, audit.NodeRaw, audit.AuditExport}},
	{key: "changed", events: []audit.Event{audit.NodeCreate, audit.NodeSet, audit.NodeDelete, audit.NodeACL, audit.NodeQuota, audit.NodeBatch}},
	{key: "refused", only: audit.Denied},
	{key: "shared", events: []audit.Event{audit.ShareMake, audit.ShareUse, audit.ShareEnd}},
	{key: "sessions", events: []audit.Event{audit.SessionEnd}},
	{key: "record", events: []audit.Event{audit.AuditRemove, audit.AuditGap, audit.DirectoryCheck, audit.ConsoleStart, audit.ConsoleStop}},
}

// report is what a report is made of.
type report struct {
	*Handlers
	ctx    context.Context
	words  *words.Words
	guards []*guard.Guard
	filter audit.Filter // its span, cluster and scope
	head   audit.Head
}

// ReportJSON is a report's sums as JSON; see the contract in docs.
type ReportJSON struct {
	From   time.Time          `json:"from"`
	To     time.Time          `json:"to"`
	People []ReportPersonJSON `json:"people"`
	Beyond int                `json:"beyond"` // entries of more people than are told apart
	Head   audit.Head         `json:"head"`
}

// ReportPersonJSON is what somebody did.
type ReportPersonJSON struct {
	Cluster   string     `json:"cluster"`
	User      string     `json:"user"`
	Verified  bool       `json:"verified"`
	Roles     []string   `json:"roles"`
	Addresses []string   `json:"addresses"`
	SignIns   int        `json:"sign_ins"`
	First     *time.Time `json:"first"` // sign-in
	Last      *time.Time `json:"last"`
	Looked    int        `json:"looked"`
	Taken     int        `json:"taken"`
	Revealed  int        `json:"revealed"`
	Changed   int        `json:"changed"`
	Refused   int        `json:"refused"`
}

// Report is what the trail tells of a span, for those who take it home: who had access and
// what they did. That they take it is on record.
func (h *Handlers) Report(c echo.Context, v site.Visit) error {
	if h.Rules.Trail == nil {
		return &znode.Error{Kind: znode.NotFound, Code: znode.CodeTrailNone}
	}
	query, err := readReportQuery(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	done, err := h.reports.Open(site.Owner{}) // two at a time, whoever makes them
	if err != nil {
		return err
	}
	defer done()
	guards := guardsOf(v.Guards, query.Cluster)
	ctx, cancel := context.WithTimeout(c.Request().Context(), reportTime)
	defer cancel()
	r := &report{Handlers: h, ctx: ctx, words: site.WordsOf(c), guards: guards, head: h.Rules.Trail.Head(), filter: audit.Filter{
		From: query.From, To: query.To, Cluster: query.Cluster, Within: h.within(v.Guards),
	}}
	head := c.Request().Method == http.MethodHead
	if !head {
		for _, guard := range guards {
			guard.TrailExported(ctx, map[string]string{"report": query.Query(h.Links.Report())})
		}
	}
	switch {
	case query.Format != "" && query.Format != "csv":
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeTrailExportForm}
	case query.Format == "csv":
		nameReport(c, query)
		if head {
			return c.NoContent(http.StatusOK)
		}
		return r.sendCSV(c)
	case site.AsksJSON(c):
		return r.sendJSON(c)
	case head:
		return c.NoContent(http.StatusOK)
	}
	return r.page(c, v.Guards, query).Render(ctx, site.NewLive(c, echo.MIMETextHTMLCharsetUTF8))
}

func readReportQuery(raw string) (trail.ReportQuery, error) {
	values, err := site.ParseQuery(raw)
	if err != nil {
		return trail.ReportQuery{}, err
	}
	query := trail.ReportQuery{Cluster: values.Get("cluster"), Format: values.Get("format")}
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

func nameReport(c echo.Context, query trail.ReportQuery) {
	header := c.Response().Header()
	header.Set("Content-Type", exports["csv"].contentType)
	header.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{
		"filename": "zkweb-report-" + query.From.Format("20060102") + "-" + query.To.Format("20060102") + ".csv",
	}))
	header.Set("Content-Security-Policy", "sandbox")
}

// page is the report to be read and printed; it makes its parts as it is sent.
func (r *report) page(c echo.Context, all []*guard.Guard, query trail.ReportQuery) trail.Report {
	page := trail.Report{
		Shell: r.Shell(c, r.guards[0].Cluster()), Query: query, Within: site.ClustersOf(all), By: r.guards[0].Person.User,
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

// chosen is a section with its filter.
type chosen struct {
	key    string
	filter audit.Filter
}

// sections are those of the report, with one about the profiles of each user directory.
func (r *report) sections(guards []*guard.Guard) []chosen {
	var all []chosen
	for _, guard := range guards {
		if directory := r.Rules.DirectoryOf(guard.Cluster()); directory != nil {
			filter := r.filter
			filter.Cluster, filter.Path = guard.Cluster(), directory.Path.String()
			filter.Events = []audit.Event{audit.NodeCreate, audit.NodeSet, audit.NodeDelete, audit.NodeACL, audit.NodeBatch}
			all = append(all, chosen{"profiles", filter})
		}
	}
	for _, section := range reportSections {
		filter := r.filter
		filter.Events, filter.Outcome = section.events, section.only
		all = append(all, chosen{section.key, filter})
	}
	return all
}

// entries are those of a section: how each went, and no intents. Refusals have a section
// of their own.
func (r *report) entries(of chosen) iter.Seq2[audit.Entry, error] {
	return func(yield func(audit.Entry, error) bool) {
		for entry, err := range r.Rules.Trail.Entries(r.ctx, of.filter) {
			if err == nil && (entry.Outcome == audit.Intent || entry.Outcome == audit.Denied && of.filter.Outcome == "") {
				continue
			}
			if !yield(entry, err) {
				return
			}
		}
	}
}

func (r *report) rows(of chosen) trail.Rows {
	var rows trail.Rows
	for entry, err := range r.entries(of) {
		if err != nil {
			rows.Problem = r.problem(err)
			break
		}
		if len(rows.Entries) == maxReportRows {
			rows.More = true
			break
		}
		rows.Entries = append(rows.Entries, r.auditEntry(r.words, entry, 0))
	}
	return rows
}

func (r *report) problem(err error) string {
	if err == nil {
		return ""
	}
	return r.words.Error(err)
}

// people are who had access, as far as the trail tells: who signed in, and with which
// role, and who did something.
func (r *report) people() (rows []trail.PersonRow, beyond int, err error) {
	type key struct{ cluster, user string }
	people := map[key]*trail.PersonRow{}
	of := func(cluster, user string) *trail.PersonRow {
		k := key{cluster, user}
		if people[k] == nil && len(people) < maxPeople {
			people[k] = &trail.PersonRow{Cluster: cluster, Who: user}
		}
		return people[k]
	}
	tallies, beyond, err := r.Rules.Trail.Tally(r.ctx, r.filter)
	if err != nil {
		return nil, 0, err
	}
	for _, tally := range tallies {
		if tally.Cluster == "" || tally.Event == audit.SignIn && tally.Outcome != audit.OK || tally.Outcome == audit.Intent {
			continue
		}
		person := of(tally.Cluster, tally.User)
		if person == nil {
			beyond += tally.Count
			continue
		}
		count(person, tally)
	}
	signIns := r.filter
	signIns.Events, signIns.Outcome = []audit.Event{audit.SignIn}, audit.OK
	for entry, err := range r.Rules.Trail.Entries(r.ctx, signIns) {
		if err != nil {
			return nil, 0, err
		}
		if person := of(entry.Cluster, entry.User); person != nil {
			signedIn(person, entry)
		}
	}
	for _, person := range people {
		rows = append(rows, *person)
	}
	slices.SortFunc(rows, func(a, b trail.PersonRow) int {
		return cmp.Or(cmp.Compare(a.Cluster, b.Cluster), cmp.Compare(a.Who, b.Who))
	})
	return rows, beyond, nil
}

func count(person *trail.PersonRow, tally audit.Tally) {
	switch {
	case tally.Outcome == audit.Denied:
		person.Refused += tally.Count
	case tally.Outcome != audit.OK && tally.Outcome != audit.Unknown:
	case tally.Event == audit.SignIn:
		person.SignIns, person.First, person.Last = tally.Count, tally.First, tally.Last
	case tally.Event == audit.NodeRead || tally.Event == audit.NodeSearch:
		person.Looked += tally.Count
	case tally.Event == audit.NodeReveal:
		person.Revealed += tally.Count
	case slices.Contains(reportSections[1].events, tally.Event):
		person.Taken += tally.Count
	case slices.Contains(reportSections[2].events, tally.Event):
		person.Changed += tally.Count
	}
}

// maxOfPerson bounds the roles and addresses that are named of somebody.
const maxOfPerson = 5

func signedIn(person *trail.PersonRow, entry audit.Entry) {
	person.Verified = person.Verified || entry.Verified
	for _, each := range []struct {
		of    *[]string
		value string
	}{{&person.Roles, entry.Role}, {&person.Addresses, entry.Address}} {
		if each.value != "" && len(*each.of) < maxOfPerson && !slices.Contains(*each.of, each.value) {
			*each.of = append(*each.of, each.value)
		}
	}
}

func (r *report) sendJSON(c echo.Context) error {
	rows, beyond, err := r.people()
	if err != nil {
		return err
	}
	answer := ReportJSON{From: r.filter.From, To: r.filter.To, People: []ReportPersonJSON{}, Beyond: beyond, Head: r.head}
	for _, p := range rows {
		person := ReportPersonJSON{
			Cluster: p.Cluster, User: p.Who, Verified: p.Verified, Roles: append([]string{}, p.Roles...), Addresses: append([]string{}, p.Addresses...),
			SignIns: p.SignIns, Looked: p.Looked, Taken: p.Taken, Revealed: p.Revealed, Changed: p.Changed, Refused: p.Refused,
		}
		if p.SignIns > 0 {
			person.First, person.Last = &p.First, &p.Last
		}
		answer.People = append(answer.People, person)
	}
	if err := site.NewSlowWriter(c).Extend(); err != nil {
		return err
	}
	return site.SendJSON(c, http.StatusOK, answer)
}
