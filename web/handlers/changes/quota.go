package changes

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views"
	"zkweb/web/views/changes"
	"zkweb/zkconn/quota"
	"zkweb/zkconn/znode"
)

// QuotaJSON is a znode's quota as JSON; see docs/contract.md. A limit that is null does not exist.
type QuotaJSON struct {
	Path      string `json:"path"`
	Count     *int64 `json:"count"`
	Bytes     *int64 `json:"bytes"`
	HardCount *int64 `json:"hard_count"`
	HardBytes *int64 `json:"hard_bytes"`
	UsedCount *int64 `json:"used_count"` // as the servers count; null without a quota
	UsedBytes *int64 `json:"used_bytes"`
	Above     string `json:"above,omitempty"` // an ancestor that has a quota
	Below     string `json:"below,omitempty"` // a znode below that has a quota

	Entry int64 `json:"entry,omitempty"` // in the trail, for undoing; 0 if nothing was changed
}

// ShowQuota shows a znode's quota, its usage, and the form that sets it.
func (h *Handlers) ShowQuota(c echo.Context, v site.Visit) error {
	ctx, cancel := site.Deadline(c)
	defer cancel()
	if err := quota.Settable(v.Path, v.Cluster.Chroot); err != nil {
		return err
	}
	if _, err := v.Guard.Exists(ctx, v.Path); err != nil {
		return site.WithAncestor(ctx, v.Guard, v.Path, err)
	}
	state, err := v.Guard.Quota(ctx, v.Path)
	if err != nil {
		return err
	}
	v.Guard.Looked(v.Path, nil)
	if site.AsksJSON(c) {
		return site.SendJSON(c, http.StatusOK, quotaJSON(state))
	}
	page := h.quotaPage(c, v, state)
	if change := v.Console.TakeChange(v.Cluster.Name, v.Path); change != nil && change.Quota {
		page.Done = page.Words.Quota.Saved
		if change.Entry != 0 && h.Rules.CanUndo(v.Cluster.Name) {
			page.Undo = []int64{change.Entry}
		}
	}
	return site.Render(c, http.StatusOK, page)
}

func (h *Handlers) quotaPage(c echo.Context, v site.Visit, state quota.State) changes.QuotaPage {
	return changes.QuotaPage{
		Shell: h.Shell(c, v.Cluster.Name), Path: v.Path, There: state.There, Version: quotaVersion(state),
		Count: limitText(state.Limits.Count), Bytes: limitText(state.Limits.Bytes),
		HardCount: limitText(state.Limits.HardCount), HardBytes: limitText(state.Limits.HardBytes),
		UsedCount: state.Used.Count, UsedBytes: state.Used.Bytes, Above: state.Above, Below: state.Below,
		Approval: needsApproval(v, v.Path), May: v.Guard == nil || v.Guard.Decide(people.SetQuota, v.Path) == people.Allowed,
	}
}

// SetQuota handles the form that sets a znode's quota.
func (h *Handlers) SetQuota(c echo.Context, v site.Visit) error {
	fields, err := site.ReadForm(c.Request())
	if err != nil {
		return err
	}
	site.NoteTyped(c, typedLimits(fields), fields.Get("comment"))
	return h.Once(c, v.Console, fields.Get("once"), fields, func() error { return h.submitQuota(c, v, fields) })
}

func (h *Handlers) submitQuota(c echo.Context, v site.Visit, fields url.Values) error {
	if err := h.Enter(c, &v); err != nil {
		return h.refuseQuota(c, v, fields, quota.State{Path: v.Path}, err)
	}
	ctx, cancel := site.Deadline(c)
	defer cancel()
	if err := v.Guard.Check(ctx, people.SetQuota, v.Path); err != nil {
		return err
	}
	state, entry, err := setQuota(ctx, v, fields)
	switch {
	case err != nil:
		return h.refuseQuota(c, v, fields, state, err)
	case site.AsksJSON(c):
		answer := quotaJSON(state)
		answer.Entry = entry
		return site.SendJSON(c, http.StatusOK, answer)
	}
	return site.Changed(c, v.Console, auth.Change{Cluster: v.Cluster.Name, Path: v.Path, Quota: true, Entry: entry}, h.Links.Quota(v.Cluster.Name, v.Path))
}

// KeepQuota reads the limits of a form from somebody who may not send it, so that the error page
// can give them back.
func KeepQuota(c echo.Context) {
	if fields, err := site.ReadForm(c.Request()); err == nil {
		site.NoteTyped(c, typedLimits(fields), fields.Get("comment"))
	}
}

