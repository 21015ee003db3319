package servers

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/silence"
	"zkweb/web/views"
	"zkweb/zkconn/health"
	"zkweb/zkconn/znode"
)

const (
	maxReason = 500 // bytes
	maxDays   = 365
)

// Silence handles the form that silences a finding for some days, with a reason, or ends that with
// end=1. It is for admins, and is recorded before it takes effect.
func (h *Handlers) Silence(c echo.Context, v site.Visit) error {
	form, err := site.ReadForm(c.Request())
	if err != nil {
		return err
	}
	site.NoteTyped(c, form.Get("reason"))
	if err := h.Enter(c, &v); err != nil {
		return err
	}
	ctx, cancel := site.Deadline(c)
	defer cancel()
	if err := v.Guard.Permit(ctx, people.Silence); err != nil {
		return err // the form's answer needs the present findings
	}
	finding := form.Get("finding")
	err = h.silence(ctx, c, v, form)
	switch {
	case err != nil && !site.AsksJSON(c) && znode.KindOf(err) == znode.Invalid:
		return h.show(c, v, site.Describe(err, c).Status, form, err)
	case err != nil:
		return err
	case site.AsksJSON(c):
		return site.SendJSON(c, http.StatusOK, map[string]string{"finding": finding})
	}
	return site.SeeOther(c, h.Links.Servers(v.Cluster.Name))
}

// silence does what the form asks for, to a finding that the person is shown.
func (h *Handlers) silence(ctx context.Context, c echo.Context, v site.Visit, form url.Values) error {
	ends := form.Get("end") == "1"
	asked, err := h.readSilence(v, form)
	if err != nil && !ends {
		return err
	}
	found, err := h.shown(ctx, c, v, form.Get("finding"))
	if err != nil {
		return err
	}
	if ends {
		if err := v.Guard.Silence(ctx, found.Key(), found.Path, "", ""); err != nil {
			return err
		}
		return h.Silences.End(v.Cluster.Name, found.Key())
	}
	if err := v.Guard.Silence(ctx, found.Key(), found.Path, asked.Until.Format(time.RFC3339), asked.Reason); err != nil {
		return err
	}
	return h.Silences.Set(asked)
}

// shown returns the finding with a key. It fails with NotFound unless the person is shown it by
// name: it may not exist, or be about a znode that the person may not see.
func (h *Handlers) shown(ctx context.Context, c echo.Context, v site.Visit, key string) (health.Finding, error) {
	all := h.Health.Findings(v.Cluster.Name)
	shown := h.Findings(v.Cluster.Name, all, h.Shell(c, v.Cluster.Name).User.Confined(), v.SeesOf(ctx, all))
	at := slices.IndexFunc(all, func(f health.Finding) bool { return f.Key() == key })
	if at < 0 || !slices.ContainsFunc(shown, func(f views.Finding) bool { return f.Key == key }) {
		return health.Finding{}, &znode.Error{Kind: znode.NotFound, Code: znode.CodeSilenceFinding}
	}
	return all[at], nil
}

// readSilence reads the form.
func (h *Handlers) readSilence(v site.Visit, form url.Values) (silence.Silence, error) {
	invalid := func(code znode.Code, most int) error {
		return &znode.Error{Kind: znode.Invalid, Code: code, Args: znode.Args{"max": strconv.Itoa(most)}}
	}
	now := time.Now().UTC().Truncate(time.Second)
	asked := silence.Silence{
		Cluster: v.Cluster.Name, Finding: form.Get("finding"), Reason: strings.TrimSpace(form.Get("reason")),
		By: v.Guard.Person.User, At: now,
	}
	days, err := strconv.Atoi(form.Get("days"))
	switch {
	case asked.Reason == "" || len(asked.Reason) > maxReason || !strings.ContainsFunc(asked.Reason, func(r rune) bool { return r > ' ' }):
		return asked, invalid(znode.CodeSilenceReason, maxReason)
	case err != nil || days < 1 || days > maxDays:
		return asked, invalid(znode.CodeSilenceDays, maxDays)
	}
	asked.Until = now.AddDate(0, 0, days)
	return asked, nil
}
