package changes

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views/changes"
	"zkweb/zkconn/history"
	"zkweb/zkconn/payload/edit"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// ShowSet shows the form that replaces a znode's data.
func (h *Handlers) ShowSet(c echo.Context, v site.Visit) error {
	form, err := edit.ParseForm(c.QueryParam("encoding"), "")
	if err != nil {
		return err
	}
	ctx, cancel := site.Deadline(c)
	defer cancel()
	if err := v.Guard.Check(ctx, people.Set, v.Path); err != nil {
		return err
	}
	now, err := lookToSet(ctx, v, v.Path, form.Encoding)
	if err != nil {
		return site.WithAncestor(ctx, v.Guard, v.Path, err)
	}
	page := h.setPage(c, v, v.Path, now)
	if restore := c.QueryParam("restore"); restore != "" {
		if err := h.restore(ctx, c, v, restore, now, &page); err != nil {
			return history.Explain(err)
		}
	}
	return site.Render(c, http.StatusOK, page)
}

// setPage returns the form with the present data.
func (h *Handlers) setPage(c echo.Context, v site.Visit, path znode.Path, now toSet) changes.SetPage {
	page := changes.SetPage{
		Shell:     h.Shell(c, v.Cluster.Name),
		Path:      path,
		Stat:      &now.stat,
		Masked:    now.secrets,
		Reveal:    now.secrets && now.noText == nil,
		AskReason: h.Rules.RequireReason,
		MaxBytes:  session.MaxData,
		Hex:       now.text.Encoding == edit.Hex,
		OffersHex: offersHex(now),
		MaybeNull: now.unread == nil && len(now.data) == 0,
	}
	page.Version, page.Mzxid = now.stat.Version, now.stat.Mzxid
	if page.MaybeNull && now.data == nil {
		page.Null = "1"
	}
	switch {
	case now.noText != nil:
		page.NoText = page.Words.Error(now.noText)
	case page.Reveal:
		page.NoText = page.Words.Set.SecretsFirst
		page.Encoding = string(now.text.Encoding)
	default:
		fillText(&page.Form, now.text)
		page.AsRead = asRead(now.text)
	}
	return page
}

// fillText fills the form with a text.
func fillText(form *changes.Form, text edit.Text) {
	form.Text, form.Encoding, form.Compression = text.Text, string(text.Encoding), string(text.Compression)
	if text.Encoding != edit.Hex { // hex has no lines to merge
		form.Base, form.Based = text.Text, true
	}
}

// offersHex reports whether the form can show the bytes in hex.
func offersHex(now toSet) bool {
	const perByte = 3 // two digits and a space
	return now.unread == nil && now.text.Encoding != edit.Hex && len(now.data)*perByte <= MaxTextBox &&
		!(now.secrets && now.refusal != nil) // otherwise data is masked
}

// asRead names the compression and encoding of a text, as words.Errors takes a chain; "" for plain
// UTF-8.
func asRead(text edit.Text) string {
	var chain []string
	if text.Compression != edit.None {
		chain = append(chain, string(text.Compression))
	}
	if text.Encoding != edit.UTF8 && text.Encoding != edit.Hex {
		name := string(text.Encoding)
		if text.Guessed {
			name += "?"
		}
		chain = append(chain, name)
	}
	return strings.Join(chain, " ")
}
