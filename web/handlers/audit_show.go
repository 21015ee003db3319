package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/auth/audit"
	"zkweb/auth/guard"
	"zkweb/web/views/trail"
	"zkweb/zkconn/znode"
)

// jsonAudit is the JSON of the audit page; see the contract in docs.
type jsonAudit struct {
	Entries []audit.Entry `json:"entries"`
	Next    *string       `json:"next"`              // for after=
	Partial bool          `json:"partial,omitempty"` // the search stopped before the page was full
}

// showAudit is the trail, for admins: of the clusters where they are one, and of
// what is about no cluster. Who is one in all clusters sees all of it, that of
// clusters from before too.
func (s *Server) showAudit(c echo.Context, v visit) error {
	if s.config.Trail == nil {
		return &znode.Error{Kind: znode.NotFound, Message: "This console keeps no audit trail: it runs without --data-dir."}
	}
	query, err := readAuditQuery(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	guards := v.guards
	var within []string
	if len(guards) < len(s.config.Clusters) {
		within = clustersOf(guards)
	}
	if query.Format != "" {
		return s.exportAudit(c, guardsOf(guards, query.Cluster), query, within)
	}
	ctx, cancel := deadline(c)
	defer cancel()
	found, err := s.config.Trail.Query(ctx, filter(query, within))
	if err != nil {
		return err
	}
	if formOf(c) == asJSON {
		return c.JSON(http.StatusOK, auditJSON(found))
	}
	return render(c, http.StatusOK, s.auditPage(c, guards, query, found))
}

func auditJSON(found audit.Page) jsonAudit {
	answer := jsonAudit{Entries: found.Entries, Partial: found.Partial}
	if found.Next != "" {
		answer.Next = &found.Next
	}
	return answer
}

func (s *Server) auditPage(c echo.Context, guards []*guard.Guard, query trail.Query, found audit.Page) trail.Page {
	page := trail.Page{
		Shell:   s.shell(c, guardsOf(guards, query.Cluster)[0].Cluster()),
		Query:   query,
		Within:  clustersOf(guards),
		Entries: make([]trail.Entry, len(found.Entries)),
		Next:    found.Next,
		Partial: found.Partial,
	}
	for _, event := range audit.Events() {
		page.Events = append(page.Events, string(event))
	}
	for _, outcome := range audit.Outcomes() {
		page.Outcomes = append(page.Outcomes, string(outcome))
	}
	for i, entry := range found.Entries {
		page.Entries[i] = s.auditEntry(entry)
	}
	return page
}
