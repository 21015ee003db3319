package shares

import (
	"context"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/auth/audit"
	"zkweb/auth/guard"
	"zkweb/auth/shares"
	"zkweb/web/handlers/site"
	pages "zkweb/web/views/shares"
	"zkweb/zkconn/znode"
)

// maxShown is how many bytes of a text are shown: as many as a text box holds.
const maxShown = 64 << 10

// Visit shows the znodes of a link, one or two compared, as the link's owner may read them now,
// with secrets masked. It needs no sign-in and sets no cookie.
func (h *Handlers) Visit(c echo.Context, _ site.Visit) error {
	header := c.Response().Header()
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("X-Robots-Tag", "noindex, nofollow")
	if wait := h.Limiter.Take(c.RealIP()); wait > 0 {
		return &znode.RetryError{After: wait, Err: &znode.Error{Kind: znode.RateLimited, Code: znode.CodeSharesTooMany}}
	}
	share, access, err := h.Shares.Find(c.Param("token"))
	if err != nil {
		h.used(c, shares.Share{}, err)
		return err
	}
	page, err := h.read(c, share, access)
	h.used(c, share, err)
	if err != nil {
		return err
	}
	page.Words, page.Links, page.Until = site.WordsOf(c), h.Links, share.Until
	return site.Render(c, http.StatusOK, page)
}

// used records that a link was opened, once for each of its znodes, or that an invalid one was
// tried.
func (h *Handlers) used(c echo.Context, share shares.Share, err error) {
	entry := audit.Entry{Event: audit.ShareUse, Outcome: guard.OutcomeOf(err), Address: c.RealIP(), RequestID: site.RequestID(c)}.Because(err)
	if znode.KindOf(err) == znode.NotFound {
		entry.Outcome = audit.Denied
	}
	if len(share.Sides) == 0 {
		h.Rules.Trail.AppendRead(entry)
	}
	for _, side := range share.Sides {
		entry.Cluster, entry.Path, entry.Target = side.Cluster, side.Path, share.Owner
		entry.Settings = map[string]string{"share": share.ID}
		h.Rules.Trail.AppendRead(entry)
	}
}

// read reads the znodes of a link, each with the permissions that its owner has now.
func (h *Handlers) read(c echo.Context, share shares.Share, access []*auth.Outlasting) (pages.VisitPage, error) {
	ctx, cancel := site.Deadline(c)
	defer cancel()
	var page pages.VisitPage
	var lines []guard.Lines
	for i, side := range share.Sides {
		text, stat, err := h.readSide(ctx, c, share, i, access[i])
		if err != nil {
			return page, err
		}
		lines = append(lines, text)
		shown := pages.Shown{Name: side.Cluster + ":" + side.Path, Stat: stat, Masked: text.Masked.Count > 0, IsText: text.IsText}
		if shown.Text = text.Text; len(shown.Text) > maxShown {
			shown.Text, shown.Cut = strings.ToValidUTF8(shown.Text[:maxShown], ""), true
		}
		page.Sides = append(page.Sides, shown)
	}
	if len(lines) == 2 && lines[0].IsText && lines[1].IsText && max(len(lines[0].Text), len(lines[1].Text)) <= maxShown {
		page.Same = lines[0].Text == lines[1].Text // compared as shown, so that nothing is revealed of what is masked
		diff, err := site.TextDiff(lines[0].Text, lines[1].Text)
		if err != nil {
			return page, err
		}
		page.Diff, page.Compared = diff, true
	}
	return page, nil
}

// readSide fails with NotFound if the link's owner may no longer read the znode, and with
// Unavailable if they have to sign in again first.
func (h *Handlers) readSide(ctx context.Context, c echo.Context, share shares.Share, i int, access *auth.Outlasting) (guard.Lines, znode.Stat, error) {
	if _, err := h.Cluster(share.Sides[i].Cluster); err != nil {
		return guard.Lines{}, znode.Stat{}, shares.Gone(err)
	}
	if access == nil {
		return guard.Lines{}, znode.Stat{}, &znode.Error{Kind: znode.Unavailable, Code: znode.CodeShareAsleep}
	}
	if err := access.Await(ctx); err != nil {
		return guard.Lines{}, znode.Stat{}, h.lost(share, i, err)
	}
	g, err := access.Guard(ctx, audit.Entry{Address: c.RealIP(), RequestID: site.RequestID(c)})
	if err != nil {
		return guard.Lines{}, znode.Stat{}, h.lost(share, i, err)
	}
	path, err := znode.ParsePath(share.Sides[i].Path)
	if err != nil {
		return guard.Lines{}, znode.Stat{}, shares.Gone(err)
	}
	one, err := g.One(path)
	if err != nil {
		return guard.Lines{}, znode.Stat{}, shares.Gone(err)
	}
	lines, stat, err := one.GetLines(ctx)
	switch znode.KindOf(err) {
	case "", znode.Unavailable:
		return lines, stat, err
	}
	return lines, stat, shares.Gone(err)
}

// lost returns the error for a link whose owner is no longer admitted, or not with the password
// that they had.
func (h *Handlers) lost(share shares.Share, i int, err error) error {
	if znode.KindOf(err) == znode.Unavailable {
		return err
	}
	h.Shares.Sleep(share.ID, i)
	return shares.Gone(err)
}
