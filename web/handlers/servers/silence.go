package servers

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/web/silence"
	"zkweb/zkconn/health"
	"zkweb/zkconn/znode"
)

const (
	maxReason = 500 // bytes
	maxDays   = 365
)

// Silence takes the form that silences a finding for some days, with a reason, or ends
// that with end=1. It is for admins, and on record before it holds.
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
	finding := form.Get("finding")
	if form.Get("end") == "1" {
		if err = v.Guard.Silence(ctx, finding, "", ""); err == nil {
			err = h.Silences.End(v.Cluster.Name, finding)
		}
	} else {
		var asked silence.Silence
		if asked, err = h.readSilence(v, form); err == nil {
			err = v.Guard.Silence(ctx, finding, asked.Until.Format(time.RFC3339), asked.Reason)
		}
		if err == nil {
			err = h.Silences.Set(asked)
		}
	}
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

// readSilence reads the form. The finding must be one that there is.
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
	case !slices.ContainsFunc(h.Health.Findings(v.Cluster.Name), func(f health.Finding) bool { return f.Key() == asked.Finding }):
		return asked, &znode.Error{Kind: znode.NotFound, Code: znode.CodeSilenceFinding}
	}
	asked.Until = now.AddDate(0, 0, days)
	return asked, nil
}
