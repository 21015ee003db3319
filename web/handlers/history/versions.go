package history

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views"
	view "zkweb/web/views/history"
	"zkweb/zkconn/history"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/payload/show"
	"zkweb/zkconn/znode"
)

// Versions is what a znode was before: a page with what differs from version to
// version, or JSON. With at= it is the data of one version.
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
	limit, err := readLimit(c, usualVersions)
	if err != nil {
		return err
	}
	upTo := int64(0)
	if before := c.QueryParam("before"); before != "" {
		if upTo, err = site.ReadMoment(ctx, past, before); err != nil {
			return err
		}
		upTo--
	}
	versions, err := past.Versions(ctx, v.Path, upTo, limit+1) // one more, to compare with
	past.LookedBack(v.Path, map[string]string{"history": "versions"}, err)
	if err != nil {
		return site.OutOfTime(err)
	}
	complete, err := h.complete(ctx, past, versions, upTo)
	if err != nil {
		return site.OutOfTime(err)
	}
	data := readData(ctx, past, versions)
	if site.AsksJSON(c) {
		return h.versionsJSON(ctx, c, v, past, versions[:min(limit, len(versions))], data, complete)
	}
	page := view.VersionsPage{
		Shell: h.Shell(c, v.Cluster.Name), Path: v.Path, Complete: completeView(complete),
	}
	if len(versions) > limit {
		page.Older = h.Links.Versions(v.Cluster.Name, v.Path) + "?before=" + views.Hex(versions[limit-1].Zxid)
	}
	lives := map[int64]bool{}
	for i := range min(limit, len(versions)) {
		row := h.row(c, v, past, versions[i])
		row.NewLife = !lives[versions[i].Life]
		lives[versions[i].Life] = true
		h.compare(c, past, &row, versions, data, i)
		row.RestoreURL = h.restoreURL(v, versions[i], data[i])
		page.Rows = append(page.Rows, row)
	}
	if held, err := past.Holders(ctx, v.Path); err == nil {
		page.Held = heldView(past, held)
	}
	return site.Render(c, http.StatusOK, page)
}

// restoreURL is where a version's data is set anew: a form with its text, or where some of
// it is masked a plan, which does not show it; "" where the person may not.
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

// complete tells of the stretch from the oldest version to the newest that is asked for.
func (h *Handlers) complete(ctx context.Context, past *guard.Past, versions []guard.Version, upTo int64) (history.Complete, error) {
	from := int64(0)
	if len(versions) > 0 {
		from = versions[len(versions)-1].Zxid
	}
	return past.Complete(ctx, from, upTo)
}

// readData reads what versions wrote, as far as it may be seen.
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

// length is how long the data is; nil where that would tell of a secret.
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
		jsonComplete
	}{v.Cluster.Name, v.Path.String(), []jsonVersion{}, completeJSON(complete)}
	for i, version := range versions {
		told, err := versionJSON(ctx, past, version, data[i].length(version))
		if err != nil {
			return site.OutOfTime(err)
		}
		answer.Versions = append(answer.Versions, told)
	}
	return site.SendJSON(c, http.StatusOK, answer)
}

// oneVersion is the data of the version that there was at a zxid; a browser is led to the
// znode's page as of then.
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
		return err
	}
	masked, stat, err := then.GetMasked(ctx, v.Path, 0)
	then.Looked(v.Path, err)
	if err != nil {
		return site.OutOfTime(err)
	}
	return site.SendJSON(c, http.StatusOK, struct {
		Cluster string        `json:"cluster"`
		Path    string        `json:"path"`
		At      string        `json:"at"`
		Stat    site.JSONStat `json:"stat"`
		Data    any           `json:"data"`
	}{v.Cluster.Name, v.Path.String(), views.Hex(moment.Zxid), site.StatJSON(stat), encoded(masked)})
}

// encoded is data as the tree's JSON has it.
func encoded(masked mask.Masked) any {
	if masked.Data == nil {
		return show.Encoded{Encoding: "null"}
	}
	return struct {
		show.Encoded
		Masked int `json:"masked,omitempty"`
	}{show.Encode(masked.Reading()), masked.Count}
}

