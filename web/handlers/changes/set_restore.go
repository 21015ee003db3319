package changes

import (
	"context"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/web/views/changes"
	"zkweb/zkconn/znode"
)

// restore fills the form with the data that the znode had at a moment of the past, for review and
// saving as a new version.
func (h *Handlers) restore(ctx context.Context, c echo.Context, v site.Visit, moment string, now toSet, page *changes.SetPage) error {
	past, err := h.Past(v)
	if err != nil {
		return err
	}
	zxid, err := site.ReadMoment(ctx, past, moment)
	if err != nil {
		return err
	}
	then, _, err := past.At(ctx, zxid)
	if err != nil {
		return err
	}
	masked, _, err := then.GetMasked(ctx, v.Path, 0)
	then.Looked(v.Path, err)
	if err != nil {
		return err
	}
	if masked.Count > 0 {
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeHistoryMasked}
	}
	was := textToSet(v.Path, masked.Data, masked.Binary, "")
	if was.noText != nil {
		return was.noText
	}
	page.Problem, page.NoText, page.Masked, page.Reveal = nil, "", false, false
	fillText(&page.Form, was.text)
	page.AsRead, page.Hex, page.OffersHex, page.Restored = asRead(was.text), false, false, true
	if now.noText == nil && now.text.Encoding == was.text.Encoding && now.text.Compression == was.text.Compression {
		page.Base = now.text.Text // so that changes by others are merged with the present text
	}
	if page.MaybeNull = len(masked.Data) == 0; page.MaybeNull {
		page.Null = "0"
		if masked.Data == nil {
			page.Null = "1"
		}
	}
	return nil
}
