package history

import (
	"context"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views"
	view "zkweb/web/views/history"
	"zkweb/zkconn/history"
	"zkweb/zkconn/znode"
)

// Versions shows the versions of a znode: as a page with the differences from version to version,
// or as JSON. With at= it shows the data of one version.
func (h *Handlers) Versions(c echo.Context, v site.Visit) error {
	ctx, cancel := context.WithTimeout(c.Request().Context(), pastTime)
	defer cancel()
	past, err := h.Past(v)
	if err != nil {
		return err
	}
	if at := c.QueryParam("at"); at != "" {
		return h.oneVersion(ctx, c, v, past, at)
	}
	limit, upTo, err := readSpan(ctx, c, past)
	if err != nil {
		return err
	}
	versions, err := past.Versions(ctx, v.Path, upTo, limit+1) // one more, to compare the last with
	past.LookedBack(v.Path, map[string]string{"history": "versions"}, err)
	if err != nil {
		return history.Explain(err)
	}
	complete, err := h.complete(ctx, past, versions, upTo)
	if err != nil {
		return history.Explain(err)
	}
	data := readData(ctx, past, versions)
	if site.AsksJSON(c) {
		return h.versionsJSON(ctx, c, v, past, versions[:min(limit, len(versions))], data, complete)
	}
	page := h.versionsPage(c, v, past, versions, data, limit)
	page.Complete = completeView(complete)
	held, err := past.Holders(ctx, v.Path)
	if err != nil {
		return history.Explain(err)
	}
	page.Held, page.HeldCut = heldView(past, held)
	return site.Render(c, http.StatusOK, page)
}

// readSpan reads how many versions are asked for, and up to which zxid; 0 for the newest. It fails
// with NotFound if the history begins later.
func readSpan(ctx context.Context, c echo.Context, past *guard.Past) (limit int, upTo int64, err error) {
	limit, err = readLimit(c, usualVersions)
	if err != nil {
		return 0, 0, err
	}
	before := c.QueryParam("before")
	if before == "" {
		return limit, 0, nil
	}
	moment, err := site.ReadMoment(ctx, past, before)
	if err == nil && moment <= 1 {
		err = &znode.Error{Kind: znode.NotFound, Code: znode.CodeHistoryBefore}
	}
	return limit, moment - 1, err
}

// versionsPage returns a page of the first limit versions. If there is one more, it is only
// compared with.
func (h *Handlers) versionsPage(c echo.Context, v site.Visit, past *guard.Past, versions []guard.Version, data []versionData, limit int) view.VersionsPage {
	page := view.VersionsPage{Shell: h.Shell(c, v.Cluster.Name), Path: v.Path}
	if len(versions) > limit {
		page.Older = h.Links.Versions(v.Cluster.Name, v.Path) + "?before=" + views.Hex(versions[limit-1].Zxid)
	}
	lives, room := map[int64]bool{}, maxDiffLines
	for i := range min(limit, len(versions)) {
		row := h.row(c, v, past, versions[i])
		row.NewLife = !lives[versions[i].Life]
		lives[versions[i].Life] = true
		h.compare(c, &row, versions, data, i, &room)
		row.RestoreURL, row.RestoreACLURL = h.restoreURL(v, versions[i], data[i]), h.restoreACLURL(v, versions[i])
		page.Rows = append(page.Rows, row)
	}
	return page
}

// restoreURL returns the URL at which a version's data is restored: a form with its text or, if
// some of it is masked, a plan that does not show it. It returns "" if the person may not restore
// it.
func (h *Handlers) restoreURL(v site.Visit, version guard.Version, data versionData) string {
	may := func(action people.Action) bool { return v.Guard.Decide(action, version.Path) == people.Allowed }
	switch {
	case !h.Rules.AllowWrites || !may(people.Set) || !version.HasData() || data.err != nil:
		return ""
	case data.lines.Masked.Count == 0:
		return h.Links.Restore(v.Cluster.Name, version.Path, version.Zxid)
	case may(people.Reveal) && may(people.Create):
		return h.Links.RestoreMasked(v.Cluster.Name, version.Path, version.Zxid)
	}
	return ""
}

