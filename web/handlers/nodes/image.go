package nodes

import (
	"mime"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/payload/show"
	"zkweb/zkconn/znode"
)

// pictureOf returns the image that a page shows with the fields of its header, or nil if the data
// is no image or has masked parts.
func pictureOf(result show.Result, n node) *format.Picture {
	if result.Current != format.Image || n.data.Count > 0 {
		return nil
	}
	if picture, ok := format.PictureOf(n.data.Data); ok {
		return &picture
	}
	return nil
}

// Image answers with a znode's data as a PNG, JPEG, GIF or WebP image, for the page that shows it.
// The type is detected from its first bytes. Masked data is not an image. A link on another site
// leads to the znode's page.
func (h *Handlers) Image(c echo.Context, v site.Visit) error {
	if site.FromElsewhere(c) {
		return site.SeeOther(c, h.Links.Node(v.Cluster.Name, v.Path))
	}
	ctx, cancel := downloadDeadline(c, v)
	defer cancel()
	masked, _, err := v.Guard.GetMasked(ctx, v.Path, 0)
	v.Guard.Looked(v.Path, err)
	if err != nil {
		return site.WithAncestor(ctx, v.Guard, v.Path, err)
	}
	picture, ok := format.PictureOf(masked.Data)
	if !ok {
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeNoImage}
	}
	header := c.Response().Header()
	header.Set("Content-Type", picture.MediaType)
	header.Set("Content-Disposition", mime.FormatMediaType("inline", map[string]string{"filename": fileName(v.Path)}))
	header.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	header.Set("Content-Length", strconv.Itoa(len(masked.Data)))
	c.Response().WriteHeader(http.StatusOK)
	if c.Request().Method == http.MethodHead {
		return nil
	}
	_, err = site.NewSlowWriter(c).Write(masked.Data)
	return err
}
