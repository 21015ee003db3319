package find

import (
	"bufio"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views/find"
	"zkweb/zkconn/tree"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// maxACLEntries bounds the subtrees in a report, for each tree.Open.
const maxACLEntries = 10_000

// ACLsJSON is an ACL report in JSON, as docs/contract.md has it.
type ACLsJSON struct {
	Entries     []ACLsEntry     `json:"entries"`
	Cut         int             `json:"cut"` // entries beyond the bound
	Seen        int             `json:"seen"`
	Denied      int             `json:"denied"`
	DeniedPaths []string        `json:"denied_paths,omitempty"`
	Stopped     string          `json:"stopped"`
	Error       *site.JSONError `json:"error,omitempty"`
}

// ACLsEntry is a subtree with one and the same ACL.
type ACLsEntry struct {
	Path   string      `json:"path"`
	Open   tree.Open   `json:"open"`
	ACL    []znode.ACL `json:"acl"`
	Znodes int         `json:"znodes"`
}

// aclReport is a walk that reports ACLs.
type aclReport struct {
	*going
	*tree.ACLReport
}

// ACLs shows who may do what at and below a znode.
func (h *Handlers) ACLs(c echo.Context, v site.Visit) error {
	values, err := site.ParseQuery(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	read := reader{values: values}
	format, bounds := read.choice("format", znode.CodeACLsFormat, "csv"), read.bounds(h.Bounds)
	if read.err != nil {
		return read.err
	}
	if err := h.isThere(c, v); err != nil {
		return err
	}
	asCSV, asJSON := format == "csv", site.AsksJSON(c)
	if c.Request().Method == http.MethodHead {
		return site.SendHead(c, aclsType(asCSV, asJSON))
	}
	report := tree.NewACLReport(maxACLEntries, func(acl []znode.ACL) bool { return len(v.SignIn.ConsoleEntries(acl)) > 0 })
	g, done, err := h.begin(c, v, h.Lasting(c, v), bounds.options(report.Want))
	if err != nil {
		return err
	}
	defer done()
	r := &aclReport{g, report}
	defer func() { r.record(v) }()
	switch {
	case asCSV:
		return r.sendCSV(c, v)
	case asJSON:
		return r.sendJSON(c)
	}
	return h.sendACLs(c, v, r, find.ACLsPage{Shell: h.Shell(c, v.Cluster.Name), Path: v.Path, Bounded: h.bounded(bounds)})
}

const csvType = "text/csv; charset=utf-8"

func aclsType(asCSV, asJSON bool) string {
	if asCSV {
		return csvType
	}
	return topType(asJSON)
}

func (r *aclReport) sendJSON(c echo.Context) error {
	if err := r.each(r.Visit); err != nil {
		return err
	}
	stopped, err := r.ended()
	counts := r.Counts()
	answer := ACLsJSON{
		Entries: []ACLsEntry{}, Cut: r.Cut(), Seen: counts.Znodes, Denied: counts.Denied, DeniedPaths: texts(r.denied),
		Stopped: string(stopped), Error: site.ErrorJSON(c, err),
	}
	for _, entry := range r.Entries() {
		answer.Entries = append(answer.Entries, ACLsEntry{entry.Path.String(), entry.Open, append([]znode.ACL{}, entry.ACL...), entry.Znodes})
	}
	if err := site.NewSlowWriter(c).Extend(); err != nil {
		return err
	}
	return site.SendJSON(c, http.StatusOK, answer)
}

// sendCSV sends the report as CSV. If the report is not complete, the file's name and a header say
// so. If ZooKeeper no longer answers, no file is sent.
func (r *aclReport) sendCSV(c echo.Context, v site.Visit) error {
	if err := r.each(r.Visit); err != nil {
		return err
	}
	stopped, err := r.ended()
	if err != nil {
		return err
	}
	name := "zkweb-acls-" + v.Cluster.Name + "-" + time.Now().UTC().Format("20060102T150405Z")
	header := c.Response().Header()
	if lacks := r.lacks(stopped); len(lacks) > 0 {
		name += "-partial"
		header.Set("Zkweb-Partial", strings.Join(lacks, ", "))
	}
	header.Set(echo.HeaderContentType, csvType)
	header.Set(echo.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": name + ".csv"}))
	header.Set("Content-Security-Policy", "sandbox")
	c.Response().WriteHeader(http.StatusOK)
	out := bufio.NewWriter(site.NewSlowWriter(c))
	audit.WriteCSVRow(out, []string{"path", "scheme", "id", "perms", "znodes"})
	for _, entry := range r.Entries() {
		for _, acl := range entry.ACL {
			audit.WriteCSVRow(out, []string{entry.Path.String(), acl.Scheme, acl.ID, acl.Perms.String(), strconv.Itoa(entry.Znodes)})
		}
		if len(entry.ACL) == 0 {
			audit.WriteCSVRow(out, []string{entry.Path.String(), "", "", "", strconv.Itoa(entry.Znodes)})
		}
	}
	return out.Flush()
}

// lacks returns the reasons why the report is incomplete, if any.
func (r *aclReport) lacks(stopped walk.Stopped) []string {
	var why []string
	if stopped != walk.AtEnd {
		why = append(why, string(stopped))
	}
	if r.Counts().Denied > 0 {
		why = append(why, "denied")
	}
	if r.Cut() > 0 {
		why = append(why, "entries")
	}
	return why
}

// sendACLs sends a page that shows the progress of the walk, and then the result.
func (h *Handlers) sendACLs(c echo.Context, v site.Visit, r *aclReport, page find.ACLsPage) error {
	id, done := h.running.begin(v.Console.ID, func() { r.stop(errStopped) })
	defer done()
	page.StopURL = h.Links.StopFind(v.Cluster.Name, id)
	page.Live = func(out *find.Live) error {
		if err := r.tell(out, r.Visit); err != nil {
			return err
		}
		return out.Progress(r.summary(c))
	}
	page.Entries = func() []find.ACLsEntry {
		var shown []find.ACLsEntry
		for _, entry := range r.Entries() {
			shown = append(shown, find.ACLsEntry{
				Path: entry.Path, ACL: entry.ACL, Open: string(entry.Open), Znodes: entry.Znodes,
				Console: v.SignIn.ConsoleEntries(entry.ACL), MaySet: v.Guard.Decide(people.SetACL, entry.Path) == people.Allowed,
			})
			if len(shown) == maxRows {
				break
			}
		}
		return shown
	}
	page.More = func() int { return max(0, len(r.Entries())-maxRows) + r.Cut() }
	return site.SendLive(c.Request().Context(), c, page)
}

// record records in the trail that the ACLs below a znode were looked at.
func (r *aclReport) record(v site.Visit) {
	stopped, err := r.ended()
	settings := map[string]string{"report": "acls", "seen": strconv.Itoa(r.Counts().Znodes), "entries": strconv.Itoa(len(r.Entries()) + r.Cut())}
	if stopped != "" {
		settings["stopped"] = string(stopped)
	}
	v.Guard.Walked(r.ctx, v.Path, settings, shownOrNone(err))
}