// restoreACLURL returns the URL at which the ACL that a version set, or with which it created the
// znode, is restored; "" if the person may not restore it.
func (h *Handlers) restoreACLURL(v site.Visit, version guard.Version) string {
	sets := version.Verb == history.SetACL || version.Verb == history.Create
	if !sets || version.Err != nil || !h.Rules.AllowWrites || v.Guard.Decide(people.SetACL, version.Path) != people.Allowed {
		return ""
	}
	return h.Links.RestoreACL(v.Cluster.Name, version.Path, version.Zxid)
}

func readLimit(c echo.Context, usual int) (int, error) {
	text := c.QueryParam("limit")
	if text == "" {
		return usual, nil
	}
	limit, err := strconv.Atoi(text)
	if err != nil || limit < 1 || limit > maxRows {
		return 0, &znode.Error{Kind: znode.Invalid, Code: znode.CodeFindBound, Args: znode.Args{"max": strconv.Itoa(maxRows)}}
	}
	return limit, nil
}

// complete describes how complete the history is from the oldest to the newest version that is
// asked for.
func (h *Handlers) complete(ctx context.Context, past *guard.Past, versions []guard.Version, upTo int64) (history.Complete, error) {
	from := int64(0)
	if len(versions) > 0 {
		from = versions[len(versions)-1].Zxid
	}
	return past.Complete(ctx, from, upTo)
}

// readData reads what versions wrote, as far as the person may see it.
func readData(ctx context.Context, past *guard.Past, versions []guard.Version) []versionData {
	data := make([]versionData, len(versions))
	for i, v := range versions {
		if v.HasData() {
			data[i].lines, data[i].err = past.Lines(ctx, v)
		}
	}
	return data
}

// versionData is what a version wrote, or why it is not shown.
type versionData struct {
	lines guard.Lines
	err   error
}

// length returns the length of the data, or nil if that would disclose something of a secret.
func (d versionData) length(v guard.Version) *int {
	if !v.HasData() || d.err != nil || d.lines.Masked.Count > 0 {
		return nil
	}
	return &v.Length
}

func (h *Handlers) versionsJSON(ctx context.Context, c echo.Context, v site.Visit, past *guard.Past, versions []guard.Version, data []versionData, complete history.Complete) error {
	answer := struct {
		Cluster  string        `json:"cluster"`
		Path     string        `json:"path"`
		Versions []jsonVersion `json:"versions"`
		site.JSONComplete
	}{v.Cluster.Name, v.Path.String(), []jsonVersion{}, site.CompleteJSON(complete)}
	for i, version := range versions {
		told, err := versionJSON(ctx, past, version, data[i].length(version))
		if err != nil {
			return history.Explain(err)
		}
		answer.Versions = append(answer.Versions, told)
	}
	return site.SendJSON(c, http.StatusOK, answer)
}

// oneVersion shows the data of the version at a zxid. A browser is redirected to the znode's page
// as of then.
func (h *Handlers) oneVersion(ctx context.Context, c echo.Context, v site.Visit, past *guard.Past, at string) error {
	zxid, err := site.ReadMoment(ctx, past, at)
	if err != nil {
		return err
	}
	if !site.AsksJSON(c) {
		return site.SeeOther(c, h.Links.NodeAt(v.Cluster.Name, v.Path, zxid))
	}
	then, moment, err := past.At(ctx, zxid)
	if err != nil {
		return history.Explain(err)
	}
	masked, stat, err := then.GetMasked(ctx, v.Path, 0)
	then.Looked(v.Path, err)
	if err != nil {
		return history.Explain(err)
	}
	complete, err := past.Complete(ctx, 0, zxid)
	if err != nil {
		return history.Explain(err)
	}
	return site.SendJSON(c, http.StatusOK, struct {
		Cluster string         `json:"cluster"`
		Path    string         `json:"path"`
		At      string         `json:"at"`
		Stat    site.JSONStat  `json:"stat"`
		Data    *site.JSONData `json:"data"`
		site.JSONComplete
	}{v.Cluster.Name, v.Path.String(), views.Hex(moment.Zxid), site.StatJSON(stat), site.DataJSON(masked), site.CompleteJSON(complete)})
}
