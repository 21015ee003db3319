package handlers

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/web/static"
)

// showStatic gives a file of web/static. Its address changes with its content,
// so a browser may keep it for ever.
func showStatic(c echo.Context, _ site.Visit) error {
	file, ok := static.Lookup(c.Param("file"))
	if !ok {
		return echo.ErrNotFound
	}
	header := c.Response().Header()
	header.Set("Cache-Control", "public, max-age=31536000, immutable")
	header.Set("Vary", "Accept-Encoding")
	content := file.Content
	if len(file.Gzip) > 0 && strings.Contains(c.Request().Header.Get("Accept-Encoding"), "gzip") {
		header.Set("Content-Encoding", "gzip")
		content = file.Gzip
	}
	return c.Blob(http.StatusOK, file.ContentType, content)
}
