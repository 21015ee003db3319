package handlers

import (
	"mime"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"zkweb/zkconn/znode"
)

// rawNode gives a znode's data, byte for byte but for masked secrets, as a
// download; the name of one with masks says so.
func (s *Server) rawNode(c echo.Context, v visit) error {
	ctx, cancel := deadline(c)
	defer cancel()
	masked, _, err := v.guard.GetMasked(ctx, v.path)
	v.guard.Downloaded(ctx, v.path, err)
	if err != nil {
		return withAncestor(ctx, v.guard, v.path, err)
	}
	name := fileName(v.path)
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