// row is a change as pages show it.
func (h *Handlers) row(c echo.Context, v site.Visit, past *guard.Past, version guard.Version) view.Row {
	who, sure := past.Who(version.Session, version.By)
	row := view.Row{
		Zxid: version.Zxid, Time: time.UnixMilli(version.Time).UTC(), Op: string(version.Verb), Cause: string(version.Cause), Version: version.Version,
		Session: version.Session, Who: who, Sure: sure, Around: past.Around(version), Multi: version.Multi, Path: version.Path,
		URL: h.Links.NodeAt(v.Cluster.Name, version.Path, version.Zxid), VersionsURL: h.Links.Versions(v.Cluster.Name, version.Path),
		SessionURL: h.Links.Changes(v.Cluster.Name, znode.Root) + "?session=" + views.Hex(version.Session),
	}
	if version.Verb == history.Delete {
		row.URL = h.Links.NodeAt(v.Cluster.Name, version.Path, version.Zxid-1)
		if version.Owner == 0 && h.Rules.AllowWrites && v.Guard.Decide(people.Create, version.Path) == people.Allowed {
			row.BringURL = h.Links.BringBack(v.Cluster.Name, version.Path) + "?deleted=" + views.Hex(version.Zxid)
		}
	}
	if version.Err != nil {
		row.Problem = site.ProblemOf(c, version.Err).Message
	}
	if version.Err == nil && version.Verb == history.SetACL {
		row.ACL = guard.HideDigests(version.ACL)
	}
	return row
}

// compare adds to a row what differs from the version before it.
func (h *Handlers) compare(c echo.Context, past *guard.Past, row *view.Row, versions []guard.Version, data []versionData, i int) {
	said := site.WordsOf(c).History
	if !versions[i].HasData() || row.Problem != "" {
		return
	}
	row.Missed = missed(versions, i)
	now := data[i]
	if now.err != nil {
		row.Problem = site.ProblemOf(c, now.err).Message
		return
	}
	row.Length, row.Hidden = now.length(versions[i]), now.lines.Masked.Count > 0
	var before guard.Lines
	if versions[i].Verb != history.Create {
		older := i + 1
		for older < len(versions) && !versions[older].HasData() {
			older++
		}
		switch {
		case older == len(versions) || versions[older].Life != versions[i].Life:
			row.Note = said.NoBefore
			return
		case znode.CodeOf(data[older].err) == znode.CodeHistoryUnseen:
			row.Note = said.Unseen
			return
		case data[older].err != nil:
			row.Note = said.BeforeHidden
			return
		}
		before = data[older].lines
		if !before.IsText && len(before.Masked.Data) > 0 {
			row.Note = said.NoText
			return
		}
		if before.Same(now.lines) {
			row.Note = said.Same
			return
		}
	}
	switch {
	case !now.lines.IsText && len(now.lines.Masked.Data) > 0:
		row.Note = said.NoText
	case len(now.lines.Text) > maxDiff || len(before.Text) > maxDiff:
		row.Note = said.TooLong
	default:
		diff, err := site.LinesDiff(before, now.lines)
		if err != nil {
			row.Note = said.TooLong
			return
		}
		row.Diff = diff
	}
}

// missed is how many versions of a znode's data there were between one and the one before
// it in the list, of which the history has nothing.
func missed(versions []guard.Version, i int) int {
	if versions[i].Verb != history.Set {
		return 0
	}
	for _, older := range versions[i+1:] {
		switch {
		case older.Life != versions[i].Life || older.Verb == history.Delete:
			return 0
		case older.HasData():
			return max(0, int(versions[i].Version-older.Version)-1)
		}
	}
	return 0
}

func heldView(past *guard.Past, held []history.Held) []view.Held {
	var all []view.Held
	for _, hold := range held[:min(len(held), usualVersions)] {
		who, sure := past.Who(hold.Session, hold.By)
		one := view.Held{Name: hold.Path.Name(), Session: hold.Session, Who: who, Sure: sure, From: time.UnixMilli(hold.FromTime).UTC()}
		if hold.To != 0 {
			one.To = time.UnixMilli(hold.ToTime).UTC()
		}
		all = append(all, one)
	}
	return all
}

func completeView(c history.Complete) view.Complete {
	all := view.Complete{Proof: string(c.Weakest()), Any: len(c.Spans) > 0, Newest: c.Newest}
	for _, gap := range c.Gaps {
		one := view.Gap{After: gap.After, Before: gap.Before, Cause: string(gap.Cause)}
		if gap.From != 0 {
			one.From = time.UnixMilli(gap.From).UTC()
		}
		if gap.To != 0 {
			one.To = time.UnixMilli(gap.To).UTC()
		}
		all.Gaps = append(all.Gaps, one)
	}
	return all
}
