package nodes

import (
	"context"
	"net/url"

	"github.com/labstack/echo/v4"

	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views/nodes"
	"zkweb/web/words"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/znode"
)

// Reveal answers once with a znode's unmasked data: as its page or JSON or, with format=raw, as a
// download. It records that before it answers.
func (h *Handlers) Reveal(c echo.Context, v site.Visit) error {
	asked, err := readNodeQuery(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	form, err := readRevealForm(c)
	if err != nil {
		return err
	}
	site.NoteTyped(c, form.Get("reason"))
	if err := h.EnterThen(c, &v); err != nil {
		return err
	}
	ctx, cancel := deadlineOf(c, v, form.Get("format"))
	defer cancel()
	data, stat, err := v.Guard.Reveal(ctx, v.Path, form.Get("reason"))
	if err != nil {
		return site.WithAncestor(ctx, v.Guard, v.Path, err)
	}
	if form.Get("format") == "raw" {
		return sendBytes(c, fileName(v.Path), data)
	}
	return h.answerNode(ctx, c, v, revealed{v.Guard, data, stat}, v.Path, asked)
}

// deadlineOf returns the deadline of a download for the format raw, else that of a page.
func deadlineOf(c echo.Context, v site.Visit, format string) (context.Context, context.CancelFunc) {
	if format == "raw" {
		return downloadDeadline(c, v)
	}
	return site.Deadline(c)
}

// readRevealForm parses the form. A request without a body has an empty form.
func readRevealForm(c echo.Context) (url.Values, error) {
	if c.Request().ContentLength == 0 {
		return url.Values{}, nil
	}
	form, err := site.ReadForm(c.Request())
	if err != nil {
		return nil, err
	}
	if format := form.Get("format"); format != "" && format != "raw" {
		return nil, &znode.Error{Kind: znode.Invalid, Code: znode.CodeRevealForm}
	}
	return form, nil
}

// revealed reads a znode whose data was revealed.
type revealed struct {
	*guard.Guard
	data []byte
	stat znode.Stat
}

// GlanceMasked returns the revealed data unmasked, and reads the rest.
func (r revealed) GlanceMasked(ctx context.Context, question znode.Question, limit int) (znode.Answer, mask.Masked) {
	question.Data, question.Stat = false, true
	answer, _ := r.Guard.GlanceMasked(ctx, question, limit)
	answer.Stat, answer.StatErr, answer.DataErr = r.stat, nil, nil
	return answer, mask.Nothing(question.Path, r.data)
}

// maskedSection returns what is masked in the data, and whether and how it can be revealed.
func (h *Handlers) maskedSection(w *words.Words, v site.Visit, n node) nodes.Masked {
	masked := nodes.Masked{Count: n.data.Count, Whole: n.data.Whole, Slow: n.data.Slow, Unread: n.data.Unread, Bytes: n.data.Count > 0 && n.data.Reading().IsMask(), AskReason: h.Rules.RequireReason}
	switch {
	case masked.Count == 0:
	case v.Guard.Decide(people.Reveal, n.path) != people.Allowed:
		masked.Why = w.Data.MayNotReveal(string(v.Guard.Person.Role))
	case h.Rules.Trail == nil:
		masked.Why = w.Data.NoRecord
	default:
		masked.CanReveal = true
	}
	return masked
}
