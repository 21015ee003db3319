package handlers

import (
	"context"
	"net/url"

	"github.com/labstack/echo/v4"

	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/web/views/nodes"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/znode"
)

// revealNode answers once with a znode's data as it is: as its page or JSON, or
// with format=raw as a download. That somebody sees it is on record before.
func (s *Server) revealNode(c echo.Context, v visit) error {
	asked, err := readNodeQuery(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	form, err := readRevealForm(c)
	if err != nil {
		return err
	}
	if err := s.enter(c, &v); err != nil {
		return err
	}
	ctx, cancel := deadline(c)
	defer cancel()
	data, stat, err := v.guard.Reveal(ctx, v.path, form.Get("reason"))
	if err != nil {
		return withAncestor(ctx, v.guard, v.path, err)
	}
	if form.Get("format") == "raw" {
		return sendBytes(c, fileName(v.path), data)
	}
	return s.answerNode(ctx, c, v, revealed{v.guard, data, stat}, v.path, asked)
}

// readRevealForm takes no form at all for an empty one.
func readRevealForm(c echo.Context) (url.Values, error) {
	if c.Request().ContentLength == 0 {
		return url.Values{}, nil
	}
	form, err := readForm(c.Request())
	if err != nil {
		return nil, err
	}
	if format := form.Get("format"); format != "" && format != "raw" {
		return nil, &znode.Error{Kind: znode.Invalid, Message: "Secrets are revealed as a page, as JSON, or with format=raw as a download."}
	}
	return form, nil
}

// revealed reads a znode whose data was revealed.
type revealed struct {
	*guard.Guard
	data []byte
	stat znode.Stat
}

// GetMasked masks nothing.
func (r revealed) GetMasked(context.Context, znode.Path) (mask.Masked, znode.Stat, error) {
	return mask.Masked{Data: r.data}, r.stat, nil
}

// maskedSection says what of the data is masked, and how it is revealed.
func (s *Server) maskedSection(v visit, n node) nodes.Masked {
	masked := nodes.Masked{Count: n.data.Count, Whole: n.data.Whole, AskReason: s.config.Rules.RequireReason}
	switch {
	case masked.Count == 0:
	case v.guard.Decide(people.Reveal, n.path) != people.Allowed:
		masked.Why = "Your role in this cluster, “" + string(v.guard.Person.Role) + "”, may not reveal them."
	case s.config.Trail == nil:
		masked.Why = "They are revealed on record only, and this console keeps none: it runs without --data-dir."
	default:
		masked.CanReveal = true
	}
	return masked
}
