package changes

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views/changes"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// ShowSet is the form that replaces a znode's data.
func (h *Handlers) ShowSet(c echo.Context, v site.Visit) error {
	ctx, cancel := site.Deadline(c)
	defer cancel()
	if err := v.Guard.Check(ctx, people.Set, v.Path); err != nil {
		return err
	}
	now, err := lookToSet(ctx, v, v.Path)
	if err != nil {
		return site.WithAncestor(ctx, v.Guard, v.Path, err)
	}
	return site.Render(c, http.StatusOK, h.setPage(c, v, v.Path, now))
}

// setPage is the form with what is there now.
func (h *Handlers) setPage(c echo.Context, v site.Visit, path znode.Path, now toSet) changes.SetPage {
	page := changes.SetPage{
		Shell:     h.Shell(c, v.Cluster.Name),
		Path:      path,
		Version:   now.stat.Version,
		Mzxid:     now.stat.Mzxid,
		Stat:      &now.stat,
		Masked:    now.secrets,
		Reveal:    now.secrets && now.noText == nil,
		AskReason: h.Rules.RequireReason,
		MaxBytes:  session.MaxData,
	}
	switch {
	case now.noText != nil:
		page.NoText = page.Words.Error(now.noText)
	case page.Reveal:
		page.NoText = page.Words.Set.SecretsFirst
	default:
		page.Text = string(now.data)
	}
	return page
}
