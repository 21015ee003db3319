package handlers

import (
	"mime"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"zkweb/zkconn/znode"
)

// rawNode gives a znode's data, byte for byte, as a download.
func (s *Server) rawNode(c echo.Context, v visit) error {
	path, canonical, err := s.pathBehind(c, v, "raw")
	if err != nil {
		return err
	}
	if !canonical {
		return toCanonical(c, s.links.Raw(v.cluster.Name, path))
	}
	ctx, cancel := deadline(c)
	defer cancel()
	data, _, err := v.guard.Get(ctx, path)
	if err != nil {
		return withAncestor(ctx, v.guard, path, err)
	}
	header := c.Response().Header()
	header.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": fileName(path)}))
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
