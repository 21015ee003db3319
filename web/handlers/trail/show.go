package trail

import (
	"context"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"zkweb/auth/audit"
	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views/trail"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// JSON is the JSON of the audit page, in the format that the documentation describes.
type JSON struct {
	Entries []audit.Entry `json:"entries"`
	Next    *string       `json:"next"`              // the value of after= for the next page
	Partial bool          `json:"partial,omitempty"` // whether the search stopped before the page was full
	Away    []string      `json:"away,omitempty"`    // clusters that are left out since they are unavailable and cannot tell who may see what
}

// Show shows the trail to admins: the entries of the clusters where they are admins, within their
// paths, and those about no cluster. An admin of all clusters, with all paths, sees everything,
// including former clusters. A link on another site leads to the page, so that no export is
// recorded that somebody else triggered.
func (h *Handlers) Show(c echo.Context, v site.Visit) error {
	if h.Rules.Trail == nil {
		return &znode.Error{Kind: znode.NotFound, Code: znode.CodeTrailNone}
	}
	query, err := readAuditQuery(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	guards := v.Guards
	within, away := h.within(guards), leftOut(v.Away, query.Cluster)
	if query.Format != "" && site.FromElsewhere(c) {
		query.Format = ""
		return site.SeeOther(c, h.Links.Audit()+query.String())
	}
	if query.Format != "" {
		return h.exportAudit(c, guardsOf(guards, query.Cluster), away, query, within)
	}
	ctx, cancel := site.Deadline(c)
	defer cancel()
	found, err := h.Rules.Trail.Query(ctx, filter(query, within))
	if err != nil {
		return err
	}
	if site.AsksJSON(c) {
		return site.SendJSON(c, http.StatusOK, auditJSON(found, away))
	}
	return site.Render(c, http.StatusOK, h.auditPage(ctx, c, guards, away, query, found))
}

// within returns what the guards' people may see of the trail: in each cluster the entries about
// their paths or about no znode; nil is everything.
func (h *Handlers) within(guards []*guard.Guard) []audit.Scope {
	all := len(guards) == len(h.Clusters)
	scopes := make([]audit.Scope, len(guards))
	for i, g := range guards {
		scopes[i] = audit.Scope{Cluster: g.Cluster(), Paths: g.Person.Paths}
		all = all && slices.Contains(g.Person.Paths, znode.Root)
	}
	if all {
		return nil
	}
	return scopes
}

func auditJSON(found audit.Page, away []string) JSON {
	answer := JSON{Entries: found.Entries, Partial: found.Partial, Away: away}
	if found.Next != "" {
		answer.Next = &found.Next
	}
	return answer
}

func (h *Handlers) auditPage(ctx context.Context, c echo.Context, guards []*guard.Guard, away []string, query trail.Query, found audit.Page) trail.Page {
	page := trail.Page{
		Shell:   h.Shell(c, guardsOf(guards, query.Cluster)[0].Cluster()),
		Query:   query,
		Within:  site.ClustersOf(guards),
		Away:    away,
		Next:    found.Next,
		Partial: found.Partial,
		Outside: h.outside(ctx, c, guards, query),
	}
	for _, event := range audit.Events() {
		page.Events = append(page.Events, string(event))
	}
	for _, outcome := range audit.Outcomes() {
		page.Outcomes = append(page.Outcomes, string(outcome))
	}
	entries, intents := fold(found.Entries)
	for _, same := range repeats(entries) {
		entry := newest(same)
		shown := h.repeated(page.Words, same, intents[entry.Seq])
		shown.Undo, shown.Forgot = h.mayUndo(ctx, guards, entry)
		page.Entries = append(page.Entries, shown)
	}
	return page
}

// repeated returns a run of entries as one entry with its number of repetitions.
func (h *Handlers) repeated(w *words.Words, same []audit.Entry, intent int64) trail.Entry {
	shown := h.auditEntry(w, newest(same), intent)
	shown.Times, shown.First = len(same), same[len(same)-1].Time
	return shown
}

// mayUndo reports whether one of the guards' people may undo the change of an entry, judged by its
// path: the former state is kept, or the history may have it. forgot reports whether they might if
// it were still kept.
func (h *Handlers) mayUndo(ctx context.Context, guards []*guard.Guard, entry audit.Entry) (may, forgot bool) {
	recorded := (entry.Zxid != 0 || len(entry.Batch.Transactions()) > 0) && h.Rules.HasHistory(entry.Cluster)
	if entry.Change == "" && entry.Event != audit.NodeQuota && !recorded || entry.Outcome == audit.Intent || !entry.WasMade() {
		return false, false
	}
	path, err := znode.ParsePath(entry.Path)
	if err != nil {
		return false, false
	}
	at := slices.IndexFunc(guards, func(g *guard.Guard) bool {
		return g.Cluster() == entry.Cluster && g.Decide(people.Set, path) == people.Allowed
	})
	if at < 0 {
		return false, false
	}
	kept, err := guards[at].IsKept(ctx, entry)
	may = kept || err != nil || entry.Event == audit.NodeQuota // an entry about a quota contains the former one
	return may, !may
}

// guardsOf returns the guard of a cluster, or all guards if there is none.
func guardsOf(guards []*guard.Guard, cluster string) []*guard.Guard {
	at := slices.IndexFunc(guards, func(guard *guard.Guard) bool { return guard.Cluster() == cluster })
	if at < 0 {
		return guards
	}
	return guards[at : at+1]
}
