package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/auth/people"
	"zkweb/web/views/changes"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// showSet is the form that replaces a znode's data.
func (s *Server) showSet(c echo.Context, v visit) error {
	ctx, cancel := deadline(c)
	defer cancel()
	if err := v.guard.Check(ctx, people.Set, v.path); err != nil {
		return err
	}
	now, err := lookToSet(ctx, v, v.path)
	if err != nil {
		return withAncestor(ctx, v.guard, v.path, err)
	}
	return render(c, http.StatusOK, s.setPage(c, v, v.path, now))
}

// setPage is the form with what is there now.
func (s *Server) setPage(c echo.Context, v visit, path znode.Path, now toSet) changes.SetPage {
	page := changes.SetPage{
		Shell:     s.shell(c, v.cluster.Name),
		Path:      path,
		Version:   now.stat.Version,
		Stat:      &now.stat,
		NoText:    now.noText,
		Masked:    now.secrets,
		Reveal:    now.secrets && now.noText == "",
		AskReason: s.config.Rules.RequireReason,
		MaxBytes:  session.MaxData,
	}
	switch {
	case page.NoText != "":
	case page.Reveal:
		page.NoText = "This znode's data holds what looks like a secret, which pages show masked. To edit it as text, reveal it first; a file can take its place at once."
	default:
		page.Text = string(now.data)
	}
	return page
}
