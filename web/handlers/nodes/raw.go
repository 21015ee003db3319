package nodes

import (
	"mime"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/zkconn/znode"
)

// Raw gives a znode's data, byte for byte but for masked secrets, as a
// download; the name of one with masks says so.
func (h *Handlers) Raw(c echo.Context, v site.Visit) error {
	ctx, cancel := site.Deadline(c)
	defer cancel()
	masked, _, err := v.Guard.GetMasked(ctx, v.Path, 0)
	v.Guard.Downloaded(ctx, v.Path, err)
	if err != nil {
		return site.WithAncestor(ctx, v.Guard, v.Path, err)
	}
	name := fileName(v.Path)
	if masked.Count > 0 {
		name = "masked-" + name
	}
	return sendBytes(c, name, masked.Data)
}

// sendBytes is a download.
func sendBytes(c echo.Context, name string, data []byte) error {
	header := c.Response().Header()
	header.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	header.Set("Content-Security-Policy", "sandbox")
	header.Set("Content-Length", strconv.Itoa(len(data)))
	return c.Blob(http.StatusOK, "application/octet-stream", data)
}

func fileName(path znode.Path) string {
	if path.IsRoot() {
		return "root"
	}
	return path.Name()
}