// typedLimits returns the limits of a form that are not empty, one per line.
func typedLimits(fields url.Values) string {
	var lines []string
	for _, name := range limitNames {
		if typed := fields.Get(name); typed != "" {
			lines = append(lines, name+"="+typed)
		}
	}
	return strings.Join(lines, "\n")
}

// limitNames are the fields of the form that contain limits.
var limitNames = []string{"count", "bytes", "hard_count", "hard_bytes"}

// refuseQuota shows the form again with an error. If others have set the quota meanwhile, it also
// shows the present limits.
func (h *Handlers) refuseQuota(c echo.Context, v site.Visit, fields url.Values, state quota.State, err error) error {
	return h.refuseChange(c, err, func(problem views.Problem) site.Page {
		page := h.quotaPage(c, v, state)
		if problem.Code == znode.CodeQuotaChanged {
			page.Now = []string{page.Count, page.Bytes, page.HardCount, page.HardBytes}
		} else {
			page.Version = fields.Get("version")
		}
		page.Count, page.Bytes, page.HardCount, page.HardBytes = fields.Get("count"), fields.Get("bytes"), fields.Get("hard_count"), fields.Get("hard_bytes")
		page.Comment, page.Problem = fields.Get("comment"), &problem
		return page
	})
}

// setQuota sets the limits of a form, and returns the new quota and the sequence of the change's
// entry in the trail. With an error, it returns the quota as it was.
func setQuota(ctx context.Context, v site.Visit, fields url.Values) (state quota.State, entry int64, err error) {
	state, limits, err := toSetQuota(ctx, v, fields)
	if err != nil {
		return state, 0, v.Guard.NotTried(ctx, people.SetQuota, v.Path, err)
	}
	if entry, err = v.SetQuota(ctx, fields.Get("comment"), state, limits); err != nil {
		return state, 0, err
	}
	if now, err := v.Guard.Quota(ctx, v.Path); err == nil {
		return now, entry, nil
	}
	state.Limits, state.There = limits, limits != quota.NoLimits // the limits were set, even if they cannot be read now
	return state, entry, nil
}

func toSetQuota(ctx context.Context, v site.Visit, fields url.Values) (quota.State, quota.Limits, error) {
	if err := quota.Settable(v.Path, v.Cluster.Chroot); err != nil {
		return quota.State{}, quota.NoLimits, err
	}
	if _, err := v.Guard.Exists(ctx, v.Path); err != nil {
		return quota.State{}, quota.NoLimits, err
	}
	state, err := v.Guard.Quota(ctx, v.Path)
	if err != nil {
		return state, quota.NoLimits, err
	}
	if version := fields.Get("version"); version != "" && version != quotaVersion(state) {
		return state, quota.NoLimits, &znode.Error{Kind: znode.Conflict, Code: znode.CodeQuotaChanged}
	}
	limits, err := readLimits(fields)
	return state, limits, err
}

// quotaVersion identifies the limits that a form shows.
func quotaVersion(state quota.State) string {
	return changes.QuotaVersion(state.There, state.Version)
}

// readLimits returns the limits of a form. An empty field means no limit.
func readLimits(fields url.Values) (quota.Limits, error) {
	limits := quota.NoLimits
	for name, field := range map[string]*int64{"count": &limits.Count, "bytes": &limits.Bytes, "hard_count": &limits.HardCount, "hard_bytes": &limits.HardBytes} {
		text := fields.Get(name)
		if text == "" {
			continue
		}
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 0 || n > quota.Max(name) {
			return limits, &znode.Error{Kind: znode.Invalid, Code: znode.CodeQuotaLimit, Args: znode.Args{"max": strconv.FormatInt(quota.Max(name), 10)}}
		}
		*field = n
	}
	return limits, nil
}

func limitText(limit int64) string {
	if limit == quota.None {
		return ""
	}
	return strconv.FormatInt(limit, 10)
}

func quotaJSON(state quota.State) QuotaJSON {
	orNull := func(limit int64) *int64 {
		if limit == quota.None {
			return nil
		}
		return &limit
	}
	answer := QuotaJSON{
		Path: state.Path.String(), Count: orNull(state.Limits.Count), Bytes: orNull(state.Limits.Bytes),
		HardCount: orNull(state.Limits.HardCount), HardBytes: orNull(state.Limits.HardBytes),
		UsedCount: orNull(state.Used.Count), UsedBytes: orNull(state.Used.Bytes),
	}
	if state.Above != nil {
		answer.Above = state.Above.String()
	}
	if state.Below != nil {
		answer.Below = state.Below.String()
	}
	return answer
}
