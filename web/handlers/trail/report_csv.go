package trail

import (
	"bufio"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth/audit"
	"zkweb/web/handlers/site"
	"zkweb/web/views/trail"
)

var reportHeader = []string{
	"section", "time", "user", "verified", "role", "address", "cluster", "event", "outcome", "path", "target", "reason", "why",
	"sign_ins", "first", "last", "looked", "taken", "revealed", "changed", "refused", "seq", "hash",
}

// sendCSV sends the whole report. Each row names its section. The last row has the seq and hash of
// the chain's head.
func (r *report) sendCSV(c echo.Context) error {
	people, beyond, err := r.people() // an error can still be answered now
	if err != nil {
		return err
	}
	r.ctx = c.Request().Context() // reading all rows may take longer than reportTime
	c.Response().WriteHeader(http.StatusOK)
	slow := site.NewSlowWriter(c)
	table := bufio.NewWriterSize(slow, 64<<10)
	audit.WriteCSVRow(table, reportHeader)
	for _, person := range people {
		audit.WriteCSVRow(table, personCells(person))
	}
	if beyond > 0 {
		audit.WriteCSVRow(table, beyondCells(beyond))
	}
	if err := r.writeSections(table); err != nil {
		slow.CutOff()
		return err
	}
	last := make([]string, len(reportHeader))
	last[0], last[len(last)-2], last[len(last)-1] = "head", strconv.FormatInt(r.head.Seq, 10), r.head.Hash
	audit.WriteCSVRow(table, last)
	return table.Flush()
}

func (r *report) writeSections(table *bufio.Writer) error {
	for _, section := range r.sections(r.guards) {
		for entry, err := range r.entries(section) {
			if err != nil {
				return err
			}
			audit.WriteCSVRow(table, r.entryCells(section.key, entry))
			if _, err := table.Write(nil); err != nil { // returns the error of an earlier row: the reader has disconnected
				return err
			}
		}
	}
	return nil
}

func personCells(p trail.PersonRow) []string {
	first, last := "", ""
	if p.SignIns > 0 {
		first, last = p.First.UTC().Format(time.RFC3339Nano), p.Last.UTC().Format(time.RFC3339Nano)
	}
	return []string{
		"people", "", p.Who, strconv.FormatBool(p.Verified), strings.Join(p.Roles, "\n"), strings.Join(p.Addresses, "\n"), p.Cluster, "", "", "", "", "", "",
		strconv.Itoa(p.SignIns), first, last, strconv.Itoa(p.Looked), strconv.Itoa(p.Taken), strconv.Itoa(p.Revealed), strconv.Itoa(p.Changed), strconv.Itoa(p.Refused), "", "",
	}
}

// beyondCells returns the row that counts the entries of people beyond maxPeople.
func beyondCells(entries int) []string {
	cells := make([]string, len(reportHeader))
	cells[0], cells[slices.Index(reportHeader, "looked")] = "beyond", strconv.Itoa(entries)
	return cells
}

func (r *report) entryCells(section string, e audit.Entry) []string {
	return []string{
		section, e.Time.Format(time.RFC3339Nano), e.User, strconv.FormatBool(e.Verified), e.Role, e.Address, e.Cluster, string(e.Event), string(e.Outcome),
		e.Path, e.Target, e.Reason, whyOf(r.words, e), "", "", "", "", "", "", "", "", strconv.FormatInt(e.Seq, 10), e.Hash,
	}
}
